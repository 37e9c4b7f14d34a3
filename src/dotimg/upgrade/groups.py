"""Which files share values, and so must be edited together."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from dotimg.upgrade.reading import ParsedFile

_NONE: Mapping[str, Iterable[str]] = MappingProxyType({})


def groups(
    files: Sequence[ParsedFile], beside: Mapping[str, Iterable[str]] = _NONE
) -> list[list[ParsedFile]]:
    """The files that share a file which states values, each group in the given order.

    Args:
        files: All of them.
        beside: The paths of what is edited with some of them, by the paths of these.
    """
    leader: dict[str, str] = {}

    def found(path: str) -> str:
        while (above := leader.setdefault(path, path)) != path:
            leader[path] = path = leader[above]
        return path

    for file in files:
        for other in (*file.others, *beside.get(file.path, ())):
            leader[found(other)] = found(file.path)
    grouped: dict[str, list[ParsedFile]] = {}
    for file in files:
        grouped.setdefault(found(file.path), []).append(file)
    return list(grouped.values())
