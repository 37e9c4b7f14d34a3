"""What holds where nobody says otherwise: today in UTC, and the newest tables that are there."""

from typing import TYPE_CHECKING, NamedTuple

from dotimg.errors import CatalogError, UsageError, quoted

if TYPE_CHECKING:
    from datetime import date

    from dotimg.catalog.tables import Catalog


class Newest(NamedTuple):
    """The newest tables that can be used.

    `refreshed` is their folder where they are those of the last refresh, else empty; `damage` is
    why that one was passed over, None where it was not.
    """

    catalog: "Catalog"
    refreshed: str = ""
    damage: CatalogError | None = None


def day(given: "date | str | None") -> str:
    """The day to judge on as an ISO date: the one given, else today in UTC.

    Raises:
        UsageError: The word is no day.
    """
    from datetime import UTC, date, datetime

    if given is None:
        return datetime.now(UTC).date().isoformat()
    if isinstance(given, date):  # or a datetime, of which it is the date
        return date(given.year, given.month, given.day).isoformat()
    try:
        return date.fromisoformat(given).isoformat()
    except ValueError:
        raise UsageError(f"{quoted(given)} is no day; write it as 2026-08-20") from None


def newest(*, verified: bool = False) -> Newest:
    """The tables of the last refresh, or those of this installation if they are newer.

    Damaged ones of a refresh are passed over; `verified` also finds the damage that only a look at
    every byte does.

    Raises:
        CatalogError: Those of this installation cannot be used.
    """
    from dotimg.catalog.tables import Catalog, bundled_folder, day_of
    from dotimg.folders import refreshed, user_data

    found = refreshed(user_data())
    if not found or (found.day and found.day < day_of(bundled_folder())):
        return Newest(Catalog())
    try:
        catalog = Catalog(found.folder, "'dotimg refresh' makes a new one")
        if verified:
            catalog.verify()
    except CatalogError as error:
        return Newest(Catalog(), damage=error)
    return Newest(catalog, found.folder)


def fallen_back(damage: CatalogError) -> str:
    """What is to be said where damaged tables are passed over."""
    return f"{damage}; until then the tables of this installation are used"
