"""The repository that a folder is in, found by its `.git`."""

import os
from collections.abc import Iterator

MARK = ".git"
_LONGEST = 4096  # characters of a file `.git`, which holds one path


def is_root(folder: str) -> bool:
    """Whether the folder is the root of a repository; in a worktree `.git` is a file."""
    return os.path.exists(os.path.join(folder, MARK))


def up_to_root(folder: str) -> Iterator[str]:
    """The folder and those above it, up to the root of its repository, else of the file system."""
    yield folder
    while not is_root(folder):
        parent = os.path.dirname(folder)
        if parent == folder:
            return
        folder = parent
        yield folder


def folder_of(path: str) -> str:
    """The path where it is a folder, else the folder that it is in; empty for the current one."""
    return path if os.path.isdir(path) else os.path.dirname(path)


def root_of(folder: str) -> str:
    """The root of the repository that a folder is in, empty where it is in none."""
    *_, top = up_to_root(folder)
    return top if is_root(top) else ""


def outermost_root(folder: str) -> str:
    """The root of the repository that a folder is in, for a submodule that of the one around it.

    Empty where it is in none.
    """
    root = root_of(folder)
    while root and _is_submodule(root) and (around := root_of(os.path.dirname(root))):
        root = around
    return root


def _is_submodule(root: str) -> bool:
    """Whether `.git` is a file that names a folder among the modules of another repository."""
    try:
        with open(os.path.join(root, MARK), encoding="utf-8", errors="replace") as file:
            return "/modules/" in file.read(_LONGEST)
    except OSError:
        return False


def is_inside(path: str, folder: str) -> bool:
    """Whether a path leads into the tree of a folder: its repository, or the folder itself."""
    real = os.path.realpath(folder)
    tree = os.path.join(root_of(real) or real, "")
    return os.path.realpath(path).startswith(tree)
