"""What two images share, as a picture that needs no colour and fits 80 columns.

Both bars have one scale, and begin with what the images share.
"""

from collections.abc import Iterator
from textwrap import wrap

import click

from dotimg.cli.render.terminal import size_text
from dotimg.errors import printable
from dotimg.registry.model import Comparison, Pair, PlatformImage, total

_WIDTH = 80
_INDENT = len("  shared  ")
_CELLS = 40
_SHARED, _FIRST, _SECOND = "=", "-", "+"
_LEGEND = f"{_SHARED} in both", f"{_FIRST} in the first alone", f"{_SECOND} still to pull"
_COLOURS = {_SHARED: "green", _FIRST: None, _SECOND: "yellow"}


def lines(first: str, second: str, found: Comparison) -> Iterator[str]:
    """The lines to print, styled for a terminal."""
    yield f"first   {click.style(printable(first), bold=True)}"
    yield f"second  {click.style(printable(second), bold=True)}"
    for pair in found.pairs:
        yield ""
        yield from _picture(pair)
    yield ""
    for which, platforms in (("first", found.only_first), ("second", found.only_second)):
        if platforms:
            yield from _text(f"only the {which} is for {', '.join(platforms)}")
    yield "   ".join(click.style(text, fg=_COLOURS[text[0]]) for text in _LEGEND)


def _picture(pair: Pair) -> Iterator[str]:
    scale = max(pair.first.size, pair.second.size, 1) / _CELLS
    shared, new = total(pair.shared), total(pair.new)
    yield click.style(printable(pair.platform), bold=True)
    yield _row("first", _bar(shared, pair.first.size - shared, _FIRST, scale), pair.first)
    yield _row("second", _bar(shared, new, _SECOND, scale), pair.second)
    yield from _text(
        f"  shared  {_amount(shared, len(pair.shared))}, to pull {_amount(new, len(pair.new))}, "
        f"both together {size_text(pair.together)}"
    )


def _text(text: str) -> list[str]:
    """The lines of a text, each but the first behind the label that it begins with."""
    indent = " " * _INDENT
    return wrap(
        printable(text),
        _WIDTH,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _row(label: str, bar: list[tuple[str, int]], content: PlatformImage) -> str:
    room = " " * (_CELLS + 1 - sum(cells for _, cells in bar))
    text = "".join(click.style(mark * cells, fg=_COLOURS[mark]) for mark, cells in bar)
    return (
        f"  {label:6}  [{text}]{room}{size_text(content.size):>9}  {_layers(len(content.layers))}"
    )


def _bar(shared: int, own: int, mark: str, scale: float) -> list[tuple[str, int]]:
    """Marks with their counts; what is there at all is seen, and no bar is too long."""
    first, second = _cells(shared, scale), _cells(own, scale)
    room = _CELLS - second if second < first else _CELLS - 1
    first = min(first, room) if own else first
    return [(_SHARED, first), (mark, min(second, _CELLS - first))]


def _cells(size: int, scale: float) -> int:
    return max(1, round(size / scale)) if size else 0


def _amount(size: int, layers: int) -> str:
    return f"{size_text(size)} in {_layers(layers)}" if layers else "nothing"


def _layers(count: int) -> str:
    return f"{count} layer{'' if count == 1 else 's'}"
