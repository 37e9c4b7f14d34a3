"""`.env` files, by the page "Interpolation" of the Compose specification.

Values in double quotes may go over several lines and have escapes, those in single quotes stand
for themselves, and others end with their line or in front of a comment. A variable in a value means
what it is set to above.
"""

import re

from dotimg.files.formats.compose import finder
from dotimg.files.formats.expansion import UnresolvedError, expand
from dotimg.files.syntax.source import source_of
from dotimg.files.syntax.tree import Scalar

_NAME = re.compile(r"[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*[=:][ \t]*", re.ASCII)
_DOUBLE = re.compile(r'"((?:[^"\\]++|\\.)*+)"', re.DOTALL)
_SINGLE = re.compile(r"'([^']*+)'")
_COMMENT = re.compile(r"(?:^|[ \t])#")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}


def read(content: bytes, path: str) -> dict[str, Scalar]:
    """The variables of a file; the last one of a name counts.

    Args:
        content: The bytes of the file.
        path: What the spans are to call it.
    """
    source = source_of(content, path)
    text, at = source.text, 0
    found = _Environment()
    while at < len(text):
        name = _NAME.match(text, at)
        start = name.end() if name else at
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if name and (match := _DOUBLE.match(text, start)):
            value = _ESCAPE.sub(lambda one: _ESCAPED.get(one[1], one[1]), match[1])
            found.set(name[1], source.scalar(value, *match.span(1)))
        elif name and (match := _SINGLE.match(text, start)):
            # A dollar sign is none of a variable there.
            found.set(name[1], source.scalar(match[1].replace("$", "$$"), *match.span(1)))
        elif name:
            match = None
            comment = _COMMENT.search(text[start:end])
            value = text[start : start + comment.start() if comment else end].rstrip()
            found.set(name[1], source.scalar(value, start, start + len(value)))
        else:
            match = None
        if match:
            end = text.find("\n", match.end())
            end = len(text) if end < 0 else end
        at = end + 1
    return found.values


class _Environment:
    """The variables so far; values with variables in them are resolved when those change."""

    def __init__(self) -> None:
        self.values: dict[str, Scalar] = {}
        self._open: set[str] = set()

    def set(self, name: str, value: Scalar) -> None:
        """Set a variable."""
        if name in self.values:
            for other in self._open:
                self.values[other] = self._resolved(self.values[other])
            self._open.clear()
            value = self._resolved(value)
        elif "$" in value.text:
            self._open.add(name)
        self.values[name] = value

    def _resolved(self, value: Scalar) -> Scalar:
        """A value without variables, which then stands nowhere byte by byte."""
        if "$" not in value.text:
            return value
        try:
            text = "".join([piece.text for piece in expand(value, finder(self.values))])
        except UnresolvedError:
            return value
        return Scalar(text.replace("$", "$$"), value.span, verbatim=False)
