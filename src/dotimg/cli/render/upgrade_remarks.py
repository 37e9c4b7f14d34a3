"""The notes and warnings of `upgrade`, in 80 columns, each once."""

import re
import textwrap
from collections.abc import Iterable, Iterator
from itertools import groupby

from dotimg.cli.render.hints import each_once
from dotimg.errors import printable
from dotimg.upgrade.model import Edit, FileUpgrade, Left, Move

_WIDTH = 80
_INDENT = "    "
_OFFICIAL = "mcr.microsoft.com/dotnet/"
_DIGEST = re.compile(r"(?<=@sha256:)([0-9a-f]{12})[0-9a-f]{52}$")


def short(reference: str) -> str:
    """A reference for people: `sdk:10.0` for the official one, a digest cut to 12 digits."""
    return _DIGEST.sub(r"\1", reference.removeprefix(_OFFICIAL))


def moves(found: Iterable[FileUpgrade]) -> Iterator[str]:
    """A line for each image that moves, and behind those that have one reason that reason."""
    every = (move for one in found for move in one.moves)
    for why, group in groupby(every, key=lambda move: move.why):
        for move in group:
            yield from _arrow(move)
        yield from _wrapped(why)


def companions(found: Iterable[FileUpgrade]) -> Iterator[str]:
    """The same of what is edited beside the images."""
    every = (edit for one in found for edit in one.edits if edit.kind != "image")
    for why, group in groupby(every, key=lambda edit: edit.why):
        for edit in group:
            yield from _arrow(edit)
        yield from _wrapped(why)


def remarks(found: Iterable[FileUpgrade]) -> Iterator[list[str]]:
    """Why images stay, and what to look at beside those that move: a block of lines each."""
    groups: dict[str, list[tuple[str, int, str]]] = {}
    for one in found:
        for move in one.moves:
            told = ((move.path, move.line, note) for note in move.notes)
            groups.setdefault("mind", []).extend(told)
        for left in one.left:
            groups.setdefault(f"not changed: {left.reason}", []).append(_place(left))
        for advice in one.advice:
            place = advice.path, advice.line, advice.message
            groups.setdefault(f"check this (see '{advice.page}')", []).append(place)
    for title, said in groups.items():
        if said:
            lines = [line for text in each_once(said) for line in _wrapped(text)]
            first, *rest = _lines(f"warning: {title}", "")
            yield [first, *rest, *lines]


def _arrow(one: Move | Edit) -> Iterator[str]:
    place, old, new = f"{printable(one.path)}:{one.line}", short(one.old), short(one.new)
    line = f"{place}  {printable(old)} -> {printable(new)}"
    if len(line) <= _WIDTH:
        yield line
        return
    yield f"{place}  {printable(old)}"
    yield f"{_INDENT}-> {printable(new)}"


def _place(left: Left) -> tuple[str, int, str]:
    return left.path, left.line, short(left.image)


def _wrapped(text: str) -> list[str]:
    return _lines(text, _INDENT)


def _lines(text: str, indent: str) -> list[str]:
    """A text in lines of which none is too long, unless a word of it is."""
    return textwrap.wrap(
        printable(text),
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=_INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )
