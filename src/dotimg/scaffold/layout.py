"""The build context of a project, and what of it a build needs."""

import os
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from dotimg.errors import InputError, quoted
from dotimg.files.repository import root_of
from dotimg.project.model import Project
from dotimg.project.reader import read

# What dotnet reads in the folder of a project and in all folders above it.
_SHARED = (
    *("Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"),
    *("global.json", "nuget.config", "NuGet.config", "NuGet.Config"),
)
_BESIDE = ("packages.lock.json",)
# What a shell and a Dockerfile take as it is, between quotes where there is a space.
_PLAIN = re.compile(r"[\w ./+-]+")


class Layout(NamedTuple):
    """What a build needs of a tree; paths are relative to the build context, with slashes.

    `project` is published; `restored` are the project files and settings that restore needs.
    """

    project: str
    restored: tuple[str, ...]
    program: str


def layout_of(app: Project) -> tuple[str, Layout]:
    """The folder to be the build context, and what the build needs of it.

    It is the lowest folder that holds the project, those that it refers to, and the settings that
    they share.

    Raises:
        InputError: A project that it refers to cannot be used.
    """
    files = [os.path.abspath(one) for one in _with_references(app)]
    top = _repository(files[0])
    settings = [one for one in _settings(files, top) if os.path.isfile(one)]
    try:
        context = os.path.commonpath([os.path.dirname(one) for one in (*files, *settings)])
    except ValueError:
        raise InputError(f"{app.path}: what it refers to is on another drive") from None
    restored = tuple(sorted({_inside(one, context) for one in (*files, *settings)}))
    name = app.assembly_name or os.path.splitext(os.path.basename(files[0]))[0]
    for word in (*restored, name):
        if not _PLAIN.fullmatch(word):
            raise InputError(f"{app.path}: {quoted(word)} cannot be written into a Dockerfile")
    return context, Layout(_inside(files[0], context), restored, name)


def _with_references(app: Project) -> list[str]:
    """The project file and all that it refers to, directly or not."""
    found = {os.path.abspath(app.path): app.path}
    pending = [app]
    while pending:
        for path in pending.pop().references:
            real = os.path.abspath(path)
            if real not in found:
                found[real] = path
                pending.append(read(path))
    return list(found)


def _repository(path: str) -> str:
    """The folder with `.git` above a file, else the file's own."""
    own = os.path.dirname(path)
    return root_of(own) or own


def _settings(files: Iterable[str], top: str) -> Iterator[str]:
    for file in files:
        folder = os.path.dirname(file)
        yield from (os.path.join(folder, name) for name in _BESIDE)
        while True:
            yield from (os.path.join(folder, name) for name in _SHARED)
            if folder == top or os.path.dirname(folder) == folder:
                break
            folder = os.path.dirname(folder)


def _inside(path: str, context: str) -> str:
    return os.path.relpath(path, context).replace(os.sep, "/")
