"""Why a tag is not listed any more."""

from bisect import bisect_right

from dotimg.catalog.model import Tag
from dotimg.explain.model import Cause
from dotimg.explain.records import Records
from dotimg.explain.subject import Subject

_AFTER_ALL = "~"


def cause(records: Records, subject: Subject) -> Cause | None:
    """Why a retired tag was retired; None while it is listed."""
    day = subject.tag.retired
    if not day or not subject.tag.is_retired(records.today):
        return None
    newer = successor(records, subject)
    if newer:
        return Cause("superseded", f"superseded by {newer.name}")
    released = _without_preview(records, subject)
    if released:
        return Cause("released", f"superseded by {released.name}")
    channel = subject.dotnet_channel
    product = f"{channel.product} {channel.name}" if channel else "the repository"
    window = subject.window
    if window and window.has_ended(day):
        return Cause(
            "channel-ended", f"support of {window.product} {window.name} ended {window.end}"
        )
    if subject.path != subject.present and day >= records.last_day_of(subject.path):
        return Cause("moved", f"the repository moved to {subject.present}")
    over = day >= records.last_day_of(subject.path, subject.channel)
    # What left a whole version behind did not drop the system that it was on.
    left = over and _left_behind(records, subject)
    dropped = "" if left else _dropped(records, subject)
    if dropped:
        return Cause(
            "system-dropped", f"Microsoft dropped {dropped} while {product} was still supported"
        )
    if channel and over:
        return _over(records, subject, product)
    return _left_behind(records, subject) or Cause(
        "frozen", f"no longer updated while {product} was still supported"
    )


def _over(records: Records, subject: Subject, product: str) -> Cause:
    """That a repository holds no more images of a channel, which another home may do."""
    if home := _newer_home(records, subject):
        return Cause("moved", f"images of {product} moved to {home}")
    what = "samples" if subject.repository.name.endswith("samples") else "images"
    return Cause("frozen", f"{what} of {product} are no longer published")


def _newer_home(records: Records, subject: Subject) -> str:
    """The home of such images that offered the channel longest, where that is another."""
    own, channels_of = subject.path, records.catalog.channels_of
    homes = [path for path in subject.repository.paths if subject.channel in channels_of(path)]
    last = max(homes, key=lambda path: records.last_day_of(path, subject.channel), default=own)
    longer = records.last_day_of(last, subject.channel) > (subject.tag.retired or "")
    return last if last != own and longer else ""


def successor(records: Records, subject: Subject) -> Tag | None:
    """Of a tag that names one patch or day the same tag of the next one."""
    if not subject.name.fixed:
        return None
    name, first = subject.name, subject.tag.first_seen
    section = records.section(subject.path, subject.channel)
    band = subject.tag.version[: -len("00")]
    editions = records.editions(subject)
    later = bisect_right(editions, (first, _AFTER_ALL))
    best, day = None, _AFTER_ALL  # of those of one day one of the same band
    for at in range(later, len(editions)):
        next_day, word = editions[at]
        if next_day > day:
            break
        other = name._replace(stamp=word) if name.stamp else name._replace(version=word, rebuild="")
        found = section.get(str(other))
        if found and found.first_seen > first and (word.startswith(band) or not best):
            best, day = found, next_day
            if word.startswith(band):
                break
    return best


def _without_preview(records: Records, subject: Subject) -> Tag | None:
    """Of `10.0-preview` the tag `10.0`, which the first release candidate brings."""
    name = subject.name
    if name.prerelease != "preview":
        return None
    released = name._replace(version=name.version.removesuffix("-preview"))
    return records.section(subject.path, subject.channel).get(str(released))


def _dropped(records: Records, subject: Subject) -> str:
    """The system of a tag where no tag of that system alone was offered any longer than this one.

    Among the tags of its channel, or of all where channels are not those of .NET.
    """
    system = subject.systems[0]
    if len(subject.systems) != 1 or system.name in (system.family, system.type):
        return ""
    days = records.last_days(subject, system.name)
    own, last = days.get(system.name, ""), max(days.values(), default="")
    return system.title if own <= (subject.tag.retired or "") < last else ""


def _left_behind(records: Records, subject: Subject) -> Cause | None:
    """That the next version came, where versions are a product's own."""
    if not subject.own_versions:
        return None
    later = records.later_channels(subject)
    if not later:
        return None
    text = f"{subject.channel} was replaced by {later[0]}"
    return Cause("superseded" if subject.name.fixed else "frozen", text)
