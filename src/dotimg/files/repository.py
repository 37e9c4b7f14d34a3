"""The repository that a folder is in, found by its `.git`."""

import os
from collections.abc import Iterator


def is_root(folder: str) -> bool:
    """Whether the folder is the root of a repository; in a worktree `.git` is a file."""
    return os.path.exists(os.path.join(folder, ".git"))


def up_to_root(folder: str) -> Iterator[str]:
    """The folder and those above it, up to the root of its repository, else of the file system."""
    yield folder
    while not is_root(folder):
        parent = os.path.dirname(folder)
        if parent == folder:
            return
        folder = parent
        yield folder
