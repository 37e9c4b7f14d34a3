r"""Converts positions between language servers and dotimg.

The protocol ends lines at `\n`, `\r\n` and `\r`, and at nothing else, and counts from 0, in the
code units of an encoding that client and server agree on, UTF-16 by default. dotimg ends lines at
`\n`, counts from 1, in characters, and a byte order mark is none.
"""

import re
from bisect import bisect_right

from lsprotocol import types

_END = re.compile(r"\r\n|\n|\r")
_BOM = "\ufeff"
_CODECS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}


class Positions:
    """The places of one text.

    Args:
        text: The text.
        encoding: That of the protocol: `utf-8`, `utf-16` or `utf-32`.
    """

    def __init__(self, text: str, encoding: str) -> None:
        self._text = text
        self._codec, self._size = _CODECS[encoding]
        self._starts = [0, *(end.end() for end in _END.finditer(text))]

    def of_place(self, line: int, column: int) -> types.Position:
        """The position of a line and a column as dotimg counts them, or the next one there is."""
        start = -1
        for _ in range(line - 1):
            start = self._text.find("\n", start + 1)
            if start < 0:
                return self.of_offset(len(self._text))
        bom = 1 if line == 1 and self._text.startswith(_BOM) else 0
        return self.of_offset(min(start + column + bom, len(self._text)))

    def of_offset(self, offset: int) -> types.Position:
        """The position of a character."""
        line = bisect_right(self._starts, offset) - 1
        return types.Position(line, self.units(self._text[self._starts[line] : offset]))

    def units(self, text: str) -> int:
        """How long a text is for the protocol."""
        return len(self._encoded(text)) // self._size

    def line(self, position: types.Position) -> tuple[str, int]:
        """The line of a position without its end, and how many characters are before it there."""
        if position.line >= len(self._starts):
            return "", 0
        start = self._starts[position.line]
        end = _END.search(self._text, start)
        text = self._text[start : end.start() if end else None]
        units = self._encoded(text)[: position.character * self._size]
        return text, len(units.decode(self._codec, "ignore"))

    def whole_line(self, number: int) -> types.Range:
        """All of a line as dotimg counts it, or of the last one."""
        start = self.of_place(number, 1)
        text = self.line(start)[0]
        return types.Range(start, types.Position(start.line, self.units(text)))

    def _encoded(self, text: str) -> bytes:
        return text.encode(self._codec, "surrogatepass")
