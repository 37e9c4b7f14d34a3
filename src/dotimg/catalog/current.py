"""The defaults: today in UTC, and the newest tables available."""

import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING

from dotimg.catalog.user_folders import user_folder
from dotimg.errors import CatalogError, UsageError, quoted
from dotimg.named_tuples import NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from dotimg.catalog.tables import Catalog

CATALOGS = "catalogs"
POINTER = "current"

_NAME = r"\d{4}-\d\d-\d\d-\w+"
_LONGEST_NAME = 100
_DAY = len("2026-08-20")


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
        UsageError: The word is not a day.
    """
    from datetime import UTC, date, datetime

    if given is None:
        return datetime.now(UTC).date().isoformat()
    if isinstance(given, date):  # or a datetime, of which it is the date
        return date(given.year, given.month, given.day).isoformat()
    with suppress(ValueError):
        if date.fromisoformat(given).isoformat() == given:  # Python takes other forms of ISO too
            return given
    raise UsageError(f"{quoted(given)} is not a date; expected a form such as 2026-08-20")


def newest(*, verified: bool = False, rows: bool = True) -> Newest:
    """The tables of the last refresh, or those of this installation if they are newer.

    Damaged ones of a refresh are passed over; `verified` also finds the damage that only a look at
    every byte does, and with `rows` at every row.

    Raises:
        CatalogError: Those of this installation cannot be used.
    """
    from dotimg.catalog.tables import Catalog, bundled_folder, day_of

    found = refreshed(user_folder("data"))
    if not found or (found.day and found.day < day_of(bundled_folder())):
        return Newest(Catalog())
    try:
        catalog = Catalog(found.folder, "run 'dotimg refresh' to make a new one")
        if verified:
            catalog.verify(rows=rows)
    except CatalogError as error:
        return Newest(Catalog(), damage=error)
    return Newest(catalog, found.folder)


def fallen_back(damage: CatalogError) -> str:
    """What is to be said where damaged tables are passed over."""
    return f"{damage}; the bundled tables are used until then"


class Refreshed(NamedTuple):
    """The catalog of the last `dotimg refresh`; its day is empty where the pointer is garbled."""

    day: str
    folder: str


def refreshed(data: str | None) -> Refreshed | None:
    """What the pointer in a data folder leads to; None where nobody ever refreshed.

    A garbled pointer leads to the folder of all catalogs, and so to an error that names it.
    """
    if data is None:
        return None
    try:
        with open(os.path.join(data, POINTER), encoding="utf-8", errors="replace") as file:
            name = file.read(_LONGEST_NAME).strip()
    except OSError:
        return None
    if not re.fullmatch(_NAME, name, re.ASCII):
        return Refreshed("", os.path.join(data, CATALOGS))
    return Refreshed(name[:_DAY], os.path.join(data, CATALOGS, name))
