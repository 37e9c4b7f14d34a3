"""Which files state values of each other, and so have to be edited together."""

from collections.abc import Sequence

from dotimg.upgrade.reading import ParsedFile


def groups(files: Sequence[ParsedFile]) -> list[list[ParsedFile]]:
    """The files that share a file which states values, each group in the given order."""
    leader: dict[str, str] = {}

    def found(path: str) -> str:
        while (above := leader.setdefault(path, path)) != path:
            leader[path] = path = leader[above]
        return path

    for file in files:
        for other in file.others:
            leader[found(other)] = found(file.path)
    grouped: dict[str, list[ParsedFile]] = {}
    for file in files:
        grouped.setdefault(found(file.path), []).append(file)
    return list(grouped.values())
