"""Support windows: a time line for people, tab-separated rows and JSON for scripts."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from dotimg.model import Lifecycle
from dotimg.render import documents

_YEARS_BEFORE = 2
_YEARS = 6
_COLUMNS_A_YEAR = 6
_LABEL = 29
_MARKS = {"ended": "!", "ends-soon": "~", "preview": "p"}


def rows(lifecycles: list[Lifecycle]) -> Iterator[str]:
    """One a line, tab between group, name, title, kind, start, end, status and listed."""
    for one in lifecycles:
        listed = "listed" if one.listed else ""
        texts = (one.group, one.name, one.title, one.kind, one.start, one.end, one.status, listed)
        yield "\t".join(text or "" for text in texts)


def document(lifecycles: list[Lifecycle], today: str, as_of: str) -> dict[str, object]:
    """The JSON document of some lifecycles."""
    return {
        "schema": documents.SCHEMA,
        "today": today,
        "lifecycles": [one._asdict() for one in lifecycles],
        "catalog": {"as_of": as_of},
    }


def timeline(lifecycles: list[Lifecycle], today: str) -> Iterator[str]:
    """A line for each with a bar from its start to its end, and today marked in all.

    `=` is supported, `-` is over; `!` marks what has ended, `~` what ends soon, `p` a preview.
    """
    first = int(today[:4]) - _YEARS_BEFORE
    years = "".join(f"|{year:<{_COLUMNS_A_YEAR - 1}}" for year in range(first, first + _YEARS))
    for group, members in groupby(lifecycles, lambda one: one.group):
        yield f"{group:{_LABEL + 12}}{years}".rstrip()
        for one in members:
            mark = _MARKS.get(one.status, " ")
            end = one.end or ("unknown" if one.status == "unknown" else "not set")
            label = f"{one.title} {one.kind.upper()}" if len(one.kind) == len("lts") else one.title
            yield f"{label:{_LABEL}}{end:10}{mark} {_bar(one, first, today)}".rstrip()
        yield ""
    yield f"{'':{_LABEL + 12}}{' ' * _column(today, first)}^ {today}"


def _bar(one: Lifecycle, first: int, today: str) -> str:
    now = _column(today, first)
    start = _column(one.start, first) if one.start else now
    end = _column(one.end, first) if one.end else _YEARS * _COLUMNS_A_YEAR
    if not one.start and not one.end:
        start = end = -1
    mark = "-" if one.status == "ended" else "="
    columns = range(_YEARS * _COLUMNS_A_YEAR)
    return "".join(
        "|" if column == now else mark if start <= column < max(end, start + 1) else " "
        for column in columns
    )


def _column(day: str, first: int) -> int:
    """The column of a day in the time line, before or behind it for days that it does not hold."""
    when = date.fromisoformat(day)
    share = (when.timetuple().tm_yday - 1) / 366
    return int((when.year - first + share) * _COLUMNS_A_YEAR)
