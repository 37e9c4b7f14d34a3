"""Variables written `$(name)`, of Azure Pipelines and MSBuild, and what a file says of them."""

import re
from collections.abc import Iterator, Mapping

from dotimg.files.formats.expansion import (
    Variable,
    delimited,
    known_later,
    unknown,
)
from dotimg.files.syntax.tree import Scalar, outside

_NAME = re.compile(r"[\w.-]+")


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
