"""Variables in the name of an image, replaced by what they stand for, with every byte's origin."""

import re
from collections.abc import Callable, Iterator, Mapping

from dotimg.errors import quoted
from dotimg.files.model import Piece
from dotimg.files.syntax.tree import Scalar, outside
from dotimg.named_tuples import NamedTuple

# Characters that one name may take, variables included; the longest real one has some 500.
LIMIT = 4096
# What each text takes besides its length, so that variables that name each other have an end.
_COST = 40
_NAME = re.compile(r"[\w.-]+")


class Variable(NamedTuple):
    """A variable at `start` up to `end` of a text, and what stands in its place."""

    start: int
    end: int
    value: Scalar


# Finds the variables of a text from left to right; what it gives may hold variables again.
Finder = Callable[[Scalar], Iterator[Variable]]


class UnresolvedError(Exception):
    """A variable has no value here; the message is the reason for a `Skipped`."""


def expand(scalar: Scalar, find: Finder) -> tuple[Piece, ...]:
    """The pieces of the text with all variables replaced.

    Raises:
        UnresolvedError: A variable has no value, or the variables have no end.
    """
    pieces: list[Piece] = []
    _expand(scalar, find, pieces, LIMIT)
    return tuple(pieces)


def _expand(scalar: Scalar, find: Finder, pieces: list[Piece], left: int) -> int:
    """Add the pieces of one text; returns the characters that are left to the others."""
    left -= len(scalar.text) + _COST
    if left < 0:
        raise UnresolvedError("with its variables it is longer than the name of any image")
    end = 0
    for variable in find(scalar):
        _add(pieces, scalar.part(end, variable.start))
        left = _expand(variable.value, find, pieces, left)
        end = variable.end
    _add(pieces, scalar.part(end, len(scalar.text)))
    return left


def _add(pieces: list[Piece], part: Scalar) -> None:
    if part.text:
        pieces.append(part.piece())


def delimited(text: str, opening: str, closing: str) -> Iterator[tuple[int, int, str]]:
    """Where each `opening ... closing` begins and ends, and what stands between them."""
    end = 0
    while (start := text.find(opening, end)) >= 0:
        close = text.find(closing, start + len(opening))
        if close < 0:
            raise UnresolvedError(f"{quoted(text[start:])} lacks its {quoted(closing)}")
        end = close + len(closing)
        yield start, end, text[start + len(opening) : close]


def unknown(name: str, why: str = "has no value in this file") -> UnresolvedError:
    """The error for a variable that the user can give a value for."""
    shown = quoted(name)
    return UnresolvedError(f"the variable {shown} {why}: give --build-arg {shown[1:-1]}=VALUE")


def known_later(text: str, when: str) -> UnresolvedError:
    """The error for an expression that no file and no argument answers."""
    return UnresolvedError(
        f"{quoted(text)} is known only {when}: write the image itself so that it can be checked"
    )


class Definitions:
    """The variables of one file; the letter case of a name does not matter.

    Args:
        arguments: What the user gave, which goes first.
    """

    def __init__(self, arguments: Mapping[str, str]) -> None:
        self._arguments = arguments
        self._values: dict[str, list[Scalar | None]] = {}

    def add(self, name: str, value: Scalar | None) -> None:
        """Add what the file says; None when that holds only at times."""
        self._values.setdefault(name.lower(), []).append(value)

    def find(self, scalar: Scalar) -> Iterator[Variable]:
        """Find the variables of a text."""
        for start, end, name in delimited(scalar.text, "$(", ")"):
            if not _NAME.fullmatch(name):
                raise known_later(scalar.text[start:end], "when it is built")
            yield Variable(start, end, self._value(name))

    def _value(self, name: str) -> Scalar:
        if name in self._arguments:
            return outside(self._arguments[name])
        values = self._values.get(name.lower(), [])
        if not values:
            raise unknown(name)
        if len(values) > 1:
            raise unknown(name, "is set more than once in this file")
        if values[0] is None:
            raise unknown(name, "is set under a condition")
        return values[0]
