"""The rows of `list` for people: a table for each version in each repository."""

from collections.abc import Iterable
from itertools import groupby

from rich.table import Table
from rich.text import Text

from dotimg.cli.render import picks
from dotimg.cli.render.terminal import Terminal
from dotimg.errors import printable
from dotimg.resolver.model import Listing

_COLOURS = {"ends-soon": "yellow", "preview": "cyan", "ended": "red", "retired": "red"}
_MEGA = 1e6


def write(rows: Iterable[Listing], color: bool | None) -> None:
    """Print the rows, those of one repository and channel in one piece, to the terminal.

    `color` is None to let the terminal decide.
    """
    console = Terminal(color)
    by_version = groupby(rows, key=lambda row: (row.repository, row.tag.version))
    for (path, version), group in by_version:
        console.print(Text(f"{path}  {version}", style="bold"), soft_wrap=True)
        table = _table()
        for row in group:
            _add(table, row)
        console.print(table)
        console.print()


def _table() -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="dim", pad_edge=False)
    table.add_column("tag", overflow="fold")
    table.add_column("architectures", no_wrap=True)
    table.add_column("MB", justify="right", no_wrap=True)  # a column this narrow keeps 80
    table.add_column("until", no_wrap=True)
    return table


def _add(table: Table, row: Listing) -> None:
    table.add_row(
        Text(printable(row.tag.name)),
        Text(" ".join(row.tag.architectures())),
        Text(_megabytes(row.platforms[0].size if row.platforms else None)),
        Text(_until(row), style=_COLOURS.get(row.support.status, "")),
    )


def _megabytes(size: int | None) -> str:
    return "" if size is None else f"{size / _MEGA:.1f}"


def _until(row: Listing) -> str:
    """The day support ends, or what became of it, for who sees no colour."""
    if row.support.over:
        return f"{row.support.status} {row.support.ends}"
    return picks.until(row.tag.name, row.support)


def of_tags(repository: str, rows: Iterable[tuple[str, Listing | None]], color: bool | None) -> str:
    """The tags as a terminal shows them.

    Args:
        repository: The repository, with its registry.
        rows: Each tag with what the catalog knows of it.
        color: Whether to use colour, None to let the terminal decide.
    """
    console = Terminal(color)
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="dim", pad_edge=False)
    table.add_column("tag", overflow="fold")
    for title in ("version", "support", "until"):
        table.add_column(title, no_wrap=True)
    for tag, row in rows:
        if row:
            state = row.support
            style = _COLOURS.get(state.status, "")
            table.add_row(tag, row.tag.version, Text(state.status, style), state.ends or "")
        else:
            table.add_row(tag, "", Text("not in the catalog", "dim"), "")
    with console.capture() as captured:
        console.print(Text(repository, "bold"), soft_wrap=True)
        console.print(table)
    return captured.get()
