"""Images that may be newer than the tables, and their names in a registry."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from dotimg.catalog import support
from dotimg.catalog.model import Support, System
from dotimg.catalog.tables import Catalog
from dotimg.named_tuples import NamedTuple
from dotimg.names import sdk_versions, tags, versions
from dotimg.resolver.due import Due, due, release_day
from dotimg.resolver.model import Pick, Request
from dotimg.resolver.system import spellings

if TYPE_CHECKING:
    from packaging.version import Version

_PATCH_DAYS = 28  # patches come once a month
_DIGITS = "0123456789."


class NewerSystem(NamedTuple):
    """A release that continues the series of a known one: Alpine 3.25 after Alpine 3.24.

    `before` is the newest known; `name` is what tags would call it, empty where only the publisher
    knows (Ubuntu's code names); `day` is about when it comes, as those before it did.
    """

    title: str
    name: str
    before: System
    day: str


class StandIn(NamedTuple):
    """A request that the tables answer, and the version and the system to rename its answer to.

    `named` tells whether the tag of what is newer is known then, as that of an SDK that comes with
    a runtime is not, nor the code name of an Ubuntu.
    """

    request: Request
    version: str
    system: str
    named: bool


def may_be_newer(catalog: Catalog, path: str, name: tags.TagName, today: str) -> bool:
    """Whether the next patches, releases or systems could bring a tag of this name."""
    if name.stamp:
        return name.stamp > catalog.as_of.replace("-", "") and bool(_newest(catalog, path, name))
    numbers = _numbers(name.version)
    repository = catalog.meant(path, name)
    whole = "." in name.version or repository.product == "own"  # whose major version is a tag too
    if not numbers or not whole or path != repository.path:
        return False
    if _is_newer_channel(catalog, path, name):
        return True
    if repository.product == ".NET" and due(catalog, today, versions.channel(name.version)):
        return True
    newest = _newest(catalog, path, name)
    if not newest:
        return False
    if newer_system(catalog, name.system):
        return True
    return _is_unreleased(catalog, name) or _is_next_patch(catalog, name, newest, today)


def newer_system(catalog: Catalog, word: str) -> NewerSystem | None:
    """What a word for a release that the tables lack means, if it is the next of its series."""
    found = (_next_of_series(catalog, spelling) for spelling in spellings(word))
    return next((one for one in found if one), None)


def _next_of_series(catalog: Catalog, word: str) -> NewerSystem | None:
    series = word.rstrip(_DIGITS)
    number = word.removeprefix(series)
    own = _numbers(number)
    for family in catalog.traits["families"]:
        known = [one for one in catalog.systems.values() if one.family == family and one.released]
        if not own or not known[1:]:
            continue
        before, earlier = known[:2]
        newest, previous = _in_series(before, series), _in_series(earlier, series)
        if not newest or not previous or len(own) != len(newest) or own <= newest:
            continue
        if own[0] - newest[0] <= max(newest[0] - previous[0], 1):
            return _continued(before, earlier, number)
    return None


def newer_reason(catalog: Catalog, what: str) -> str:
    """That something may be newer than the tables, in words."""
    return f"{what} is not in the tag data ({catalog.as_of}) but may be newer"


def renamed(catalog: Catalog, found: Pick, today: str, version: str, system: str = "") -> Pick:
    """What a pick is called when it is of a newer version, or of a newer system.

    Of what only a registry knows, version and platforms are told as far as the name tells them.
    """
    name = tags.parse(found.tag.name)
    new = name._replace(
        version=version or name.version, system=system or name.system, rebuild="", second=""
    )
    channel = versions.channel(new.version)
    known = catalog.channel(channel)
    tag = found.tag._replace(name=str(new), version=version if new.fixed else "", platforms="")
    state = Support("unknown", None, f"newer than the tag data ({catalog.as_of})")
    if known and known.released:
        state = support.judge(catalog, found.repository, channel, today).support(tag)
    return found._replace(
        tag=tag._replace(retired=None, last_seen=None),
        channel=channel,
        release=found.release if new.system and not system else "",
        support=state,
        warnings=(),
        notes=(f"newer than the tag data ({catalog.as_of}): only the registry knows this tag",),
        newer=None,
    )


def version_may_be_newer(catalog: Catalog, asked: versions.VersionWord, today: str) -> bool:
    """Whether a version that has no image may be newer than the tables."""
    build = asked.kind in ("sdk", "band")
    path = catalog.repositories["sdk" if build else "runtime"].path
    text = asked.text.replace("xx", "00") if asked.kind == "band" else asked.text
    if asked.kind in ("major", "channel"):
        if catalog.channel(asked.channel):
            return False
        text = asked.channel
    return asked.kind not in ("word", "framework") and may_be_newer(
        catalog, path, tags.TagName(version=text), today
    )


def version_reason(catalog: Catalog, word: str, today: str) -> str:
    """That a version may be newer than the tables, in words; empty where it is not."""
    asked = versions.parse(word)
    if not version_may_be_newer(catalog, asked, today):
        return ""
    major = asked.kind == "major"
    said = newer_reason(catalog, f".NET {asked.channel if major else asked.text}")
    known = catalog.channel(asked.channel)
    if known:
        newest = known.sdk if asked.kind in ("sdk", "band") else known.runtime
        return f"{said}; the newest of {known.name} is {newest}"
    return f"{said}; {calendar(catalog, asked.channel, today)}"


def calendar(catalog: Catalog, channel: str, today: str) -> str:
    """When a channel that the tables do not know as released comes out, or came, in words."""
    day = release_day(catalog, channel)
    verb = "was due on" if day <= today else "is due on"
    return f".NET {channel} {verb} {day}" if day else ""


def release_said(catalog: Catalog, today: str, channel: str = "", word: str = "") -> str:
    """That a channel is out that the tables do not know as released, in words; empty if none is.

    Args:
        catalog: The tables.
        today: The day.
        channel: The channel; empty for the newest.
        word: What the newest is to be: `lts`, `sts`, or any other word for either.
    """
    found = due(catalog, today, channel, word if word in ("lts", "sts") else "")
    if not found:
        return ""
    return f"{calendar(catalog, found.channel, today)}, after the tag data ({catalog.as_of})"


def of_channel(catalog: Catalog, found: Pick, out: Due, today: str) -> Pick:
    """A pick for whose word a channel is out by now that the tables do not know as released."""
    fixed = tags.parse(found.tag.name).fixed
    version = f"{out.channel}.{found.tag.version.partition('-')[0].rpartition('.')[2]}"
    if found.channel != out.channel:
        version = f"{out.channel}.{100 if found.repository.endswith('/sdk') else 0}"
    newer = renamed(catalog, found, today, version if fixed else out.channel)
    said = f"{release_said(catalog, today, out.channel)}; if it is out, its tag is {newer.tag.name}"
    preview = versions.is_prerelease(found.tag.version) and found.channel == out.channel
    return found._replace(
        warnings=(*found.warnings, said), newer=newer, released=out.day if preview else ""
    )


def stand_in(catalog: Catalog, request: Request, today: str) -> StandIn | None:
    """What the tables hold in the place of what may be newer; None where nothing is."""
    asked, found, system = versions.parse(request.version), None, ""
    if request.os and (found := newer_system(catalog, request.os)):
        request, system = request._replace(os=found.before.name), found.name
    named = found is None or bool(system)
    if not version_may_be_newer(catalog, asked, today):
        return StandIn(request, "", system, named) if found else None
    if asked.kind in ("major", "channel"):
        preview = asked.text.endswith("-preview") or not due(catalog, today, asked.channel)
        version = f"{asked.channel}-preview" if preview else asked.channel
        on_newest = request._replace(version=catalog.newest_channel.name)
        return StandIn(on_newest, version, system, named)
    named &= asked.kind == ("sdk" if request.purpose == "build" else "release")
    on_channel = request._replace(version=asked.channel, fixed=True)
    return StandIn(on_channel, asked.text, system, named)


def _is_newer_channel(catalog: Catalog, path: str, name: tags.TagName) -> bool:
    """Whether the version is of a channel after the newest, of the next year at most."""
    known = [_numbers(channel) for channel in catalog.channels_of(path) if channel]
    own, newest = _numbers(name.version)[:2], max(known, default=[])
    return bool(newest) and own > newest[:2] and own[0] <= newest[0] + 1


def _newest(catalog: Catalog, path: str, name: tags.TagName) -> str:
    """The newest version that is listed in the channel of a tag, empty where it is closed."""
    numbers = name.version.partition("-")[0]
    for channel in (numbers, versions.channel(numbers)):
        known = catalog.channel(channel)
        listed = catalog.listed(path, channel)
        if listed and not (known and known.has_ended(catalog.as_of)):
            return listed[0].version
    return ""


def _in_series(system: System, series: str) -> list[int]:
    """The number of a system under the one of its names that a series has."""
    names = (known.lower() for known in system.names)
    found = (
        _numbers(known.removeprefix(series)) for known in names if known.rstrip(_DIGITS) == series
    )
    return next(found, [])


def _continued(before: System, earlier: System, number: str) -> NewerSystem:
    """The system after two others, which comes after as many days as lay between them."""
    old = before.title.rpartition(" ")[2].lstrip("abcdefghijklmnopqrstuvwxyz")
    own = before.name.removesuffix(old)
    released = date.fromisoformat(before.released or "")
    between = released - date.fromisoformat(earlier.released or "")
    day = released + min(between, date.max - released)
    return NewerSystem(
        before.title.removesuffix(old) + number,
        own + number if own != before.name else "",
        before,
        max(day, released + timedelta(1)).isoformat(),
    )


def _is_unreleased(catalog: Catalog, name: tags.TagName) -> bool:
    """Whether it is the name of a channel without `-preview`, which its release will bring."""
    channel = catalog.channel(name.version)
    return channel is not None and channel.preview


def _is_next_patch(catalog: Catalog, name: tags.TagName, newest: str, today: str) -> bool:
    own, last = sdk_versions.parse(name.version), sdk_versions.parse(newest)
    if not own or not last or name.rebuild:
        return False
    if own.labels or last.labels:
        return own[:4] >= last[:4] and _order(name.version) > _order(newest)
    if bool(own.band) != bool(last.band):
        return False
    days = date.fromisoformat(today) - date.fromisoformat(catalog.as_of)
    patches = 2 + max(days.days, 0) // _PATCH_DAYS
    if own.band == last.band + 1:
        return own.patch <= patches
    return own.band == last.band and last.patch < own.patch <= last.patch + patches


def _order(version: str) -> "Version":
    try:
        return versions.order(version)
    except ValueError:
        return versions.order("0")


def _numbers(text: str) -> list[int]:
    """The numbers of a version, none where it is not made of numbers."""
    parts = text.partition("-")[0].split(".")
    if not all(part.isascii() and part.isdigit() for part in parts):
        return []
    return [int(part) for part in parts]
