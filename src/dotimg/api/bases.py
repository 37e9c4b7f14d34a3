"""Find the official image that images are built on."""

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from dotimg.api.arguments import day_of, mirror_of, several, tables_of
from dotimg.api.files import NOTHING

if TYPE_CHECKING:
    from datetime import date

    from dotimg.base.finder import BaseFinder
    from dotimg.base.model import ImageBases, PlatformBase
    from dotimg.catalog.tables import Catalog


def base(
    layers: Iterable[str],
    *,
    env: Mapping[str, str] = NOTHING,
    labels: Mapping[str, str] = NOTHING,
    annotations: Mapping[str, str] = NOTHING,
    architecture: str = "",
    registry: str | None = None,
    today: "date | str | None" = None,
    catalog: "Catalog | None" = None,
) -> "PlatformBase":
    """The official image that an image is built on, like `dotimg base`.

    If it is not known, `base` is None.

    Args:
        layers: The digests of the layers in its manifest, the lowest first.
        env: The variables of its configuration.
        labels: The labels of its configuration.
        annotations: The annotations of its manifest.
        architecture: The architecture in its configuration, such as `arm64`.
        registry: The prefix of a mirror, such as `contoso.azurecr.io/mcr`.
        today: The day for support; None for today in UTC.
        catalog: The tables; None for those of `current_catalog()`.

    Raises:
        UsageError: An argument is invalid.
        CatalogError: The tables are damaged.
    """
    from dotimg.base.model import BuiltImage

    image = BuiltImage(
        platform=f"linux/{architecture}" if architecture else "",
        layers=tuple(several("layers", layers)),
        architecture=architecture,
        env=env,
        labels=labels,
        annotations=annotations,
    )
    return _finder(registry, today, catalog).find(image)


def bases_in(
    archive: "str | os.PathLike[str]",
    *,
    registry: str | None = None,
    today: "date | str | None" = None,
    catalog: "Catalog | None" = None,
) -> "list[ImageBases]":
    """The official images that the images of an archive are built on, for each platform.

    Args:
        archive: The output of `docker save`, an OCI archive, or the folder of an OCI layout.
        registry: The prefix of a mirror, such as `contoso.azurecr.io/mcr`.
        today: The day for support; None for today in UTC.
        catalog: The tables; None for those of `current_catalog()`.

    Raises:
        InputError: The archive cannot be read, is damaged, or contains no image.
        UsageError: An argument is invalid.
        CatalogError: The tables are damaged.
    """
    from dotimg.base.archive import Archive

    finder = _finder(registry, today, catalog)
    return list(map(finder.find_all, Archive(os.fspath(archive)).images(finder, None)))


def _finder(
    registry: str | None, today: "date | str | None", catalog: "Catalog | None"
) -> "BaseFinder":
    from dotimg.base.finder import BaseFinder

    return BaseFinder(tables_of(catalog), day_of(today), mirror_of(registry))
