"""Which images there are, and the one to use."""

from typing import TYPE_CHECKING, get_args

from dotimg.api.arguments import day_of, located_at, mirror_of, one_of, tables_of, text_of
from dotimg.catalog.model import AppKind, Purpose
from dotimg.resolver.model import NoMatch, Request

if TYPE_CHECKING:
    from datetime import date

    from dotimg.catalog.tables import Catalog
    from dotimg.resolver.model import Listing, Pick


def pick(
    *,
    purpose: Purpose = "run",
    version: str = "lts",
    os: str | None = None,
    arch: str | None = None,
    app: AppKind = "web",
    distroless: bool = False,
    globalization: bool | None = None,
    composite: bool = False,
    fixed: bool = False,
    digest: bool = False,
    single_arch: bool = False,
    registry: str | None = None,
    today: "date | str | None" = None,
    catalog: "Catalog | None" = None,
) -> "Pick":
    """The one image to use, as `dotimg pick` gives it; `reference` is what to write.

    Args:
        purpose: `build` for the SDK, `run` for what apps run on.
        version: `8`, `8.0.30`, `net8.0`, an SDK, `lts`, `sts`, `latest`, `preview`, `4.8.1`.
        os: A family (`alpine`) or a release (`noble`, `24.04`, `ltsc2025`) by any of its names.
        arch: `amd64`, `arm64`, `arm`, or another name of theirs.
        app: The kind of app.
        distroless: Without shell and package manager.
        globalization: With ICU (True), or without need of it (False).
        composite: ASP.NET Core compiled as one.
        fixed: By a tag that names one patch and never moves.
        digest: Pinned to its digest.
        single_arch: By the tag of one architecture; needs `arch`.
        registry: The prefix of a mirror, as `contoso.azurecr.io/mcr`.
        today: The day to judge on; None for today in UTC.
        catalog: The tables; None for those of `current_catalog()`.

    Raises:
        NoMatchError: No image fits, or its digest is not known; `nearest` holds what is near.
        UsageError: A word means nothing.
        CatalogError: The tables are damaged.
    """
    from dotimg import resolver

    tables, mirror = tables_of(catalog), mirror_of(registry)
    request = Request(
        purpose=one_of(get_args(Purpose), "purpose", purpose),
        version=text_of("version", version),
        os=os,
        arch=arch,
        app=one_of(get_args(AppKind), "app", app),
        distroless=distroless,
        globalization=globalization,
        composite=composite,
        fixed=fixed,
        single_arch=single_arch,
    )
    found = resolver.pick(tables, request, day_of(today))
    if isinstance(found, NoMatch):
        raise resolver.refusal(found, mirror)
    pinned = resolver.content(tables, found)[0] if digest else None
    if digest and not pinned:
        raise resolver.without_digest(found.tag.name)
    return found._replace(repository=located_at(found.repository, mirror), digest=pinned)


def images(
    *,
    repository: str | None = None,
    purpose: Purpose | None = None,
    version: str | None = None,
    os: str | None = None,
    arch: str | None = None,
    app: AppKind | None = None,
    distroless: bool = False,
    globalization: bool | None = None,
    composite: bool = False,
    all: bool = False,
    tags: bool = False,
    registry: str | None = None,
    today: "date | str | None" = None,
    catalog: "Catalog | None" = None,
) -> "list[Listing]":
    """The images there are, as `dotimg list` lists them; empty where none fits.

    Args:
        repository: `sdk`, `aspnet`, `runtime`, `monitor`, `framework/sdk`, ...
        purpose: As of `pick`; None for any, as with what follows.
        version: As of `pick`.
        os: As of `pick`.
        arch: As of `pick`.
        app: As of `pick`.
        distroless: As of `pick`.
        globalization: As of `pick`.
        composite: As of `pick`.
        all: Also what is retired or not supported any more.
        tags: One for each tag instead of each image.
        registry: The prefix of a mirror, as `contoso.azurecr.io/mcr`.
        today: The day to judge on; None for today in UTC.
        catalog: The tables; None for those of `current_catalog()`.

    Raises:
        UsageError: A word means nothing.
        CatalogError: The tables are damaged.
    """
    from dotimg.resolver.listing import Filter, listing

    mirror = mirror_of(registry)
    wanted = Filter(
        repository=repository,
        purpose=one_of(get_args(Purpose), "purpose", purpose),
        version=version,
        os=os,
        arch=arch,
        app=one_of(get_args(AppKind), "app", app),
        distroless=distroless,
        globalization=globalization,
        composite=composite,
        everything=all,
        by_tag=tags,
    )
    found = listing(tables_of(catalog), wanted, day_of(today))
    return [one._replace(repository=located_at(one.repository, mirror)) for one in found]
