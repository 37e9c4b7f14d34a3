"""The build context of a project, and the files that a build needs."""

import os
from collections.abc import Iterable

from dotimg.errors import InputError, quoted
from dotimg.files.repository import outermost_root
from dotimg.named_tuples import NamedTuple
from dotimg.project.model import Project
from dotimg.scaffold.needs import Needs
from dotimg.scaffold.places import is_wide


class Layout(NamedTuple):
    """What a build needs of a tree.

    All paths but `context` and `base` are relative to the context, with slashes.

    Attributes:
        context: The folder that is the build context, as an absolute path.
        project: The project file that is published.
        restored: The files, and folders of local feeds, that restore needs.
        feeds: Those of them that are folders.
        program: The name of the program.
        commands_in: The folder where dotnet runs, so that it meets the right `global.json`; empty
            for the context itself.
        solution: The folder of the solution that its files ask for, None for none.
        base: The folder where `docker build` is typed, as an absolute path: the root of the
            repository, without one the current folder if the context is in it, else the context.
    """

    context: str
    project: str
    restored: tuple[str, ...]
    program: str
    feeds: tuple[str, ...] = ()
    commands_in: str = ""
    solution: str | None = None
    base: str = ""


def layout_of(app: Project, needs: Needs, context: str | None = None) -> Layout:
    """The build context, and what the build of a project needs of it.

    The context is the lowest folder that holds all that the build takes; where something could not
    be known, the root of the repository.

    Args:
        app: The facts of the project.
        needs: What its build takes.
        context: The folder to take instead, which must hold all of it.

    Raises:
        InputError: A file that it needs is in another repository, on another drive, outside of
            `context`, or behind a link that leads out of it; the program has no name that is
            known; or the context is too wide.
    """
    path = needs.projects[0]
    if app.assembly_name is None:
        doubt = app.doubt("assembly_name")
        why = f": {doubt.what} {doubt.reason}" if doubt else ""
        raise InputError(f"{app.path}: AssemblyName is unknown{why} (--msbuild asks dotnet)")
    every = (*needs.restored, *needs.published)
    root = outermost_root(os.path.dirname(path))
    _refuse_others(app, every, root)
    asked = context and os.path.abspath(context)
    found = asked or _context(app, needs, root)
    if not asked and is_wide(found):
        cause = min(every, key=lambda one: len(os.path.commonpath((one, path))))
        text = f"the build context would be {found}, because of {cause}"
        raise InputError(f"{app.path}: {text}: --context gives it if it is meant")
    _refuse_outside(app, every, found)
    name = app.assembly_name or os.path.splitext(os.path.basename(path))[0]
    restored = tuple(sorted({_inside(one, found) for one in needs.restored}))
    for word in (*restored, name):
        if not word.isprintable():
            raise InputError(f"{app.path}: {quoted(word)} cannot be written into a Dockerfile")
    lower = needs.commands_in and _is_in(needs.commands_in, found)
    commands_in = _inside(needs.commands_in, found) if lower else ""
    return Layout(
        context=found,
        project=_inside(path, found),
        restored=restored,
        program=name,
        feeds=tuple(_inside(one, found) for one in needs.restored if os.path.isdir(one)),
        commands_in=commands_in if commands_in != os.curdir else "",
        solution=_inside(needs.solution, found) if needs.solution else None,
        base=next(one for one in (root, os.getcwd(), found) if one and _is_in(found, one)),
    )


def _context(app: Project, needs: Needs, root: str) -> str:
    """The lowest folder that holds all that a build takes."""
    folders = [os.path.dirname(one) for one in needs.restored]
    folders += [one if os.path.isdir(one) else os.path.dirname(one) for one in needs.published]
    try:
        found = os.path.commonpath(folders)
    except ValueError:
        raise InputError(f"{app.path}: what it refers to is on another drive") from None
    return root if needs.doubts and root and not is_wide(root) and _is_in(found, root) else found


def _refuse_others(app: Project, paths: Iterable[str], root: str) -> None:
    """Refuse what is in another repository than the app, which nobody has that clones this one.

    Raises:
        InputError: There is such a file.
    """
    known: dict[str, str] = {}
    for path in paths:
        folder = os.path.dirname(path)
        if folder not in known:
            known[folder] = outermost_root(folder)
        other = known[folder]
        if other and other != root:
            raise InputError(f"{app.path}: needs {path}, which is in another repository: {other}")


def _refuse_outside(app: Project, paths: Iterable[str], context: str) -> None:
    """Refuse what the build context does not hold.

    Raises:
        InputError: There is such a file.
    """
    real = os.path.realpath(context)
    for path in paths:
        if not _is_in(path, context):
            raise InputError(f"{app.path}: needs {path}, which is outside of {context}")
        if not _is_in(os.path.realpath(path), real):
            raise InputError(
                f"{app.path}: needs {path}, a link that leads out of the build context {context}"
            )


def _is_in(path: str, folder: str) -> bool:
    return os.path.join(path, "").startswith(os.path.join(folder, ""))


def _inside(path: str, context: str) -> str:
    return os.path.relpath(path, context).replace(os.sep, "/")
