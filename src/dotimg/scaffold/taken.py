"""The files that a build takes from its context, so that no ignore file hides one of them."""

import os
from collections.abc import Iterable, Iterator

from dotimg.named_tuples import NamedTuple
from dotimg.project.project_files import PROGRAM, PROJECTS
from dotimg.scaffold.layout import Layout
from dotimg.scaffold.needs import Needs
from dotimg.scaffold.words import seen_from

_SOURCES = (
    *(".cs", ".fs", ".fsi", ".vb", ".razor", ".cshtml", ".vbhtml", ".resx", ".xaml", ".proto"),
    *PROJECTS,
)
# Rules that are meant for what tools leave may hide files in folders that only share the name.
_MISTAKEN = ("bin", "obj", "node_modules")
_SKIPPED = frozenset((".git", ".vs", ".vscode", ".idea"))
_SERVED = "wwwroot"  # what is below is published as it is
_LEFT = frozenset(("bin", "obj"))  # beside a project file
_MOST_FOLDERS = 5000


class Taken(NamedTuple):
    """What a build takes; all paths but `context` are relative to it, with slashes.

    Attributes:
        context: The build context, as an absolute path.
        paths: The files.
        projects: The folders of the projects, empty for the context itself, the deepest first.
        folders: The same, and those of which the build takes all.
        source: How the name of a new source would end.
        git: Whether the build reads `.git`.
    """

    context: str
    paths: tuple[str, ...]
    projects: tuple[str, ...]
    folders: tuple[str, ...]
    source: str
    git: bool = False


def taken_by(layout: Layout, needs: Needs, *, git: bool = False) -> Taken:
    """What the build of a project takes.

    Args:
        layout: Its context.
        needs: What it is known to take.
        git: Whether it reads `.git`.
    """
    projects = dict.fromkeys(os.path.dirname(one) for one in needs.projects)
    places = (*needs.restored, *needs.published)
    folders = [one for one in places if os.path.isdir(one)]
    found = dict.fromkeys(one for one in places if one not in folders)
    for folder in folders:
        found.update(dict.fromkeys(_below(folder, frozenset())))
    if not needs.projects[0].lower().endswith(PROGRAM):
        for folder in projects:
            below = _below(folder, frozenset(projects))
            found.update(dict.fromkeys(one for one in below if _is_source(one, folder)))
    return Taken(
        layout.context,
        tuple(_inside(one, layout.context) for one in found),
        _deepest_first(projects, layout.context),
        _deepest_first((*projects, *folders), layout.context),
        os.path.splitext(needs.projects[0])[1].lower().replace("proj", ""),
        git,
    )


def _deepest_first(folders: Iterable[str], context: str) -> tuple[str, ...]:
    inside = dict.fromkeys(_inside(one, context) for one in folders)
    return tuple(sorted(inside, key=len, reverse=True))


def _is_source(path: str, project: str) -> bool:
    """Whether a file in the folder of a project is built or served."""
    inside = path[len(project) :].split(os.sep)
    return path.lower().endswith(_SOURCES) or any(name in inside for name in _MISTAKEN)


def _below(folder: str, projects: frozenset[str]) -> Iterator[str]:
    """The files below a folder, without what tools leave and without other projects."""
    for number, (place, names, files) in enumerate(os.walk(folder)):
        is_project = any(one.lower().endswith(PROJECTS) for one in files)
        if number >= _MOST_FOLDERS or (is_project and place != folder):
            names.clear()
            continue
        skipped = set(_SKIPPED)
        skipped |= _LEFT if is_project else set()
        skipped |= set() if f"{os.sep}{_SERVED}" in place else {"node_modules"}
        names[:] = sorted(
            one for one in names if one not in skipped and os.path.join(place, one) not in projects
        )
        yield from (os.path.join(place, one) for one in sorted(files) if one != ".env")


def _inside(path: str, context: str) -> str:
    found = seen_from(context, path)
    return "" if found == os.curdir else found
