"""Comments that silence rules for the image below them: `# dotimg: ignore=DI203 reason`."""

import re

from dotimg.check.rules import numbers
from dotimg.errors import UsageError
from dotimg.files.lines import Lines
from dotimg.files.model import Use

_IGNORE = re.compile(
    r"(?:#|//|/\*|<!--)\s*dotimg:\s*(?:ignore=([\w-]+(?:\s*,\s*[\w-]+)*))?", re.ASCII
)
_COMMENT = re.compile(r"\s*(?:#|//|/\*|<!--)")
_CONTINUED = ("\\", "`")
_HOW = "write '# dotimg: ignore=DI203 reason'"


class IgnoreComments:
    """The comments of one file; `wrong` are the lines of those that name no rule, and why."""

    def __init__(self, lines: Lines) -> None:
        self.wrong: dict[int, str] = {}
        self._lines = lines
        self._silenced: dict[int, frozenset[str]] = {}
        self._named: dict[int, frozenset[str]] = {}

    def at(self, use: Use) -> frozenset[str]:
        """The rules that comments at an image, or at its value, silence."""
        spans = [use.span, *(piece.span for piece in use.pieces if piece.span)]
        lines = {self._lines.place(span.start)[0] for span in spans}
        return frozenset().union(*map(self._silenced_at, lines))

    def _silenced_at(self, line: int) -> frozenset[str]:
        return self._above(line) | self._words(line)

    def _above(self, line: int) -> frozenset[str]:
        """What comments silence right above a line, or above the instruction that it continues."""
        walked = []
        while line > 1 and line not in self._silenced:
            text = self._lines.text(line - 1)
            if not (_COMMENT.match(text) or text.rstrip().endswith(_CONTINUED)):
                break
            walked.append(line)
            line -= 1
        silenced = self._silenced.setdefault(line, frozenset())
        for below in reversed(walked):
            if _COMMENT.match(self._lines.text(below - 1)):
                silenced |= self._words(below - 1)
            self._silenced[below] = silenced
        return silenced

    def _words(self, line: int) -> frozenset[str]:
        """The rules that a comment names; what names none is wrong."""
        if line not in self._named:
            match = _IGNORE.search(self._lines.text(line))
            words = [word.strip() for word in (match[1] or "").split(",")] if match else []
            try:
                self._named[line] = numbers(words)
            except UsageError as error:
                self._named[line] = frozenset()
                wrong = str(error).partition(";")[0] if any(words) else "it names no rule"
                self.wrong[line] = f"{wrong}: {_HOW}"
        return self._named[line]
