"""Which project files a path stands for: itself, those of a solution, or the one of a folder."""

import os

from dotimg.errors import InputError
from dotimg.project.files import Files

PROGRAM = ".cs"
_PROJECTS = (".csproj", ".fsproj", ".vbproj")
_SOLUTIONS = (".sln", ".slnx")
_SHOWN = 5


def project_files(files: Files, path: str) -> tuple[str, ...]:
    """The project files that a path stands for.

    Args:
        files: Where files are read.
        path: A project, a program of one C# file, a solution or a folder, as an absolute path.

    Raises:
        InputError: It is none of these, or a folder that does not hold exactly one project.
    """
    if os.path.isdir(path):
        return (_of_folder(files, path),)
    if path.lower().endswith(_SOLUTIONS):
        from dotimg.project import solutions

        return solutions.projects(files, path, _PROJECTS)
    if not path.lower().endswith((*_PROJECTS, PROGRAM)):
        endings = ", ".join((*_PROJECTS, PROGRAM, *_SOLUTIONS))
        raise InputError(f"{files.shown(path)}: is no project; their names end in {endings}")
    return (path,)


def _of_folder(files: Files, path: str) -> str:
    try:
        names = sorted(os.listdir(path))
    except OSError as error:
        raise InputError(f"{files.shown(path)}: cannot be searched: {error.strerror}") from None
    found = [name for name in names if name.lower().endswith(_PROJECTS)]
    if len(found) == 1:
        return os.path.join(path, found[0])
    if found:
        more = ", ..." if len(found) > _SHOWN else ""
        named = ", ".join(found[:_SHOWN]) + more
        raise InputError(f"{files.shown(path)}: holds several projects, name one: {named}")
    others = [name for name in names if name.lower().endswith(_SOLUTIONS)]
    hint = f"; name {others[0]}" if others else ""
    raise InputError(f"{files.shown(path)}: holds no project{hint}")
