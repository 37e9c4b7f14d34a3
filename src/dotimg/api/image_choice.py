"""Pick an image, or list images."""

from typing import TYPE_CHECKING, get_args

from dotimg.api.arguments import day_of, located_at, mirror_of, one_of, tables_of, text_of
from dotimg.catalog.model import AppKind, Purpose
from dotimg.resolver.model import NoMatch, Request

if TYPE_CHECKING:
    from datetime import date

    from dotimg.catalog.tables import Catalog
    from dotimg.resolver.details import Listing
    from dotimg.resolver.model import Pick


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
    """The right image, like `dotimg pick`; `reference` is what to write.

    Args:
        purpose: `build` for an SDK image, `run` for an image that runs apps.
        version: `8`, `8.0.30`, `net8.0`, an SDK, `lts`, `sts`, `latest`, `preview`, `4.8.1`.
        os: A family (`alpine`) or a release (`noble`, `24.04`, `ltsc2025`) by any of its names.
        arch: `amd64`, `arm64`, `arm`, or another name for them.
        app: The kind of app.
        distroless: Whether to require an image without shell and package manager.
        globalization: Whether to require ICU; None for either.
        composite: Whether to require the composite image of ASP.NET Core.
        fixed: Whether to use a tag that names one patch.
        digest: Whether to pin the image to its digest.
        single_arch: Whether to use the tag of one architecture; needs `arch`.
        registry: The prefix of a mirror, such as `contoso.azurecr.io/mcr`.
        today: The day for support; None for today in UTC.
        catalog: The tables; None for those of `current_catalog()`.

    Raises:
        NoMatchError: No image fits, or its digest is not known; `nearest` lists the nearest images.
        UsageError: An argument is invalid.
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
    """The images that match, like `dotimg list`; empty if there are none.

    Args:
        repository: `sdk`, `aspnet`, `runtime`, `monitor`, `framework/sdk`, ...
        purpose: Like in `pick`; None for any, also in the following arguments.
        version: Like in `pick`.
        os: Like in `pick`.
        arch: Like in `pick`.
        app: Like in `pick`.
        distroless: Like in `pick`.
        globalization: Like in `pick`.
        composite: Like in `pick`.
        all: Whether to include retired and unsupported images.
        tags: Whether to return each tag instead of each image.
        registry: The prefix of a mirror, such as `contoso.azurecr.io/mcr`.
        today: The day for support; None for today in UTC.
        catalog: The tables; None for those of `current_catalog()`.

    Raises:
        UsageError: An argument is invalid.
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
