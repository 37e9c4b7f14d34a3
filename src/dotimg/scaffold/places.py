"""The folders above a project, and folders that cannot be a build context."""

import os
from collections.abc import Iterator

from dotimg.project.project_files import SOLUTIONS


def is_wide(folder: str) -> bool:
    """Whether a folder is the root of a disk or the home of the user, and so no build context."""
    own = os.path.realpath(folder)
    return own in (os.path.dirname(own), os.path.realpath(os.path.expanduser("~")))


def is_far(path: str, folder: str) -> bool:
    """Whether only a folder that is not a build context holds both a path and a folder."""
    try:
        return is_wide(os.path.commonpath((path, folder)))
    except ValueError:  # on another drive
        return True


def upwards(folder: str, root: str) -> Iterator[str]:
    """The folder and those above it, up to the root of the repository."""
    yield folder
    while folder != root and not is_wide(os.path.dirname(folder)):
        folder = os.path.dirname(folder)
        yield folder


def solution_above(path: str, root: str) -> str:
    """The nearest folder with a solution that a project is in, empty for none."""
    for folder in upwards(os.path.dirname(path), root):
        try:
            names = os.listdir(folder)
        except OSError:
            return ""
        if any(name.lower().endswith(SOLUTIONS[:2]) for name in names):
            return folder
    return ""


def closed(path: str) -> str:
    """The folder above a file that nobody here may search, empty for none."""
    folder = os.path.dirname(path)
    while not os.path.isdir(folder) and folder != os.path.dirname(folder):
        folder = os.path.dirname(folder)
    return "" if os.access(folder, os.R_OK | os.X_OK) else folder
