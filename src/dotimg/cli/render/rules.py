"""The pages of rules: one on a terminal, all as a table, and as JSON."""

from collections.abc import Iterable, Iterator

from dotimg.check.model import RulePage
from dotimg.cli.render.picks import SCHEMA

_WIDEST = 100
_COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}


def document(found: RulePage) -> dict[str, object]:
    """The JSON document of one page."""
    return {"schema": SCHEMA, **found._asdict()}


def documents(found: Iterable[RulePage]) -> dict[str, object]:
    """The JSON document of all pages."""
    return {"schema": SCHEMA, "rules": [one._asdict() for one in found]}


def plain(found: Iterable[RulePage]) -> Iterator[str]:
    """One page a line, tab between number, name, severity and what is wrong."""
    return (f"{one.id}\t{one.name}\t{one.severity}\t{one.what}" for one in found)


def table(found: Iterable[RulePage], color: bool | None) -> Iterator[str]:
    """The lines of a table for people; `color` is None to let the terminal decide."""
    from rich.table import Table
    from rich.text import Text

    from dotimg.cli.render.terminal import Terminal

    grid = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
    for title in ("rule", "", "what is wrong"):
        grid.add_column(title)
    for one in found:
        number = Text(one.id if one.id != one.name else "", no_wrap=True)
        kind = Text(one.severity, _COLOURS.get(one.severity, ""))
        grid.add_row(number, Text.assemble(one.name, "\n", kind), one.what)
    console = Terminal(color)
    with console.capture() as captured:
        console.print(grid)
    return (line.rstrip() for line in captured.get().splitlines())


def shown(found: RulePage, color: bool | None) -> str:
    """A page for a terminal, no wider than is good to read."""
    from rich.markdown import Markdown
    from rich.text import Text

    from dotimg.cli.render.terminal import Terminal

    console = Terminal(color)
    style = f"bold {_COLOURS.get(found.severity, '')}"
    text = found.text.partition(f"**{found.severity}**")[2]
    with console.capture() as captured:
        console.print(Text.assemble((title(found), "bold"), "  ", (found.severity, style)))
        console.print()
        console.print(Markdown(text, hyperlinks=False), width=min(console.width, _WIDEST))
    return "".join(f"{line.rstrip()}\n" for line in captured.get().splitlines())


def title(found: RulePage) -> str:
    """What a page is called: `DI201 version-ended`, and of advice its name."""
    return found.name if found.id == found.name else f"{found.id} {found.name}"
