"""Which project files a path means: itself, those of a solution, or the one of a folder."""

import os
import re
from collections import deque
from collections.abc import Iterator

from dotimg.errors import InputError, printable
from dotimg.files.syntax import json_tree
from dotimg.files.syntax.json_tree import JsonFields
from dotimg.files.syntax.tree import fields, items, text_of
from dotimg.files.syntax.xml_tree import Element
from dotimg.project.files import Files, resolve

PROGRAM = ".cs"
PROJECTS = (".csproj", ".fsproj", ".vbproj")
SOLUTIONS = (".sln", ".slnx", ".slnf")
_SHOWN = 5
_MOST_FOLDERS = 2000
_SKIPPED = frozenset((".git", "bin", "obj", "node_modules"))
_LINE = re.compile(r'\s*Project\("[^"]*"\)\s*=\s*"[^"]*"\s*,\s*"([^"]+)"')
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def named_by(files: Files, path: str) -> tuple[str, ...]:
    """The project files that a path stands for.

    Args:
        files: Where files are read.
        path: A project, a program of one C# file, a solution or a folder, as an absolute path.

    Raises:
        InputError: It is none of these, or a folder that does not hold exactly one project.
    """
    if os.path.isdir(path):
        return (_of_folder(files, path),)
    if path.lower().endswith(SOLUTIONS):
        return _of_solution(files, path, PROJECTS)
    if not path.lower().endswith((*PROJECTS, PROGRAM)):
        endings = ", ".join((*PROJECTS, PROGRAM, *SOLUTIONS))
        raise InputError(
            f"{files.shown(path)}: is not a project file; their names end in {endings}"
        )
    return (path,)


def only(files: Files, path: str, absolute: str) -> str:
    """The one project file that a path stands for, as an absolute path.

    Args:
        files: Where files are read.
        path: The path as the user names it.
        absolute: The same as an absolute path.

    Raises:
        InputError: There is none, or several.
    """
    found = named_by(files, absolute)
    if len(found) != 1:
        names = ", ".join(files.shown(one) for one in found[:_SHOWN])
        what = f"several projects, name one: {names}" if found else "no project"
        raise InputError(f"{path}: names {what}")
    return found[0]


def _of_folder(files: Files, path: str) -> str:
    try:
        names = sorted(os.listdir(path))
    except OSError as error:
        raise InputError(f"{files.shown(path)}: cannot be searched: {error.strerror}") from None
    found = [name for name in names if name.lower().endswith(PROJECTS)]
    if len(found) == 1:
        return os.path.join(path, found[0])
    if found:
        more = ", ..." if len(found) > _SHOWN else ""
        named = ", ".join(found[:_SHOWN]) + more
        raise InputError(f"{files.shown(path)}: contains several projects; choose one: {named}")
    inside = below(path)
    if len(inside) == 1:
        return inside[0]
    if inside:
        more = ", ..." if len(inside) > _SHOWN else ""
        named = ", ".join(files.shown(one) for one in inside[:_SHOWN]) + more
        raise InputError(f"{files.shown(path)}: several projects are below, name one: {named}")
    others = [name for name in names if name.lower().endswith(SOLUTIONS)]
    hint = f"; name {others[0]}" if others else ""
    raise InputError(f"{files.shown(path)}: holds no project{hint}")


def below(folder: str) -> list[str]:
    """The project files in a folder and below, without what builds leave there.

    Links to folders are not followed, and of very many folders only the first are searched.
    """
    return search(folder, PROJECTS)[0]


def search(folder: str, endings: tuple[str, ...]) -> tuple[list[str], bool]:
    """The files whose names end so, as of `below`, and whether all folders were searched."""
    found: list[str] = []
    pending = deque([folder])
    for _ in range(_MOST_FOLDERS):
        if not pending:
            break
        place = pending.popleft()
        try:
            with os.scandir(place or os.curdir) as entries:
                for entry in sorted(entries, key=lambda one: one.name):
                    path = os.path.join(place, entry.name)
                    if entry.is_dir(follow_symlinks=False):
                        pending += [] if entry.name in _SKIPPED else [path]
                    elif entry.name.lower().endswith(endings):
                        found.append(path)
        except OSError:
            continue
    return sorted(found), not pending


def may_hold(folder: str, endings: tuple[str, ...]) -> bool:
    """Whether there may be a file that `search` finds, which is told without finding all."""
    pending = deque([folder])
    for _ in range(_MOST_FOLDERS):
        if not pending:
            break
        try:
            with os.scandir(pending.popleft() or os.curdir) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        pending += [] if entry.name in _SKIPPED else [entry.path]
                    elif entry.name.lower().endswith(endings):
                        return True
        except OSError:
            continue
    return bool(pending)


def _of_solution(files: Files, path: str, endings: tuple[str, ...]) -> tuple[str, ...]:
    """The projects of a solution that make .NET programs or libraries, as absolute paths.

    Args:
        files: Where files are read.
        path: The solution, as an absolute path.
        endings: How the names of such projects end; all others are left out.

    Raises:
        InputError: It cannot be read, or names a project that is not there.
    """
    if path.lower().endswith(".slnf"):
        solution, named = _of_filter(files, path)
    else:
        solution = path
        slnx = path.lower().endswith(".slnx")
        named = _of_xml(files.tree(path)) if slnx else _of_text(files, path)
    found: dict[str, None] = {}
    folder = solution[: -len(solution.replace("\\", "/").rpartition("/")[2])]
    for line, name in named:
        if not name.lower().endswith(endings):
            continue
        project = resolve(folder, name)
        if not files.is_file(project):
            place = f"{files.shown(path)}: line {line}"
            raise InputError(f"{place}: names {printable(name)}, which is not there")
        found[project] = None
    return tuple(found)


def _of_text(files: Files, path: str) -> Iterator[tuple[int, str]]:
    content = files.content(path)
    encoding = "utf-16" if content.startswith(_UTF_16) else "utf-8-sig"
    for number, line in enumerate(content.decode(encoding, "replace").split("\n"), 1):
        if match := _LINE.match(line):
            yield number, match[1]


def _of_xml(root: Element) -> Iterator[tuple[int, str]]:
    left = [root]
    while left:
        element = left.pop()
        if element.name == "Project" and "Path" in element.attributes:
            yield element.line, element.attributes["Path"]
        left += reversed(element.children)


def _of_filter(files: Files, path: str) -> tuple[str, Iterator[tuple[int, str]]]:
    """The solution that a filter is of, and the lines that name projects, as from its folder.

    Raises:
        InputError: It is not a filter of a solution.
    """
    try:
        document = json_tree.document(files.content(path))
    except InputError as error:
        raise InputError(f"{files.shown(path)}: {error}") from None
    solution = fields(document).get("solution")
    own, projects = text_of(fields(solution).get("path")), fields(solution).get("projects")
    if not own or not isinstance(solution, JsonFields):
        raise InputError(f"{files.shown(path)}: names no solution")
    line = solution.lines.get("projects", 1)
    return resolve(os.path.dirname(path), own), ((line, text_of(one)) for one in items(projects))
