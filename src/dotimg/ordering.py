"""The order in which people want to see tags: the newest .NET version first."""

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from dotimg.names import tags, versions

if TYPE_CHECKING:
    from packaging.version import Version

_HEAD = 2  # words that hold the version, and its rebuild or its day; tags share their heads
_ABOVE_PATCHES = ("99999", "99999")
_ABOVE_DAYS = "99999999"


class _Rank(NamedTuple):
    known: bool
    version: "Version"
    day: str


def newest_first(names: Iterable[str]) -> list[str]:
    """The tags by version and then by name, those without a version last.

    A tag that moves (`10.0-alpine`) stands above the patches it moves along (`10.0.11-alpine`), a
    rebuild above what it rebuilds.
    """
    heads = {name: "-".join(name.split("-", _HEAD)[:_HEAD]) for name in names}
    ranks = {head: _rank(head) for head in set(heads.values())}
    places = {rank: place for place, rank in enumerate(sorted(set(ranks.values()), reverse=True))}
    place_of = {head: places[rank] for head, rank in ranks.items()}
    return sorted(sorted(heads), key=lambda name: place_of[heads[name]])


def _rank(head: str) -> _Rank:
    tag = tags.parse(head)
    rebuild = f"-{tag.rebuild}" if tag.rebuild else ""
    try:
        return _Rank(True, _order(_lifted(tag.version) + rebuild), tag.stamp or _ABOVE_DAYS)
    except ValueError:  # no version at all, or one as no tag of .NET has it
        return _Rank(False, _order("0"), "")


def _lifted(version: str) -> str:
    """The version, above all its patches where it names none.

    Not so .NET Framework, where `4.8` is no more than the version before `4.8.1`.
    """
    numbers, dash, label = version.partition("-")
    if not version or version.startswith("4."):
        return version
    parts = (*numbers.split("."), *_ABOVE_PATCHES)
    return ".".join(parts[: max(len(parts) - len(_ABOVE_PATCHES), 3)]) + dash + label


@cache
def _order(version: str) -> "Version":
    return versions.order(version)
