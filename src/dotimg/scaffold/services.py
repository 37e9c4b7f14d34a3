"""The projects that a path names, and the path of each Dockerfile."""

import os
from collections.abc import Iterable, Sequence

from dotimg.errors import InputError, UsageError, printable, quoted
from dotimg.project import project_files
from dotimg.project.files import opened
from dotimg.scaffold import refusals

_SHOWN = 10


def named_by(path: str, names: Sequence[str]) -> tuple[list[str], str]:
    """The projects that a path names, and the solution that it names, empty for none.

    Args:
        path: A project, a program of one C# file, a folder, a solution or a filter of one.
        names: Which projects of a solution are meant, by name or path; none for all.

    Raises:
        InputError: It names no project, or another kind of file.
        UsageError: A name is of no project, or of several; or there is no solution.
    """
    if reason := refusals.of_name(path):
        raise InputError(reason)
    solution = _solution(path)
    if not solution and names:
        raise UsageError(f"--project selects a project of a solution, and {path} is not a solution")
    if not solution:
        return [path], ""
    files, absolute = opened(solution)
    every = [files.shown(one) for one in project_files.named_by(files, absolute)]
    if not every:
        raise InputError(f"{solution}: names no project")
    chosen = [_chosen(every, name) for name in names]
    return [one for one in every if not names or one in chosen], solution


def dockerfile_of(path: str) -> str:
    """Where the Dockerfile of a project stands: beside it, with its name where there are several.

    Args:
        path: The project file, as an absolute path.
    """
    folder, name = os.path.split(path)
    ending = os.path.splitext(name)[1]
    endings = (ending,) if ending == project_files.PROGRAM else project_files.PROJECTS
    try:
        names = [one for one in os.listdir(folder) if one.lower().endswith(endings)]
    except OSError:  # what is there may be read, but not what else is
        names = [name]
    if len(names) <= 1:
        return os.path.join(folder, "Dockerfile")
    alone = sum(_stem(one) == _stem(name) for one in names) == 1
    return os.path.join(folder, f"{_stem(name) if alone else name}.Dockerfile")


def names_of(services: Iterable[tuple[str, str]]) -> list[str]:
    """A name for each service, those of one name told apart by the folder of their project.

    Args:
        services: The name of each image and the project file.
    """
    pairs = list(services)
    images = [image for image, _ in pairs]
    found: list[str] = []
    for image, path in pairs:
        folder = os.path.basename(os.path.dirname(path)).lower()
        plain = "".join(one if one.isascii() and one.isalnum() else "-" for one in folder)
        name = image if images.count(image) == 1 else f"{plain.strip('-')}-{image}".lstrip("-")
        number = 2
        while name in found:
            name = f"{image}-{number}"
            number += 1
        found.append(name)
    return found


def _solution(path: str) -> str:
    """The solution that a path means: itself, or the only one of a folder without projects."""
    if path.lower().endswith(project_files.SOLUTIONS):
        return path
    try:
        names = os.listdir(path)
    except OSError:
        return ""
    if any(one.lower().endswith(project_files.PROJECTS) for one in names):
        return ""
    found = [one for one in names if one.lower().endswith(project_files.SOLUTIONS[:2])]
    return os.path.normpath(os.path.join(path, found[0])) if len(found) == 1 else ""


def _chosen(paths: Sequence[str], name: str) -> str:
    """The project that a name or a path means.

    Raises:
        UsageError: There is none, or there are several.
    """
    place = os.path.abspath(name)
    found = [one for one in paths if os.path.abspath(one) == place] or [
        one for one in paths if name.lower() in (os.path.basename(one).lower(), _stem(one).lower())
    ]
    if len(found) == 1:
        return found[0]
    if found:
        several = printable(", ".join(found[:_SHOWN]))
        raise UsageError(f"--project {quoted(name)}: give the path of one of them: {several}")
    has = printable(", ".join(sorted(map(_stem, paths))[:_SHOWN]))
    more = ", ..." if len(paths) > _SHOWN else ""
    raise UsageError(f"--project {quoted(name)}: the solution names no such project: {has}{more}")


def _stem(path: str) -> str:
    return os.path.splitext(os.path.basename(path))[0]
