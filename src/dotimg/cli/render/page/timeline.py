"""The time line of support windows, in days from its left edge."""

from datetime import date
from itertools import groupby

from dotimg.catalog.details import Lifecycle
from dotimg.named_tuples import NamedTuple

_YEARS_BEFORE, _YEARS_AFTER = 2, 4


class Bar(NamedTuple):
    """One lifecycle; `start` and `width` are days, `width` 0 where nothing is known."""

    title: str
    window: str
    status: str
    start: int
    width: int


class Chart(NamedTuple):
    """The bars under their headings; `years` are the first days of years, `now` is the day."""

    days: int
    now: int
    years: list[tuple[int, int]]
    groups: list[tuple[str, list[Bar]]]


def chart(lifecycles: list[Lifecycle], today: str) -> Chart:
    """The time line around a day."""
    now = date.fromisoformat(today)
    first, last = _new_year(now.year - _YEARS_BEFORE), _new_year(now.year + _YEARS_AFTER)
    days = (last - first).days
    return Chart(
        days=days,
        now=(now - first).days,
        years=[(year, (_new_year(year) - first).days) for year in range(first.year, last.year)],
        groups=[
            (group, [_bar(one, first, days, now) for one in members])
            for group, members in groupby(lifecycles, lambda one: one.group)
        ],
    )


def _bar(one: Lifecycle, first: date, days: int, now: date) -> Bar:
    start = date.fromisoformat(one.start) if one.start else now
    left = _clipped((start - first).days, days)
    right = _clipped((date.fromisoformat(one.end) - first).days, days) if one.end else days
    known = one.start or one.end
    kind = f" {one.kind.upper()}" if one.kind in ("lts", "sts") else ""
    return Bar(
        title=f"{one.title}{kind}",
        window=_window(one),
        status=one.status,
        start=left,
        width=max(0, right - left) if known else 0,
    )


def _window(one: Lifecycle) -> str:
    if one.start and one.end:
        return f"{one.start} to {one.end}"
    if one.end:
        return f"until {one.end}"
    return f"since {one.start}, no end date" if one.start else "no dates known"


def _clipped(day: int, days: int) -> int:
    return min(max(day, 0), days)


def _new_year(year: int) -> date:
    """The first day of a year, as far as the calendar goes."""
    return date(min(max(year, date.min.year), date.max.year), 1, 1)
