"""The rows of an inventory: one for each image that a file uses."""

import os
from operator import attrgetter
from typing import TYPE_CHECKING

from dotimg.check.model import Inventory, InventoryRow, Skip
from dotimg.check.sources import in_order
from dotimg.check.teams import Teams
from dotimg.errors import InputError, quoted
from dotimg.explain.model import Explanation
from dotimg.files.builds.collection import Builds
from dotimg.files.model import Use
from dotimg.files.repository import folder_of
from dotimg.files.search import SourceFile, content, search
from dotimg.names.reference import Reference

if TYPE_CHECKING:
    from dotimg.check.checker import Checker

_PUBLISHER = "Microsoft"


def of_tree(
    path: str, checker: "Checker", builds: Builds, teams: Teams, mirror: str | None
) -> Inventory:
    """The images of all files of a tree, by their places; paths begin at the tree.

    Args:
        path: A folder, or a file.
        checker: Looks at each file.
        builds: Where the checker finds the builds that files declare.
        teams: The settings, of which `exclude` and `registry` hold.
        mirror: A prefix that goes before theirs.

    Raises:
        InputError: There is nothing of that name.
    """
    if not os.path.lexists(path):
        raise InputError(f"{quoted(path)} cannot be read: there is no such file or folder")
    if teams.excludes_named(path):
        return Inventory((), ())
    rows: list[InventoryRow] = []
    skipped: list[Skip] = []
    sources = search(
        [path],
        may_state=builds.may_state,
        excludes=lambda one, folder: teams.excludes(one, folder=folder),
    )
    for source in in_order(sources, builds, teams):
        try:
            found = _of_file(source, checker, builds, teams, mirror)
        except InputError as error:
            skipped.append(Skip(source.path, 1, str(error)))
        else:
            rows += found.images
            skipped += found.skipped
    top = folder_of(path)
    images = (one._replace(path=_inside(one.path, top)) for one in rows)
    others = (one._replace(path=_inside(one.path, top)) for one in skipped)
    return Inventory(tuple(sorted(images, key=attrgetter("path", "line"))), tuple(sorted(others)))


def _inside(path: str, top: str) -> str:
    """What a file is called in a tree, with slashes on every system."""
    return os.path.relpath(path, top or os.curdir).replace(os.sep, "/")


def _of_file(
    source: SourceFile, checker: "Checker", builds: Builds, teams: Teams, mirror: str | None
) -> Inventory:
    """The images of one file.

    Raises:
        InputError: It cannot be read.
    """
    from dotimg.check.checker import Team

    if source.problem or source.skipped:
        raise InputError(source.problem or source.skipped)
    team = Team(mirror or teams.of(os.path.dirname(source.path)).registry)
    text = content(source.path)
    if source.kind != "dockerfile":
        builds.add(source.path, source.kind, text)
    return checker.inventory(source.path, source.kind, text, team)


def row(place: tuple[str, int], use: Use, named: Reference, found: Explanation) -> InventoryRow:
    """The row of an image.

    Args:
        place: What the file is called, and the line that names it.
        use: The image there.
        named: The reference, read.
        found: All that is known of it.
    """
    channel = found.inside.channel or found.inside.window
    return InventoryRow(
        path=place[0],
        line=place[1],
        stage=use.stage,
        role=use.role,
        ships=use.ships and not use.overridden,
        image=use.reference,
        publisher=found.name.publisher or _PUBLISHER,
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
