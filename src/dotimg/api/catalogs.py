"""The tables, and the support of channels and operating systems."""

from typing import TYPE_CHECKING

from dotimg.api.arguments import day_of, tables_of

if TYPE_CHECKING:
    from datetime import date

    from dotimg.catalog.details import Lifecycle
    from dotimg.catalog.tables import Catalog


def support_windows(
    *, all: bool = False, today: "date | str | None" = None, catalog: "Catalog | None" = None
) -> "list[Lifecycle]":
    """The support of channels and operating systems, like `dotimg support`.

    Args:
        all: Whether to include those without listed images that ended more than a year ago.
        today: The day for support; None for today in UTC.
        catalog: The tables; None for those of `current_catalog()`.

    Raises:
        UsageError: The day is invalid.
        CatalogError: The tables are damaged.
    """
    from dotimg.catalog.lifecycles import lifecycles

    return lifecycles(tables_of(catalog), day_of(today), everything=all)


def current_catalog() -> "Catalog":
    """The tables that the commands use: those of the last `dotimg refresh` if they are newer.

    If those turn out to be damaged on opening, the tables of this installation are returned, with a
    RuntimeWarning. `Catalog.verify()` finds other damage.

    Raises:
        CatalogError: The tables of this installation are damaged.
    """
    from dotimg.catalog.current import fallen_back, newest

    found = newest()
    if found.damage:
        import warnings

        warnings.warn(fallen_back(found.damage), RuntimeWarning, stacklevel=2)
    return found.catalog
