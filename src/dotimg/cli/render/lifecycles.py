"""Support windows: a time line for people, tab-separated rows and JSON for scripts."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from itertools import groupby

import click

from dotimg.catalog.details import Lifecycle
from dotimg.cli.render import picks
from dotimg.errors import printable

_WIDEST = 120
_YEARS_BEFORE = 2
_YEAR = 6  # columns
_LABEL = 29
_LABELS = _LABEL + len("2026-11-10! ")
_MARKS = {"ended": "!", "ends-soon": "~", "dropped": "x", "preview": "p"}
_BEFORE, _BEYOND = "<", ">"  # of the years shown
# By status; "gone" is what has ended and has no listed image.
_PAINT: dict[str, Callable[[str], str]] = {
    "supported": partial(click.style, fg="green"),
    "ends-soon": partial(click.style, fg="yellow"),
    "ended": partial(click.style, fg="red"),
    "dropped": partial(click.style, fg="red"),
    "gone": partial(click.style, dim=True),
    "preview": partial(click.style, fg="cyan"),
}
_LEGEND = (
    ("supported", "= supported"),
    ("ends-soon", "~ ends soon"),
    ("ended", "! ended"),
    ("dropped", "x dropped"),
    ("preview", "p preview"),
    ("", f"{_BEFORE} earlier"),
    ("", f"{_BEYOND} later"),
)


def rows(lifecycles: list[Lifecycle]) -> Iterator[str]:
    """One a line, tab between group, name, title, kind, start, end, status and listed."""
    for one in lifecycles:
        listed = "listed" if one.listed else ""
        texts = (one.group, one.name, one.title, one.kind, one.start, one.end, one.status, listed)
        yield "\t".join(text or "" for text in texts)


def document(lifecycles: list[Lifecycle], today: str, as_of: str) -> dict[str, object]:
    """The JSON document of some lifecycles."""
    return {
        "schema": picks.SCHEMA,
        "today": today,
        "lifecycles": [one._asdict() for one in lifecycles],
        "catalog": {"as_of": as_of},
    }


def timeline(lifecycles: list[Lifecycle], today: str, width: int) -> Iterator[str]:
    """One axis of years, a line for each with a bar from its start to its end, and a legend.

    Styled for a terminal of so many columns; the marks say the same without colour.
    """
    first = int(today[:4]) - _YEARS_BEFORE
    cells = max((min(width, _WIDEST) - _LABELS) // _YEAR, _YEARS_BEFORE + 1) * _YEAR
    years = "".join(f"|{first + number:<{_YEAR - 1}}" for number in range(cells // _YEAR))
    yield click.style(f"{'':{_LABELS}}{years}".rstrip(), dim=True)
    for _, members in groupby(lifecycles, lambda one: one.group):
        for one in members:
            yield _line(one, _bar(one, first, today, cells), _column(today, first))
        yield ""
    yield f"{'':{_LABELS + _column(today, first)}}^ {today}"
    yield from _legend(width)


def _legend(width: int) -> Iterator[str]:
    """What the marks mean, in as many lines as it takes."""
    line: list[str] = []
    room = width
    for status, text in _LEGEND:
        if line and room < len(text):
            yield "  ".join(line)
            line.clear()
            room = width
        line.append(_PAINT.get(status, str)(text))
        room -= len(text) + len("  ")
    yield "  ".join(line)


def _line(one: Lifecycle, bar: str, now: int) -> str:
    title = f"{one.title} {one.kind.upper()}" if len(one.kind) == len("lts") else one.title
    end = one.end or ("unknown" if one.status == "unknown" else "not set")
    gone = one.status == "ended" and not one.listed
    paint = _PAINT.get("gone" if gone else one.status, str)
    until = paint(f"{end:10}{_MARKS.get(one.status, ' ')}")
    past, future = paint(bar[:now]), paint(bar[now + 1 :].rstrip())
    return f"{printable(title):{_LABEL}}{until} {past}|{future}"


def _bar(one: Lifecycle, first: int, today: str, cells: int) -> str:
    """The cells of a line; only in the first or last one what has none of the years shown."""
    if not one.start and not one.end:
        return " " * cells
    start = _column(one.start or today, first)
    end = max(_column(one.end, first), start + 1) if one.end else cells + 1
    mark = "-" if one.status in ("ended", "dropped") else "="
    bar = "".join(mark if start <= cell < end else " " for cell in range(cells))
    if end <= 0:
        return f"{_BEFORE}{bar[1:]}"
    return f"{bar[:-1]}{_BEYOND}" if end > cells else bar


def _column(day: str, first: int) -> int:
    """The column of a day in the time line, before or behind it for days that it does not hold."""
    when = date.fromisoformat(day)
    share = (when.timetuple().tm_yday - 1) / 366
    return int((when.year - first + share) * _YEAR)
