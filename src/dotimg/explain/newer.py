"""Whether a tag that the catalog lacks may have been published after its day."""

from datetime import date
from typing import TYPE_CHECKING

from dotimg.explain.records import Records
from dotimg.names import tags, versions

if TYPE_CHECKING:
    from packaging.version import Version

_PATCH_DAYS = 28  # patches come once a month
_SDK_PATCH = 100
_NUMBERS = 3


def may_be_newer(records: Records, path: str, name: tags.TagName) -> bool:
    """Whether the next patches, releases or systems could bring a tag of this name."""
    as_of = records.catalog.as_of
    if name.stamp:
        return name.stamp > as_of.replace("-", "") and bool(_newest(records, path, name))
    numbers = _numbers(name.version)
    repository = records.meant(path, name)
    whole = "." in name.version or repository.product == "own"  # whose major version is a tag too
    if not numbers or not whole or path != repository.path:
        return False
    if _is_newer_channel(records, path, name):
        return True
    newest = _newest(records, path, name)
    if not newest:
        return False
    if _is_newer_system(records, name.system):
        return True
    return _is_unreleased(records, name) or _is_next_patch(records, name, newest)


def _is_newer_channel(records: Records, path: str, name: tags.TagName) -> bool:
    """Whether the version is of a channel after the newest, of the next year at most."""
    known = [_numbers(channel) for channel in records.catalog.channels_of(path) if channel]
    own, newest = _numbers(name.version)[:2], max(known, default=[])
    return bool(newest) and own > newest[:2] and own[0] <= newest[0] + 1


def _newest(records: Records, path: str, name: tags.TagName) -> str:
    """The newest version that is listed in the channel of a tag, empty where it is closed."""
    numbers = name.version.partition("-")[0]
    for channel in (numbers, versions.channel(numbers)):
        known = records.catalog.channel(channel)
        open_ = not known or not known.end or known.end > records.catalog.as_of
        listed = records.catalog.listed(path, channel)
        if listed and open_:
            return listed[0].version
    return ""


def _is_newer_system(records: Records, word: str) -> bool:
    """Whether a system is the next of a series: `alpine3.25` after `alpine3.24`."""
    series = word.rstrip("0123456789.")
    known = [
        _numbers(name.removeprefix(series))
        for name in records.catalog.systems
        if series and name.startswith(series)
    ]
    own = _numbers(word.removeprefix(series))
    newest = max((one for one in known if one), default=[])
    return bool(own and newest) and own > newest and own[0] <= newest[0] + 1


def _is_unreleased(records: Records, name: tags.TagName) -> bool:
    """Whether it is the name of a channel without `-preview`, which its release will bring."""
    channel = records.catalog.channel(name.version)
    return channel is not None and channel.preview


def _is_next_patch(records: Records, name: tags.TagName, newest: str) -> bool:
    own, last = _numbers(name.version), _numbers(newest)
    if len(own) != _NUMBERS or len(last) != _NUMBERS or name.rebuild:
        return False
    if name.prerelease or versions.is_prerelease(newest):
        return own >= last and _order(name.version) > _order(newest)
    if (own[2] >= _SDK_PATCH) != (last[2] >= _SDK_PATCH):
        return False
    days = date.fromisoformat(records.today) - date.fromisoformat(records.catalog.as_of)
    patches = 2 + max(days.days, 0) // _PATCH_DAYS
    band = own[2] // _SDK_PATCH - last[2] // _SDK_PATCH
    if band == 1:
        return own[2] % _SDK_PATCH <= patches
    return band == 0 and last[2] < own[2] <= last[2] + patches


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
