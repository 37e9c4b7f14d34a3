"""Where in a build context the files stand that the stages of a Dockerfile have."""

import fnmatch
import os
import posixpath
from collections.abc import Iterator, Mapping

from dotimg.files.repository import root_of, up_to_root
from dotimg.project.build_steps import GLOB, Copied, Steps

_DEEPEST = 32  # folders in a path
_CONTEXTS = 6  # folders above the Dockerfile, itself included


class BuildContext:
    """Where what is in an image stands in a folder that is its build context.

    Args:
        folder: The folder.
        copied: What each stage has at its end.
    """

    def __init__(self, folder: str, copied: Mapping[int, tuple[Copied, ...]]) -> None:
        self._folder = folder
        self._copied = copied

    def file(self, path: str, copied: tuple[Copied, ...], depth: int = 0) -> str | None:
        """The file that is at a path in an image; None where none was copied there."""
        for one in reversed(copied):
            found = self._behind(one, path, depth)
            if found and os.path.isfile(found):
                return found
        return None

    def folders(self, path: str, copied: tuple[Copied, ...], depth: int = 0) -> Iterator[str]:
        """The folders whose content is at a path in an image."""
        for one in reversed(copied):
            rest = _below(path, one.target)
            if rest is None:
                continue
            if one.stage is not None:
                if depth < len(self._copied):
                    inner = posixpath.normpath(posixpath.join("/", one.source, rest))
                    yield from self.folders(inner, self._copied[one.stage], depth + 1)
                continue
            for source in self._sources(one):
                found = self._real(posixpath.join(source, rest))
                if os.path.isdir(self._real(source)) and os.path.isdir(found):
                    yield found

    def files(self, path: str, copied: tuple[Copied, ...], pattern: str) -> list[str]:
        """The files in a folder of an image whose names match a pattern, each once."""
        found: dict[str, None] = {}
        for folder in self.folders(path, copied):
            for name in sorted(_names(folder)):
                if fnmatch.fnmatchcase(name, pattern):
                    found[os.path.join(folder, name)] = None
        for one in copied:
            if one.stage is None and one.folder and one.target == path:
                for source in self._sources(one):
                    real = self._real(source)
                    name = os.path.basename(real)
                    if fnmatch.fnmatchcase(name, pattern) and os.path.isfile(real):
                        found[real] = None
        return list(found)

    def _behind(self, one: Copied, path: str, depth: int) -> str | None:
        rest = _below(path, one.target)
        if rest is None:
            return None
        if one.stage is not None:
            if depth >= len(self._copied):
                return None
            inner = posixpath.normpath(posixpath.join("/", one.source, rest))
            name = posixpath.basename(one.source)
            found = self.file(inner, self._copied[one.stage], depth + 1)
            if not found and rest == name:
                inner = posixpath.join("/", one.source)
                found = self.file(inner, self._copied[one.stage], depth + 1)
            return found
        for source in self._sources(one):
            real = self._real(source)
            if os.path.isdir(real):
                return self._real(posixpath.join(source, rest))
            if rest in ("", posixpath.basename(source)) and os.path.isfile(real):
                return real
        return None

    def _sources(self, one: Copied) -> Iterator[str]:
        """The paths that a source stands for, a pattern for several."""
        if not GLOB.search(one.source):
            yield one.source
            return
        folder, name = posixpath.split(one.source)
        if not GLOB.search(folder):
            for own in sorted(_names(self._real(folder))):
                if fnmatch.fnmatchcase(own, name):
                    yield posixpath.join(folder, own)

    def _real(self, path: str) -> str:
        return os.path.normpath(os.path.join(self._folder, *path.split("/")))


def _below(path: str, folder: str) -> str | None:
    """The rest of a path behind a folder, None where it is not in it."""
    if path == folder:
        return ""
    start = folder.rstrip("/") + "/"
    return path[len(start) :] if path.startswith(start) else None


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except (OSError, ValueError):  # a name that no file has
        return []


def endings(word: str) -> Iterator[list[str]]:
    """The path, then what is left of it without the folders in front: the working directory's."""
    parts = [part for part in word.split("/") if part not in ("", ".", "..")]
    if len(parts) <= _DEEPEST:
        yield from (parts[start:] for start in range(len(parts)))


def places_above(folder: str) -> Iterator[str]:
    """The folder and those above it, as the folder is written, up to the root of the repository.

    Outside of one, up to the folder where dotimg runs: nobody builds a whole disk.
    """
    absolute = os.path.abspath(folder)
    top = root_of(absolute) or os.getcwd()
    inside = absolute.startswith(os.path.join(top, "")) or absolute == top
    for above, place in zip(range(_CONTEXTS), up_to_root(absolute), strict=False):
        yield os.path.normpath(os.path.join(folder, *[os.pardir] * above))
        if place == top or not inside:
            return


def holding(places: tuple[str, ...], own: Steps) -> tuple[str, ...]:
    """The folders that may be the build context, the nearest first: all it copies is there."""
    copied = [
        one.source
        for copied in own.copied.values()
        for one in copied
        if one.stage is None and not GLOB.search(one.source)
    ]
    there = tuple(
        one
        for one in places
        if all(os.path.exists(os.path.join(one, *source.split("/"))) for source in copied)
    )
    return there or places
