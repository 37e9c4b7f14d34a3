"""The files in a tree that builds name, with any file name; none outside the tree."""

import os
from collections.abc import Iterable, Mapping

from dotimg.errors import InputError
from dotimg.files import side_files
from dotimg.files.repository import is_inside, root_of


class Tree:
    """Opens files that others name.

    Args:
        folders: The folders whose trees count, each with the repository around it.
        contents: The bytes of files, by their paths, that count instead of those on the disk.
    """

    def __init__(self, folders: Iterable[str], contents: Mapping[str, bytes]) -> None:
        self._folders = tuple(dict.fromkeys(folder or os.curdir for folder in folders))
        self._contents = dict(contents)
        self._tops: dict[str, tuple[str, ...]] = {}

    def content(self, path: str) -> bytes:
        """The bytes of a file.

        Raises:
            InputError: It is outside of the tree, not there, or cannot be read.
        """
        if path in self._contents:
            return self._contents[path]
        if not self.holds(path):
            raise InputError("it is outside of the tree")
        try:
            return side_files.regular_content(path)
        except (OSError, ValueError) as error:
            raise InputError(f"cannot be read: {getattr(error, 'strerror', error)}") from error

    def is_file(self, path: str) -> bool:
        """Whether there is such a file, inside or outside of the tree."""
        return path in self._contents or (bool(self._folders) and os.path.isfile(path))

    def holds(self, path: str) -> bool:
        """Whether a path leads into the tree."""
        return any(is_inside(path, folder) for folder in self._folders)

    def roots(self, path: str) -> tuple[str, ...]:
        """The folders from which commands in a file are likely to run.

        They are the folder of the file and the root of its repository, else of the tree, which
        goes first for pipelines.
        """
        own = os.path.dirname(path) or os.curdir
        if own not in self._tops:
            root = root_of(os.path.realpath(own))
            self._tops[own] = (os.path.relpath(root), *self._folders) if root else self._folders
        tops = self._tops[own]
        if path.lower().endswith((".yml", ".yaml")):
            return tuple(dict.fromkeys((*tops, own)))
        return tuple(dict.fromkeys((own, *tops)))


def located(tree: Tree, path: str, context: str, dockerfile: str) -> str:
    """The Dockerfile of a context, from the first folder from which it is there.

    Args:
        tree: The files that may be named.
        path: The file that names it.
        context: The folder that is built, relative to where the command runs.
        dockerfile: The path of the Dockerfile in it.
    """
    candidates = [
        os.path.normpath(os.path.join(root, context, dockerfile)) for root in tree.roots(path)
    ]
    return next(filter(tree.is_file, candidates), candidates[0])
