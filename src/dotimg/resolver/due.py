"""Channels that are due by the publisher's calendar but newer than the tables.

A channel is released each year on the second Tuesday of November, like 7.0 to 10.0; month and year
are those of the newest channel released, so that they are data.
"""

from datetime import MAXYEAR, date, timedelta

from dotimg.catalog.model import Channel
from dotimg.catalog.remembering import remembered
from dotimg.catalog.tables import Catalog
from dotimg.named_tuples import NamedTuple
from dotimg.names import versions

_TUESDAY = 1
_WEEK = 7
_KINDS = ("lts", "sts")  # which take turns


class Due(NamedTuple):
    """A channel that the tables do not know as released, and the day of its release."""

    channel: str
    day: str


@remembered
def release_day(catalog: Catalog, channel: str) -> str:
    """The day on which a channel after the newest one is released; empty for any other name."""
    newest = catalog.newest_channel
    major, _, minor = channel.partition(".")
    if minor != "0" or not (major.isascii() and major.isdigit()):
        return ""
    years = int(major) - versions.age(newest.name)[0]
    return _day(newest, years) if years > 0 else ""


def due(catalog: Catalog, today: str, channel: str = "", kind: str = "") -> Due | None:
    """The channel, or the newest of all or of a kind (`lts`, `sts`), if it is out by that day."""
    newest = catalog.newest_channel
    if channel:
        day = release_day(catalog, channel)
        return Due(channel, day) if day and day <= today else None
    years = int(today[:4]) - int((newest.released or today)[:4])
    if years > 0 and _day(newest, years) > today:
        years -= 1
    if kind and _kind(newest, years) != kind:
        years -= 1
    if years <= 0:
        return None
    return Due(f"{versions.age(newest.name)[0] + years}.0", _day(newest, years))


def _kind(newest: Channel, years: int) -> str:
    """The kind of the channel that comes so many years later."""
    return _KINDS[(_KINDS.index(newest.kind) + years) % len(_KINDS)]


def _day(newest: Channel, years: int) -> str:
    """The second Tuesday of the month of a release, so many years later; empty after 9999."""
    released = date.fromisoformat(newest.released or "")
    if released.year + years > MAXYEAR:
        return ""
    first = released.replace(year=released.year + years, day=1)
    tuesday = first + timedelta((_TUESDAY - first.weekday()) % _WEEK)
    return (tuesday + timedelta(_WEEK)).isoformat()
