"""The rows of `inventory`: as a table, tab-separated, as CSV, Markdown, JSON and JSON Lines."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, groupby
from typing import Literal

from dotimg.check.model import InventoryRow, Skip
from dotimg.cli.render import picks
from dotimg.cli.render.markdown import code, escaped
from dotimg.errors import json_printable, printable
from dotimg.names.reference import DOTNET_REGISTRY

_COLOURS = {"ends-soon": "yellow", "preview": "cyan", "ended": "red", "retired": "red"}
_OVER = ("ended", "retired")
_FORMULA = ("=", "+", "-", "@")  # with which a spreadsheet takes a cell for one
_OFFICIAL = f"{DOTNET_REGISTRY}/dotnet/"
_COLUMNS = ("line", "stage", "image", ".NET", "system", "until", "use")
_SHARES = (0.0, 1.6, 0.75, 0.0, 1.0, 0.0, 1.2)  # of the room; what has none is never folded
_LEAST = 6  # columns of a column
_TITLES = ("place", "stage", "image", "channel", "system", "support", "use instead")


def document(
    rows: Iterable[InventoryRow], skipped: Iterable[Skip], files: int, as_of: str
) -> dict[str, object]:
    """The JSON document of all rows, and of what could not be judged."""
    return {
        "schema": picks.SCHEMA,
        "files": files,
        "images": [row._asdict() for row in rows],
        "skipped": [one._asdict() for one in skipped],
        "catalog": {"as_of": as_of},
    }


def summary(images: int, files: int, skipped: int) -> str:
    """One line that counts: `3 .NET images in 2 files; 1 skipped`."""
    counted = [
        f"{number} {noun}{'' if number == 1 else 's'}"
        for number, noun in ((images, ".NET image"), (files, "file"))
    ]
    return " in ".join(counted) + (f"; {skipped} skipped" if skipped else "")


def _plain(rows: Iterable[InventoryRow]) -> Iterator[str]:
    """One row a line, tab between the columns."""
    return ("\t".join(_texts(row)) for row in rows)


def _csv(rows: Iterable[InventoryRow]) -> Iterator[str]:
    """Comma-separated with a line of names on top (RFC 4180 but for the line end)."""
    names = InventoryRow._fields
    for values in chain([names], (map(_cell, names, _texts(row)) for row in rows)):
        line = io.StringIO()
        csv.writer(line, lineterminator="").writerow(values)
        yield line.getvalue()


def _jsonl(rows: Iterable[InventoryRow]) -> Iterator[str]:
    """One JSON object a line."""
    return (json_printable(json.dumps(row._asdict())) for row in rows)


def _markdown(rows: Iterable[InventoryRow]) -> Iterator[str]:
    """A table as GitHub reads it."""
    yield f"| {' | '.join(_TITLES)} |"
    yield f"|{' --- |' * len(_TITLES)}"
    for row in rows:
        cells = (
            code(f"{row.path}:{row.line}"),
            escaped(row.stage),
            code(row.image),
            escaped(row.channel),
            escaped(row.system),
            escaped(until(row)),
            code(row.replacement or ""),
        )
        yield f"| {' | '.join(cells)} |".replace("|  |", "| |")


LINES: dict[str, Callable[[Iterable[InventoryRow]], Iterator[str]]] = {
    "plain": _plain,
    "csv": _csv,
    "jsonl": _jsonl,
    "markdown": _markdown,
}


def table(rows: Sequence[InventoryRow], color: bool | None) -> Iterator[str]:
    """The lines of a table for people: the rows of one file below its path.

    `color` is None to let the terminal decide.
    """
    from rich.table import Table
    from rich.text import Text

    from dotimg.cli.render.terminal import Terminal

    console = Terminal(color)
    cells = [_cells(row) for row in rows]
    widths = _widths(cells, console.width)
    for path, group in groupby(zip(rows, cells, strict=True), key=lambda pair: pair[0].path):
        table = Table(box=None, padding=(0, 1, 0, 0), header_style="dim", pad_edge=False)
        for title, width in zip(_COLUMNS, widths, strict=True):
            justify: Literal["left", "right"] = "right" if title == "line" else "left"
            table.add_column(title, justify=justify, width=width, overflow="fold")
        for row, texts in group:
            styles = (_COLOURS.get(row.status, "") if one == "until" else "" for one in _COLUMNS)
            table.add_row(*map(Text, texts, styles))
        with console.capture() as captured:
            console.print(Text(printable(path), style="bold"), soft_wrap=True)
            console.print(table)
        yield from (line.rstrip() for line in captured.get().splitlines())
        yield ""


def _cells(row: InventoryRow) -> tuple[str, ...]:
    """What a row of the table shows."""
    instead = _short((row.replacement or "").removeprefix(f"{row.repository}:"))
    what = _short(row.image), row.channel, row.system
    return tuple(map(printable, (str(row.line), row.stage, *what, until(row), instead)))


def _widths(lines: Iterable[Sequence[str]], room: int) -> list[int]:
    """The width of each column for all files: what is folded most is the image."""
    columns = zip(_COLUMNS, *lines, strict=True)
    widths = [max(map(len, column)) for column in columns]
    while sum(widths) + len(widths) > room:
        widest = max(range(len(widths)), key=lambda one: widths[one] * _SHARES[one])
        if widths[widest] <= _LEAST:
            break
        widths[widest] -= 1
    return widths


def until(row: InventoryRow) -> str:
    """The day support ends, or what became of it."""
    if row.status in _OVER:
        return f"{row.status} {row.ends}"
    if row.ends:
        return row.ends
    return "no end date" if row.status == "supported" else row.status


def _short(reference: str) -> str:
    return reference.removeprefix(_OFFICIAL)


def _texts(row: InventoryRow) -> list[str]:
    """The columns as text; a truth is spelled as in JSON."""
    return [
        "" if one is None else printable(str(one).lower() if isinstance(one, bool) else str(one))
        for one in row
    ]


def no_formula(text: str) -> str:
    """A cell that no spreadsheet computes."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _cell(name: str, text: str) -> str:
    """A cell as `no_formula` gives it; a path stays the path of the same file."""
    if name == "path" and text.startswith(_FORMULA):
        return f"./{text}"
    return no_formula(text)
