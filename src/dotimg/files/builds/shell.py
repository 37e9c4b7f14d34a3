"""The words of command lines in any text: scripts, Makefiles, steps of pipelines.

One reader serves all shells: quotes hold words together, a backslash, backtick or caret at the end
of a line continues it, and `;`, `|`, `&` or a bracket ends a command.
"""

import re

from dotimg.files.builds.model import Given
from dotimg.files.formats.expansion import Finder, UnresolvedError, expand
from dotimg.files.model import Piece, Span
from dotimg.files.syntax.source import DecodedText
from dotimg.files.syntax.tree import Scalar
from dotimg.named_tuples import NamedTuple

_BLANK = re.compile(r"(?:[ \t\r]+|[\\`^][ \t\r]*\n)++")
_FOLDED = re.compile(r"(?:[ \t\r\n]+)++")
_CHUNK = re.compile(
    r"""'([^'\n]*+)'|"((?:[^"\\\n]|\\.)*+)"|((?:\$\{\{[^}\n]{0,200}\}\}|\$[({][^)}\n]{0,200}[)}]"""
    r"""|[^\s'"\\;|&()<>`]|\\[^\s])++)"""
)
_LONGEST = 2000  # words of one command


class Chunk(NamedTuple):
    """A part of a word; nothing in it is a variable where it is `literal`."""

    scalar: Scalar
    literal: bool


class ShellWord(NamedTuple):
    """A word of a command line, without its quotes."""

    chunks: tuple[Chunk, ...]

    @property
    def text(self) -> str:
        """The word as it is written, variables included."""
        return "".join([chunk.scalar.text for chunk in self.chunks])

    @property
    def span(self) -> Span:
        """From its first to its last byte."""
        first, last = self.chunks[0].scalar.span, self.chunks[-1].scalar.span
        return Span(first.start, last.end, first.path)

    def behind(self, size: int) -> "ShellWord":
        """What stands behind so many characters."""
        found: list[Chunk] = []
        for chunk in self.chunks:
            text = chunk.scalar.text
            if size < len(text) or (size == 0 and not text):
                found.append(chunk._replace(scalar=chunk.scalar.part(size, len(text))))
            size = max(size - len(text), 0)
        end = self.chunks[-1].scalar
        return ShellWord(
            tuple(found) or (Chunk(end.part(len(end.text), len(end.text)), literal=True),)
        )

    def given(self, find: Finder) -> Given:
        """What the word gives."""
        pieces: list[Piece] = []
        try:
            for chunk in self.chunks:
                pieces += (chunk.scalar.piece(),) if chunk.literal else expand(chunk.scalar, find)
        except UnresolvedError as error:
            return Given((), self.span, str(error))
        return Given(tuple(pieces), self.span)


def words(
    source: DecodedText, start: int, end: int, *, folded: bool = False, most: int = _LONGEST
) -> list[ShellWord]:
    """The words of a command that begins at a place, up to where it ends.

    Args:
        source: The text.
        start: Where the command begins.
        end: Where the text ends that it is in.
        folded: Whether the ends of lines are blanks.
        most: How many words are read, and parts of one.
    """
    blank = _FOLDED if folded else _BLANK
    found: list[ShellWord] = []
    chunks: list[Chunk] = []
    at = start
    while (
        at < end and len(found) < most and len(chunks) < most and (chunks or source.text[at] != "#")
    ):
        if match := blank.match(source.text, at, end):
            if chunks:
                found.append(ShellWord(tuple(chunks)))
                chunks = []
            at = match.end()
            continue
        match = _CHUNK.match(source.text, at, end)
        if not match:
            if source.text[at] == "<" and not chunks:  # what is read from a file
                scalar = source.scalar("<", at, at + 1)
                found.append(ShellWord((Chunk(scalar, literal=True),)))
                at += 1
                continue
            break
        group = match.lastindex or 0
        scalar = source.scalar(match[group], *match.span(group))
        chunks.append(Chunk(scalar, literal=group == 1))
        at = match.end()
    if chunks:
        found.append(ShellWord(tuple(chunks)))
    return found


def split(scalar: Scalar, source: DecodedText) -> list[ShellWord]:
    """The words of a text that stands in a file byte by byte."""
    start = (scalar.span.start - source.start) // source.width
    end = (scalar.span.end - source.start) // source.width
    return words(source, start, end, folded=True)
