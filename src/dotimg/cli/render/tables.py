"""The rows of `list` and `tags` for people: one table, with one set of columns."""

from collections.abc import Iterable

from rich.table import Table
from rich.text import Text

from dotimg.cli.render import picks
from dotimg.cli.render.terminal import Terminal, size_text
from dotimg.errors import printable
from dotimg.resolver.details import Listing

_COLOURS = {"ends-soon": "yellow", "preview": "cyan", "ended": "red", "retired": "red"}
_OFFICIAL = "mcr.microsoft.com/dotnet/"
_EQUAL = " = "
_BUILT, _SIZE = 15, 8  # columns of the architectures and of a size


def write(rows: Iterable[Listing], color: bool | None, width: int) -> None:
    """Print the rows by channel to a terminal of so many columns.

    A reference that is too long for its column has a line of its own. `color` is None to let the
    terminal decide.
    """
    console = Terminal(color, soft_wrap=True)
    by_channel: dict[str, list[Listing]] = {}
    for row in rows:
        by_channel.setdefault(row.channel, []).append(row)
    every = [row for some in by_channel.values() for row in some]
    names = [_image(row) for row in every]
    beside = _BUILT + _SIZE + max(len(_until(row)) for row in every) + 3
    column = min(max(map(len, names)), max(width - beside, 1))
    console.print(Text(_cells(column, "image", "architectures", "size", "until"), "dim"))
    for channel, some in by_channel.items():
        console.print(Text(f"\n{printable(channel or 'other')}", "bold"))
        for row in some:
            console.print(_line(column, row))
    if any(_EQUAL in name for name in names):
        console.print(Text("\nThe tag after = names the same image.", "dim"))


def _line(column: int, row: Listing) -> Text:
    size = row.platforms[0].size if row.platforms else None
    built = " ".join(row.tag.architectures())
    text = _cells(column, _image(row), built, "" if size is None else size_text(size), "")
    return Text(text).append(_until(row), _COLOURS.get(row.support.status, ""))


def _cells(column: int, image: str, built: str, size: str, until: str) -> str:
    """A line of the table, of two lines where the reference is longer than its column."""
    above = f"{image}\n{'':{column}}" if len(image) > column else f"{image:{column}}"
    return f"{above} {built:{_BUILT}} {size:>{_SIZE}} {until}"


def _image(row: Listing) -> str:
    """The short reference, with the tag that the channel alone makes where it is the same image."""
    shorter = {row.channel, f"{row.channel}-preview"}
    equal = "".join(f"{_EQUAL}{name}" for name in row.names if name in shorter - {row.tag.name})
    return printable(f"{row.repository}:{row.tag.name}").removeprefix(_OFFICIAL) + equal


def _until(row: Listing) -> str:
    """The day support ends, or what became of it, for readers without colour."""
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
