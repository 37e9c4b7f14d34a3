"""Heredocs: the lines behind a RUN, COPY or ADD that are its input."""

import re
from typing import NamedTuple

from dotimg.dockerfile.text import decoded
from dotimg.errors import InputError, quoted
from dotimg.uses import Span

# The words of a shell line; blanks behind `<<` belong to the word. The escape character is always
# the backslash here, whatever the directive says.
_WORD = re.compile(
    rb"""(?:<<[\t\r ]*+|[^\s\\'"<]++|<|\\(?:.|\Z)|'[^']*+'|"(?:[^"\\]++|\\.)*+")++|\s++""",
    re.DOTALL,
)
_OPENING = re.compile(rb"\d*+<<(-?)\s*+([^<]++)")
_QUOTING = re.compile(rb"""\\(.)|'([^']*+)'|"((?:[^"\\]++|\\.)*+)"|([^\\'"]++)""", re.DOTALL)
_IN_DOUBLE_QUOTES = re.compile(rb'\\(["$\\])')


class Heredoc(NamedTuple):
    """One heredoc: `span` holds its lines, without the one that ends it.

    `expands` is False where the name is quoted, `strips_tabs` True behind `<<-`.
    """

    name: str
    expands: bool
    strips_tabs: bool
    span: Span


def read(content: bytes, at: int, line: bytes, number: int) -> tuple[tuple[Heredoc, ...], int, int]:
    """The heredocs that a line opens, where the last of them ends, and where the next line begins.

    Args:
        content: The file.
        at: Where the first heredoc would begin.
        line: What stands on the line behind its keyword.
        number: Of that line, for the message.

    Raises:
        InputError: One of them has no end.
    """
    found: list[Heredoc] = []
    end = at
    for name, expands, strips_tabs in _openings(line):
        start = at
        lines_end, end, at = _end(content, start, name, strips_tabs)
        if lines_end < 0:
            word = quoted(decoded(name))
            raise InputError(f"line {number}: the heredoc {word} is not closed by a line {word}")
        found.append(Heredoc(decoded(name), expands, strips_tabs, Span(start, lines_end)))
    return tuple(found), end, at


def _openings(line: bytes) -> list[tuple[bytes, bool, bool]]:
    """Name, whether its lines expand, whether tabs go; nothing where a quote is left open."""
    found: list[tuple[bytes, bool, bool]] = []
    at = 0
    while at < len(line):
        word = _WORD.match(line, at)
        if not word:
            return []
        at = word.end()
        opening = _OPENING.fullmatch(word[0])
        if opening and (name := _name(opening[2])):
            expands = b"'" not in opening[2] and b'"' not in opening[2]
            found.append((name, expands, bool(opening[1])))
    return found


def _name(word: bytes) -> bytes:
    parts = _QUOTING.findall(word)
    return b"".join(
        escaped + single + _IN_DOUBLE_QUOTES.sub(rb"\1", double) + plain
        for escaped, single, double, plain in parts
    )


def _end(content: bytes, at: int, name: bytes, strips_tabs: bool) -> tuple[int, int, int]:
    """Where the line that ends a heredoc begins and ends, and what follows it; -1 without one."""
    while at < len(content):
        newline = content.find(b"\n", at)
        after = len(content) if newline < 0 else newline + 1
        line = content[at:after].rstrip(b"\r\n")
        if (line.lstrip(b"\t") if strips_tabs else line) == name:
            return at, at + len(line), after
        at = after
    return -1, at, at
