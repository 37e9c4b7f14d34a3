"""The files that a pattern of a project's items names: `*`, `?`, and `**` for folders at any depth.

MSBuild does not mind the letter case, and no bracket means anything to it.
"""

import os
import re
from collections.abc import Iterator

from dotimg.files.ignore_rules import matcher
from dotimg.project.files import native, resolve

MARKS = re.compile(r"[*?]")
_MEANT_BY_GIT = re.compile(rb"[\[\\]")
_MOST = 20_000  # folders that are searched


def fixed(pattern: str) -> str:
    """The folder above the first part of a pattern that has a mark; a path as it is."""
    found = MARKS.search(pattern)
    if not found:
        return pattern
    start = native(pattern)[: found.start()]
    return start[: start.rfind(os.sep) + 1] or os.curdir


def matching(folder: str, pattern: str) -> list[str] | None:
    """The files that a pattern names, as absolute paths in their order.

    None where there are too many folders to search.

    Args:
        folder: From where the pattern is seen.
        pattern: The pattern.
    """
    above = fixed(pattern)
    start = resolve(folder, above)
    words = native(pattern)[0 if above == os.curdir else len(above) :].replace(os.sep, "/")
    # Git's patterns are read in linear time, and mean the same but for their brackets.
    own = _MEANT_BY_GIT.sub(rb"\\\g<0>", os.fsencode(words.lower()))
    wanted = matcher(own)
    depth = None if "**" in words else words.count("/")
    found = []
    for number, (place, inside, names) in enumerate(_folders(start, depth)):
        if number == _MOST:
            return None
        found += [
            os.path.join(place, name)
            for name in names
            if wanted(os.fsencode(f"{inside}{name}".lower()))
        ]
    return sorted(found)


def _folders(start: str, depth: int | None) -> Iterator[tuple[str, str, list[str]]]:
    """The folders from one on, at most so deep: path, path from there, the names of their files."""
    for place, folders, names in os.walk(start):
        inside = ""
        if place != start:
            inside = os.path.relpath(place, start).replace(os.sep, "/") + "/"
        if depth is not None and inside.count("/") >= depth:
            folders.clear()
        yield place, inside, names
