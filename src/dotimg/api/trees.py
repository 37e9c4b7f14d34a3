"""List the images of a tree."""

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from dotimg.api.arguments import day_of, mirror_of, several, tables_of
from dotimg.api.files import NOTHING

if TYPE_CHECKING:
    from datetime import date

    from dotimg.catalog.tables import Catalog
    from dotimg.check.model import Inventory


def inventory(
    path: "str | os.PathLike[str]" = os.curdir,
    *,
    exclude: Iterable[str] = (),
    build_args: Mapping[str, str] = NOTHING,
    registry: str | None = None,
    today: "date | str | None" = None,
    catalog: "Catalog | None" = None,
) -> "Inventory":
    """Every .NET image in the files of a tree, like `dotimg inventory`.

    Paths are relative to the tree. The settings `registry` and `exclude` of the tree apply. Files
    that cannot be read do not raise; they are in `skipped`. All values are plain and can be pickled
    and sent to other processes and machines.

    Args:
        path: A folder, which is searched, or a file.
        exclude: Globs of files to skip, like lines of a `.gitignore` in that folder.
        build_args: Build arguments, or the values of variables.
        registry: The prefix of a mirror, such as `contoso.azurecr.io/mcr`.
        today: The day for support; None for today in UTC.
        catalog: The tables; None for those of `current_catalog()`.

    Raises:
        InputError: There is no such folder or file.
        UsageError: An argument is invalid.
        CatalogError: The tables are damaged.
    """
    from dotimg.check.checker import Checker
    from dotimg.check.inventory import of_tree
    from dotimg.check.teams import Teams
    from dotimg.explain.homes import needles
    from dotimg.files.builds.collection import Builds
    from dotimg.files.repository import folder_of

    tables, place, globs = tables_of(catalog), os.fspath(path), tuple(several("exclude", exclude))
    folder = folder_of(place)
    teams = Teams(tuple(tables.traits["families"]), globs, [os.path.abspath(folder)])
    builds = Builds(build_args, [folder], needles=needles(tables))
    checker = Checker(tables, day_of(today), build_args, builds=builds)
    return of_tree(place, checker, builds, teams, mirror_of(registry))
