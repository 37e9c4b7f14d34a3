"""Check or upgrade the images in the content of a file."""

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
    """The findings for the images in a file, like `dotimg check`.

    Settings files and projects are not read, so the rules DI302 to DI305 find nothing.

    Args:
        content: The content of the file.
        path: Its name, which gives the file type; a Dockerfile if nothing else fits.
        build_args: Build arguments, or the values of variables.
        target: The final stage; None for the last.
        ignore: Rules to ignore, by number or name.
        require_digest: Whether each reference needs a digest.
        families: The allowed families of operating systems; all if empty.
        registry: The prefix of a mirror, such as `contoso.azurecr.io/mcr`.
        today: The day for support; None for today in UTC.
        catalog: The tables; None for those of `current_catalog()`.

    Raises:
        InputError: The content is not valid for the file type.
        UsageError: An argument is invalid.
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
    """The edited file with its moves and advice, like `dotimg upgrade`.

    `new` has the new bytes, which equal `old` if nothing moves.

    Args:
        content: The content of the file.
        path: Like in `check`.
        to: `lts`, `latest`, `patch` (stay in the channel), or a channel.
        os: Another family of operating systems.
        digest: Whether to pin images to digests; pinned images always stay pinned.
        build_args: Like in `check`.
        families: Like in `check`.
        registry: The prefix of a mirror, such as `contoso.azurecr.io/mcr`.
        today: The day for support; None for today in UTC.
        catalog: The tables; None for those of `current_catalog()`.

    Raises:
        InputError: The content is not valid for the file type.
        UsageError: An argument is invalid.
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
