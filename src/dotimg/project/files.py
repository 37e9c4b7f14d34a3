"""Files that projects are made of, each read once, and only from the disk."""

import os
from collections.abc import Mapping
from types import MappingProxyType

from dotimg.errors import InputError
from dotimg.files.search import content
from dotimg.files.syntax import xml_tree
from dotimg.files.syntax.xml_tree import Element

_LONGEST_PATH = 4096  # characters; Linux takes no longer one
_NETWORK = ("\\\\", "//")  # how paths on another computer begin
_NOTHING: Mapping[str, bytes] = MappingProxyType({})


def opened(path: str) -> tuple["Files", str]:
    """The files around a path that a user names, and that path as an absolute one.

    Raises:
        InputError: The current folder is gone.
    """
    try:
        base, absolute = "" if os.path.isabs(path) else os.getcwd(), os.path.abspath(path)
    except OSError as error:
        raise InputError(f"{path}: cannot be found: {error.strerror}") from None
    return Files(base, os.path.splitdrive(absolute)[0]), absolute


class Files:
    """The files below and above what is read.

    Args:
        base: The folder from which paths are shown, empty to show them as absolute ones.
        drive: Where they are on Windows: `C:`, or a share, as that of the user's own Linux is.
        contents: The bytes of files that count instead of those on the disk, by absolute paths.
    """

    def __init__(self, base: str, drive: str, contents: Mapping[str, bytes] = _NOTHING) -> None:
        self._base = base
        self._drive = drive
        self._contents = contents
        self._read: dict[str, bytes] = {}
        self._trees: dict[str, Element] = {}
        self._known: dict[str, bool] = {}
        self._shown: dict[str, str] = {}
        self._nearest: dict[tuple[str, str], str] = {}

    def shown(self, path: str) -> str:
        """How to call a file before the user."""
        if not self._base:
            return path
        if path not in self._shown:
            try:
                self._shown[path] = os.path.relpath(path, self._base)
            except ValueError:  # on another drive
                self._shown[path] = path
        return self._shown[path]

    def is_file(self, path: str) -> bool:
        """Whether this is a normal file; nothing on another computer is asked for."""
        if path not in self._known:
            self._known[path] = not self.is_foreign(path) and os.path.isfile(path)
        return self._known[path]

    def exists(self, path: str) -> bool:
        """Whether there is a file or folder of that absolute path."""
        return self.is_file(path) or (not self.is_foreign(path) and os.path.exists(path))

    def met(self) -> tuple[str, ...]:
        """The files that were read or looked for so far, and are there."""
        return tuple(path for path, is_there in self._known.items() if is_there)

    def is_foreign(self, path: str) -> bool:
        """Whether a path names a computer that is neither this one nor where the user works."""
        remote = path.startswith(_NETWORK)
        return remote and (not self._drive or os.path.splitdrive(path)[0] != self._drive)

    def tree(self, path: str) -> Element:
        """The root of a file in XML.

        Raises:
            InputError: It cannot be read; the message begins with its path.
        """
        if path not in self._trees:
            content = self.content(path)
            self._read[path] = content
            try:
                self._trees[path] = xml_tree.parse(content)
            except InputError as error:
                raise InputError(f"{self.shown(path)}: {error}") from None
        return self._trees[path]

    def read(self, path: str) -> bytes:
        """The bytes of a file as they were when its tree was read; else as they are."""
        return self._read[path] if path in self._read else self.content(path)

    def changed(self, contents: Mapping[str, bytes]) -> "Files":
        """The same files with other bytes in some of them, given by absolute paths."""
        after = Files(self._base, self._drive, contents)
        after._trees = {path: one for path, one in self._trees.items() if path not in contents}
        after._known, after._shown = self._known, self._shown
        return after

    def has_tree(self, path: str) -> bool:
        """Whether a file was read, or stands for a tree that was kept."""
        return path in self._trees

    def keep(self, path: str, tree: Element) -> None:
        """Take a tree for that of a file."""
        self._trees[path] = tree

    def content(self, path: str) -> bytes:
        """The bytes of a file.

        Raises:
            InputError: It is not a file, too large, or cannot be read.
        """
        if path in self._contents:
            return self._contents[path]
        if not self.is_file(path) and os.path.exists(path):
            raise InputError(f"{self.shown(path)}: is not a file")
        try:
            return content(path)
        except InputError as error:
            raise InputError(f"{self.shown(path)}: {error}") from None

    def nearest(self, folder: str, name: str) -> str:
        """The file of that name in a folder or the nearest one above it; empty if there is none."""
        passed, found = [], ""
        while len(folder) <= _LONGEST_PATH:
            if (folder, name) in self._nearest:
                found = self._nearest[folder, name]
                break
            passed.append(folder)
            path = os.path.join(folder, name)
            if self.is_file(path):
                found = path
                break
            parent = os.path.dirname(folder)
            if parent == folder:
                break
            folder = parent
        self._nearest.update(((one, name), found) for one in passed)
        return found


def resolve(folder: str, path: str) -> str:
    """An absolute path for one that a project states, with slashes of either kind."""
    return os.path.normpath(os.path.join(folder, native(path.strip())))


def native(path: str) -> str:
    """A path with the slashes of this system."""
    return path if path.startswith(_NETWORK) else path.replace("\\", os.sep)
