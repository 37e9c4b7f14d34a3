"""What files name: whether it is right, and what becomes of it."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from dotimg.api.arguments import (
    bytes_of,
    day_of,
    families_of,
    kind_of,
    mirror_of,
    several,
    tables_of,
)

if TYPE_CHECKING:
    from datetime import date

    from dotimg.catalog.tables import Catalog
    from dotimg.check.model import FileReport
    from dotimg.files.builds.collection import Builds
    from dotimg.upgrade.model import FileUpgrade

NOTHING: Mapping[str, str] = MappingProxyType({})


def check(
    content: str | bytes,
    *,
    path: str = "Dockerfile",
    build_args: Mapping[str, str] = NOTHING,
    target: str | None = None,
    ignore: Iterable[str] = (),
    require_digest: bool = False,
    families: Iterable[str] = (),
    registry: str | None = None,
    today: "date | str | None" = None,
    catalog: "Catalog | None" = None,
) -> "FileReport":
    """What is wrong with the images that a file names, as `dotimg check` finds it.

    No settings of a team and no project are looked for, so the rules DI302 to DI305 are silent.

    Args:
        content: What the file holds.
        path: What to call it; its name tells what it is, a Dockerfile if nothing else fits.
        build_args: Build arguments, or the values of variables.
        target: The stage that ships; None for the last.
        ignore: Rules to leave out, by number or name.
        require_digest: Whether each reference needs a digest.
        families: The families of systems that are allowed; all where there are none.
        registry: The prefix of a mirror, as `contoso.azurecr.io/mcr`.
        today: The day to judge on; None for today in UTC.
        catalog: The tables; None for those of `current_catalog()`.

    Raises:
        InputError: The content cannot be read as what it is.
        UsageError: A word means nothing.
        CatalogError: The tables are damaged.
    """
    from dotimg.check.checker import Checker, Team
    from dotimg.check.rules import Standards, numbers

    tables = tables_of(catalog)
    standards = Standards(require_digest, families_of(tables, families))
    team = Team(mirror_of(registry), numbers(tuple(several("ignore", ignore))), standards)
    builds = _builds(tables, path, content, build_args)
    checker = Checker(tables, day_of(today), build_args, target, builds=builds)
    return checker.check(path, kind_of(path), bytes_of(content), team)


def upgrade(
    content: str | bytes,
    *,
    path: str = "Dockerfile",
    to: str = "lts",
    os: str | None = None,
    digest: bool = False,
    build_args: Mapping[str, str] = NOTHING,
    families: Iterable[str] = (),
    registry: str | None = None,
    today: "date | str | None" = None,
    catalog: "Catalog | None" = None,
) -> "FileUpgrade":
    """What becomes of a file when its images move, as `dotimg upgrade` edits it.

    `new` holds its bytes then, which are `old` where nothing moves.

    Args:
        content: What the file holds.
        path: As of `check`.
        to: `lts`, `latest`, `patch` (stay in the channel), or a channel.
        os: Another family of operating systems.
        digest: Whether to pin what is not pinned; what is pinned stays so.
        build_args: As of `check`.
        families: As of `check`.
        registry: The prefix of a mirror, as `contoso.azurecr.io/mcr`.
        today: The day to judge on; None for today in UTC.
        catalog: The tables; None for those of `current_catalog()`.

    Raises:
        InputError: The content cannot be read as what it is.
        UsageError: A word means nothing.
        CatalogError: The tables are damaged.
    """
    from dotimg.upgrade import Policy, Upgrader, family, understood

    tables = tables_of(catalog)
    policy = Policy(
        to=understood(tables, to),
        family=family(tables, os) if os is not None else None,
        pin=digest,
        families=families_of(tables, families),
    )
    builds = _builds(tables, path, content, build_args)
    upgrader = Upgrader(tables, day_of(today), policy, mirror_of(registry), builds)
    return upgrader.upgrade(path, kind_of(path), bytes_of(content))


def _builds(
    tables: "Catalog", path: str, content: str | bytes, build_args: Mapping[str, str]
) -> "Builds":
    """The builds that one file declares, for the Dockerfiles and contexts in it."""
    from dotimg.explain.homes import needles
    from dotimg.files.builds.collection import Builds

    builds = Builds(build_args, needles=needles(tables))
    builds.add(path, kind_of(path), bytes_of(content))
    return builds
