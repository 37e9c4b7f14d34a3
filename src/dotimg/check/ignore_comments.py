"""Comments that silence rules for the image below them: `# dotimg: ignore=DI203 reason`."""

import re
from collections.abc import Callable
from functools import cached_property

from dotimg.check.rules import numbers
from dotimg.errors import UsageError
from dotimg.files.lines import Lines
from dotimg.files.model import Span, Use

_IGNORE = re.compile(
    r"(?:#|//|/\*|<!--)\s*dotimg:\s*(?:ignore=([\w-]+(?:\s*,\s*[\w-]+)*))?", re.ASCII
)
_COMMENT = re.compile(r"\s*(?:#|//|/\*|<!--)")
_CONTINUED = ("\\", "`")
_MARK = b"dotimg:"
_NONE: frozenset[str] = frozenset()
_HOW = "write '# dotimg: ignore=DI203 reason'"


class IgnoreComments:
    """The comments of one file, with its lines.

    `wrong` are the lines of those that name no rule, and why.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._has_any = _MARK in content
        self.wrong: dict[int, str] = {}
        self._silenced: dict[int, frozenset[str]] = {}
        self._named: dict[int, frozenset[str]] = {}

    @cached_property
    def lines(self) -> Lines:
        """The lines of the file."""
        return Lines(self._content)

    def at(self, span: Span) -> frozenset[str]:
        """The rules that comments silence for what stands there."""
        if not self._has_any:
            return _NONE
        line = self.lines.place(span.start)[0]
        return self._above(line) | self._words(line)

    def _above(self, line: int) -> frozenset[str]:
        """What comments silence right above a line, or above the instruction that it continues."""
        walked = []
        while line > 1 and line not in self._silenced:
            text = self.lines.text(line - 1)
            if not (_COMMENT.match(text) or text.rstrip().endswith(_CONTINUED)):
                break
            walked.append(line)
            line -= 1
        silenced = self._silenced.setdefault(line, frozenset())
        for below in reversed(walked):
            if _COMMENT.match(self.lines.text(below - 1)):
                silenced |= self._words(below - 1)
            self._silenced[below] = silenced
        return silenced

    def _words(self, line: int) -> frozenset[str]:
        """The rules that a comment names; what names none is wrong."""
        if line not in self._named:
            match = _IGNORE.search(self.lines.text(line))
            words = [word.strip() for word in (match[1] or "").split(",")] if match else []
            try:
                self._named[line] = numbers(words)
            except UsageError as error:
                self._named[line] = frozenset()
                wrong = str(error).partition(";")[0] if any(words) else "it names no rule"
                self.wrong[line] = f"{wrong}: {_HOW}"
        return self._named[line]


def silenced(use: Use, comments_of: Callable[[Span], IgnoreComments]) -> frozenset[str]:
    """The rules that comments silence at an image, or at its value.

    Args:
        use: The image.
        comments_of: The comments of the file that a span is of.
    """
    spans = {use.span, use.place, *(piece.span for piece in use.pieces if piece.span)}
    return frozenset().union(*[comments_of(span).at(span) for span in spans])
