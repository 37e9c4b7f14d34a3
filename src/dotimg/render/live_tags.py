"""The tags of a repository for people, with their support."""

from collections.abc import Iterable

from rich.table import Table
from rich.text import Text

from dotimg.cli.render.terminal import Terminal
from dotimg.resolver.model import Listing

_COLOURS = {"ends-soon": "yellow", "preview": "cyan", "ended": "red", "retired": "red"}


def write(repository: str, rows: Iterable[tuple[str, Listing | None]], color: bool | None) -> None:
    """Print the tags to the terminal.

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
    console.print(Text(repository, "bold"), soft_wrap=True)
    console.print(table)
