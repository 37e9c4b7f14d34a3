"""Why a tag is not listed any more."""

from bisect import bisect_right
from itertools import groupby
from operator import itemgetter

from dotimg.explanation.records import Records, Subject
from dotimg.model import Cause, Tag

_AFTER_ALL = "~"


def cause(records: Records, subject: Subject) -> Cause | None:
    """Why a retired tag was retired; None while it is listed."""
    day = subject.tag.retired
    if not day:
        return None
    newer = successor(records, subject)
    if newer:
        return Cause("superseded", f"superseded by {newer.name}")
    channel = records.channel(subject)
    product = f"{channel.product} {channel.name}" if channel else "the repository"
    if channel and channel.end and channel.end <= day:
        return Cause("channel-ended", f"support of {product} ended {channel.end}")
    if subject.path != records.present(subject):
        return Cause("moved", f"the repository moved to {records.present(subject)}")
    if subject.name.prerelease == "preview" and channel and channel.released:
        return Cause("released", f"{product} was released {channel.released}")
    dropped = _dropped(records, subject)
    if dropped:
        return Cause("system-dropped", f"{dropped} was dropped while {product} went on")
    return Cause("frozen", f"frozen while {product} went on")


def successor(records: Records, subject: Subject) -> Tag | None:
    """Of a tag that names one patch or day the same tag of the next one."""
    if not subject.name.fixed:
        return None
    name, first = subject.name, subject.tag.first_seen
    section = records.section(subject.path, subject.channel)
    band = subject.tag.version[: -len("00")]
    editions = records.editions(subject)
    later = editions[bisect_right(editions, (first, _AFTER_ALL)) :]
    for _, same_day in groupby(later, key=itemgetter(0)):
        for _, word in sorted(same_day, key=lambda pair: not pair[1].startswith(band)):
            dated = name._replace(stamp=word)
            other = dated if name.stamp else name._replace(version=word, rebuild="")
            found = section.get(str(other))
            if found and found.first_seen > first:
                return found
    return None


def _dropped(records: Records, subject: Subject) -> str:
    """The system of a tag where no tag of its channel offers it any longer than this one."""
    releases = subject.tag.releases
    system = records.catalog.systems[releases[0]]
    if len(releases) != 1 or system.name in (system.family, system.type):
        return ""
    last = records.last_days(subject)[system.name]
    return system.title if last <= (subject.tag.retired or "") else ""
