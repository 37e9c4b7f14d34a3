"""Where the files of a Dockerfile's stages are in the build context."""

import fnmatch
import os
import posixpath
from collections.abc import Iterator, Mapping
from functools import cache

from dotimg.files.repository import is_root
from dotimg.project.build_steps import GLOB, Copied, Steps

_DEEPEST = 32  # folders in a path
_CONTEXTS = 6  # folders above the Dockerfile, itself included


class Disk:
    """What is on the disk, where each path is looked at once."""

    def __init__(self) -> None:
        self.is_file = cache(os.path.isfile)
        self.is_folder = cache(os.path.isdir)
        self.exists = cache(os.path.exists)
        self._roots: dict[str, str] = {}

    def root_of(self, folder: str) -> str:
        """The root of the repository that a folder is in, empty where it is in none."""
        passed, found, parent = [], "", folder
        while (folder := parent) not in self._roots:
            passed.append(folder)
            parent = os.path.dirname(folder)
            if is_root(folder):
                found = folder
                break
            if parent == folder:
                break
        else:
            found = self._roots[folder]
        self._roots.update(dict.fromkeys(passed, found))
        return found


class BuildContext:
    """Where what is in an image stands in a folder that is its build context.

    Args:
        folder: The folder.
        copied: What each stage has at its end.
        disk: Where files are looked for.
    """

    def __init__(self, folder: str, copied: Mapping[int, tuple[Copied, ...]], disk: Disk) -> None:
        self.folder = folder
        self._copied = copied
        self._disk = disk
        self._known: dict[str, str] = {}

    def has(self, source: str) -> bool:
        """Whether there is a file or folder of that path."""
        return self._disk.exists(self._real(source))

    def file(self, path: str, copied: tuple[Copied, ...], depth: int = 0) -> str | None:
        """The file that is at a path in an image; None where none was copied there."""
        for one in reversed(copied):
            found = self._behind(one, path, depth)
            if found and self._disk.is_file(found):
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
                if self._disk.is_folder(self._real(source)) and self._disk.is_folder(found):
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
                    if fnmatch.fnmatchcase(name, pattern) and self._disk.is_file(real):
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
            if self._disk.is_folder(real):
                return self._real(f"{source}/{rest}")
            if rest in ("", posixpath.basename(source)) and self._disk.is_file(real):
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
        if path not in self._known:
            joined = os.path.join(self.folder, path.lstrip("/"))
            self._known[path] = os.path.normpath(joined)
        return self._known[path]


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


def places_above(folder: str, disk: Disk) -> Iterator[str]:
    """The folder and those above it, as the folder is written, up to the root of the repository.

    Outside of one, up to the folder where dotimg runs: nobody builds a whole disk.
    """
    absolute = os.path.abspath(folder)
    top = disk.root_of(absolute) or os.getcwd()
    inside = absolute.startswith(os.path.join(top, "")) or absolute == top
    place = absolute
    for above in range(_CONTEXTS):
        yield os.path.normpath(os.path.join(folder, *[os.pardir] * above))
        if place == top or not inside:
            return
        place = os.path.dirname(place)


def holding(places: tuple[str, ...], own: Steps, disk: Disk) -> tuple[BuildContext, ...]:
    """The folders that may be the build context, the nearest first: all it copies is there."""
    contexts = tuple(BuildContext(one, own.copied, disk) for one in places)
    copied = {
        one.source
        for copied in own.copied.values()
        for one in copied
        if one.stage is None and one.source != "." and not GLOB.search(one.source)
    }
    there = tuple(one for one in contexts if all(map(one.has, copied)))
    return there or contexts
