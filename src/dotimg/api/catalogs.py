"""The tables, and until when what they hold is supported."""

from typing import TYPE_CHECKING

from dotimg.api.arguments import day_of, tables_of

if TYPE_CHECKING:
    from datetime import date

    from dotimg.catalog.model import Lifecycle
    from dotimg.catalog.tables import Catalog


def support_windows(
    *, all: bool = False, today: "date | str | None" = None, catalog: "Catalog | None" = None
) -> "list[Lifecycle]":
    """Until when channels and operating systems are supported, as `dotimg support` shows it.

    Args:
        all: Also what has no listed images and ended more than a year ago.
        today: The day to judge on; None for today in UTC.
        catalog: The tables; None for those of `current_catalog()`.

    Raises:
        UsageError: The day is none.
        CatalogError: The tables are damaged.
    """
    from dotimg.catalog.support import lifecycles

    return lifecycles(tables_of(catalog), day_of(today), everything=all)


def current_catalog() -> "Catalog":
    """The tables that the commands use: those of the last `dotimg refresh` if they are newer.

    Where those show damage when they are opened, the ones of this installation are given, with a
    RuntimeWarning. `Catalog.verify()` finds damage that does not show then.

    Raises:
        CatalogError: Those of this installation are damaged.
    """
    from dotimg.catalog.current import fallen_back, newest

    found = newest()
    if found.damage:
        import warnings

        warnings.warn(fallen_back(found.damage), RuntimeWarning, stacklevel=2)
    return found.catalog
