"""The lines of a file, found by the offset of a byte."""

from bisect import bisect_right
from itertools import accumulate

_BOM = b"\xef\xbb\xbf"
_BLOCK = 4096  # bytes
_INNER = bytes(range(0x80, 0xC0))  # the bytes of UTF-8 that begin no character


class Lines:
    """Tells line and column of bytes; a byte order mark in front is not a column of its own.

    Args:
        content: The file as it lies on disk.
    """

    def __init__(self, content: bytes) -> None:
        self._lines = content.split(b"\n")
        self._blocks: dict[int, list[int]] = {}
        self._shown = 0, ""
        self._starts = list(accumulate((len(line) + 1 for line in self._lines), initial=0))

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of a byte, both from 1, columns in characters."""
        number = bisect_right(self._starts, offset, hi=len(self._lines)) - 1
        return number + 1, self._characters(number, offset - self._starts[number]) + 1

    def _characters(self, number: int, size: int) -> int:
        """How many characters the first bytes of a line are."""
        line = self._lines[number]
        bom = 1 if number == 0 and line.startswith(_BOM) and size else 0
        if size < _BLOCK:
            return _count(line[:size]) - bom
        if number not in self._blocks:  # a long line is counted once
            blocks = (line[start : start + _BLOCK] for start in range(0, len(line), _BLOCK))
            self._blocks[number] = list(accumulate(map(_count, blocks), initial=0))
        whole = size // _BLOCK
        return self._blocks[number][whole] + _count(line[whole * _BLOCK : size]) - bom

    def text(self, line: int) -> str:
        """A line without its end; empty where there is none of that number."""
        if not 0 < line <= len(self._lines):
            return ""
        if self._shown[0] != line:
            text = _text(self._lines[line - 1], first=line == 1).removesuffix("\r")
            self._shown = line, text
        return self._shown[1]


def _count(piece: bytes) -> int:
    """The characters that begin in some bytes."""
    return len(piece.translate(None, _INNER))


def _text(line: bytes, *, first: bool) -> str:
    return (line.removeprefix(_BOM) if first else line).decode("utf-8", errors="replace")
