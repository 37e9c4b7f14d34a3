"""What an inventory tells of one image where a file names it, and of a whole tree."""

import os
from typing import TYPE_CHECKING

from dotimg.check.model import Inventory, InventoryRow, Skip
from dotimg.errors import InputError, quoted
from dotimg.explain.model import Explanation
from dotimg.files.model import Use
from dotimg.files.search import SourceFile, content, search
from dotimg.names.reference import Reference

if TYPE_CHECKING:
    from dotimg.check.checker import Checker
    from dotimg.check.teams import Teams

_PUBLISHER = "Microsoft"


def of_tree(path: str, checker: "Checker", teams: "Teams", mirror: str | None) -> Inventory:
    """The images of all files of a tree, in the order of `search`; paths begin at the tree.

    Args:
        path: A folder, or a file.
        checker: Looks at each file.
        teams: The settings, of which `exclude` and `registry` hold.
        mirror: A prefix that goes before theirs.

    Raises:
        InputError: There is nothing of that name.
    """
    if not os.path.lexists(path):
        raise InputError(f"{quoted(path)} cannot be read: there is no such file or folder")
    if teams.excludes_named(path):
        return Inventory((), ())
    top = path if os.path.isdir(path) else os.path.dirname(path)
    rows: list[InventoryRow] = []
    skipped: list[Skip] = []
    for source in search([path], excludes=lambda one, folder: teams.excludes(one, folder=folder)):
        name = os.path.relpath(source.path, top or os.curdir).replace(os.sep, "/")
        try:
            found = _of_file(source, name, checker, teams, mirror)
        except InputError as error:
            skipped.append(Skip(name, 1, str(error)))
        else:
            rows += found.images
            skipped += found.skipped
    return Inventory(tuple(rows), tuple(skipped))


def _of_file(
    source: SourceFile, name: str, checker: "Checker", teams: "Teams", mirror: str | None
) -> Inventory:
    """The images of one file.

    Raises:
        InputError: It cannot be read.
    """
    from dotimg.check.checker import Team

    if source.problem or source.skipped:
        raise InputError(source.problem or source.skipped)
    own = teams.of(os.path.dirname(source.path))
    team = Team(mirror or own.registry)
    return checker.inventory(name, source.kind, content(source.path), team)


def row(path: str, line: int, use: Use, named: Reference, found: Explanation) -> InventoryRow:
    """The row of an image.

    Args:
        path: What the file is called.
        line: The line that names it.
        use: The place.
        named: The reference, read.
        found: All that is known of it.
    """
    channel = found.inside.channel or found.inside.window
    return InventoryRow(
        path=path,
        line=line,
        stage=use.stage,
        role=use.role,
        ships=use.ships,
        image=use.reference,
        publisher=_PUBLISHER,
        repository=named.name,
        tag=named.tag,
        digest=named.digest,
        channel=channel.name if channel else "",
        version=found.inside.version if found.published else "",
        system=_system(found, use.platform or ""),
        variants=" ".join(found.inside.variants),
        status=found.support.status,
        ends=found.support.ends,
        reason=found.support.reason or found.sentence,
        replacement=found.remedy.replacement,
    )


def _system(found: Explanation, platform: str) -> str:
    """The release that a builder gets: of the platform that is asked for, else the first."""
    kind = platform.partition("/")[0].partition("(")[0].lower()
    systems = found.inside.systems
    of_kind = [system.title for system in systems if system.type == kind]
    return next(iter(of_kind or [system.title for system in systems]), "")
