"""The lines of a file, found by the offset of a byte."""

from bisect import bisect_right
from itertools import accumulate

_BOM = b"\xef\xbb\xbf"


class Lines:
    """Tells line and column of bytes; a byte order mark in front is no column of its own.

    Args:
        content: The file as it lies on disk.
    """

    def __init__(self, content: bytes) -> None:
        self._lines = content.split(b"\n")
        self._last = 0, 0, 0
        self._shown = 0, ""
        self._starts = list(accumulate((len(line) + 1 for line in self._lines), initial=0))

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of a byte, both from 1, columns in characters."""
        number = bisect_right(self._starts, offset, hi=len(self._lines)) - 1
        inside = offset - self._starts[number]
        # One long line is counted on from the last place in it.
        line, known, column = self._last
        if line != number or known > inside:
            known = column = 0
        between = self._lines[number][known:inside]
        column += len(_text(between, first=number == 0 and known == 0))
        self._last = number, inside, column
        return number + 1, column + 1

    def text(self, line: int) -> str:
        """A line without its end; empty where there is none of that number."""
        if not 0 < line <= len(self._lines):
            return ""
        if self._shown[0] != line:
            text = _text(self._lines[line - 1], first=line == 1).removesuffix("\r")
            self._shown = line, text
        return self._shown[1]


def _text(line: bytes, *, first: bool) -> str:
    return (line.removeprefix(_BOM) if first else line).decode("utf-8", errors="replace")
