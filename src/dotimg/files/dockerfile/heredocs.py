"""Heredocs: the lines behind a RUN, COPY or ADD that are its input."""

import re

from dotimg.errors import InputError
from dotimg.files.dockerfile.text import decoded
from dotimg.files.model import Span
from dotimg.named_tuples import NamedTuple

# The words of a shell line; blanks behind `<<` belong to the word. The escape character is always
# the backslash here, whatever the directive says.
_WORD = re.compile(
    rb"""(?:<<[\t\r ]*+|[^\s\\'"<]++|<|\\(?:.|\Z)|'[^']*+'|"(?:[^"\\]++|\\.)*+")++|\s++""",
    re.DOTALL,
)
_OPENING = re.compile(rb"\d*+<<(-?)\s*+([^<]++)")
_QUOTING = re.compile(rb"""\\(.)|'([^']*+)'|"((?:[^"\\]++|\\.)*+)"|([^\\'"]++)""", re.DOTALL)
_IN_DOUBLE_QUOTES = re.compile(rb'\\(["$\\])')

_CONTINUED = re.compile(r"\\[ \t]*\r?\n")


class Heredoc(NamedTuple):
    """One heredoc: `lines` is what it holds, `end` the word that ends it, tabs included.

    `expands` is False where the name is quoted, `strips_tabs` True behind `<<-`. `text` are the
    lines, with those that a backslash continues joined to one.
    """

    name: str
    expands: bool
    strips_tabs: bool
    lines: Span
    end: Span
    text: str


def read(content: bytes, at: int, line: bytes, number: int) -> tuple[tuple[Heredoc, ...], int]:
    """The heredocs that a line opens, and where the next line begins.

    Args:
        content: The file.
        at: Where the first heredoc would begin.
        line: What stands on the line behind its keyword.
        number: Of that line, for the message.

    Raises:
        InputError: One of them has no end.
    """
    found: list[Heredoc] = []
    for name, expands, strips_tabs in _openings(line):
        end, after = _end(content, at, name, strips_tabs)
        if not end:
            raise InputError(f"line {number}: a heredoc is not closed by a line with its name")
        lines = Span(at, end.start)
        text = _CONTINUED.sub(" ", decoded(content[at : end.start]))
        found.append(Heredoc(decoded(name), expands, strips_tabs, lines, end, text))
        at = after
    return tuple(found), at


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


def _end(content: bytes, at: int, name: bytes, strips_tabs: bool) -> tuple[Span | None, int]:
    """The line that ends a heredoc, None without one, and where the line behind it begins."""
    while at < len(content):
        newline = content.find(b"\n", at)
        after = len(content) if newline < 0 else newline + 1
        line = content[at:after].rstrip(b"\r\n")
        if (line.lstrip(b"\t") if strips_tabs else line) == name:
            return Span(at, at + len(line)), after
        at = after
    return None, at
