"""The lines of a Dockerfile as BuildKit joins them: without comments, blank lines, continuations.

Parser directives are read here too, since one of them names the character that continues a line.
"""

import re
from collections.abc import Iterator

from dotimg.errors import InputError
from dotimg.files.dockerfile.text import Text
from dotimg.files.dockerfile.words import (
    BLANKS,
    end_without_blanks,
    keyword_and_rest,
    without_blanks_behind,
)

_BOM = b"\xef\xbb\xbf"
_DIRECTIVE = re.compile(
    BLANKS + rb"#" + BLANKS + rb"([A-Za-z][A-Za-z0-9]*+)[\t\f\r ]*+=[\t\f\r ]*+([^\n]++)\n?"
)
_DIRECTIVES = ("syntax", "escape", "check")
_ESCAPES = (b"\\", b"`")
# A keyword and all behind it, after any number of comments and blank lines.
_LINE = re.compile(
    rb"(?:%b(?:#[^\n]*+)?\n)*+%b([^\s#][^\s]*+)%b([^\n]*+)\n?" % (BLANKS, BLANKS, BLANKS)
)
_LEFT_OUT = re.compile(rb"%b(?:#[^\n]*+)?(?:\n|\Z)" % BLANKS)


# Number from 1, offsets of the keyword and behind the last byte that is no blank, keyword, and all
# behind it on joined lines; a plain tuple, since most lines are asked for nothing else.
Line = tuple[int, int, int, bytes, Text]


class LogicalLines:
    """Reads line after line; `at` is where the next one begins, and a heredoc moves it.

    Args:
        content: The file.

    Raises:
        InputError: A parser directive is wrong.
    """

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.at = len(_BOM) if content.startswith(_BOM) else 0
        self.escape = self._directives()

    def __iter__(self) -> Iterator[Line]:
        content, escape = self.content, self.escape
        number, counted, is_ascii = 1, 0, content.isascii()
        while match := _LINE.match(content, self.at):
            self.at = match.end()
            start, body = match.start(1), match.start(2)
            number += content.count(b"\n", counted, start)
            counted = start
            keyword, raw = match.groups()
            bare = raw.rstrip()
            if (bare or keyword).endswith(escape) and _is_continued(raw or keyword, escape):
                if len(bare) > 1:  # the keyword is whole, and something stands behind it
                    text = without_blanks_behind(self._continued(body))
                    yield number, start, text.span.end, keyword, text
                    continue
                first, rest = keyword_and_rest(self._continued(start))
                if first.raw:
                    end = (rest if rest.raw else first).span.end
                    yield number, first.span.start, end, first.raw, rest
                continue
            if not is_ascii:
                bare = bare[: end_without_blanks(bare, 0)]
                keyword = keyword if bare else keyword[: end_without_blanks(keyword, 0)]
            end = (body if bare else start + len(keyword)) + len(bare)
            yield number, start, end, keyword, Text(bare, ((0, body),))

    def _continued(self, start: int) -> Text:
        """The line that begins at `start`, with all lines that continue it."""
        content = self.content
        parts: list[bytes] = []
        runs: list[tuple[int, int]] = []
        size, at, goes_on = 0, start, True
        while goes_on and at < len(content):
            if parts and (match := _LEFT_OUT.match(content, at)):
                at = match.end()
                continue
            newline = content.find(b"\n", at)
            after = newline + 1 if newline >= 0 else len(content)
            raw = content[at:after].rstrip(b"\r\n")
            if goes_on := _is_continued(raw, self.escape):
                raw = raw.rstrip(b"\t ")[:-1]
            if raw:
                runs.append((size, at))
            parts.append(raw)
            size += len(raw)
            at = after
        self.at = at
        return Text(b"".join(parts), tuple(runs) or ((0, start),))

    def _directives(self) -> bytes:
        seen: set[str] = set()
        escape = _ESCAPES[0]
        while match := _DIRECTIVE.match(self.content, self.at):
            name = match[1].decode().lower()
            if name not in _DIRECTIVES:
                break
            number = self.content.count(b"\n", 0, match.start(1)) + 1
            if name in seen:
                raise InputError(f"line {number}: the parser directive {name} is set twice")
            seen.add(name)
            if name == "escape":
                escape = match[2].rstrip(b"\t\f\r ")
                if escape not in _ESCAPES:
                    raise InputError(f"line {number}: the escape character is \\ or `")
            self.at = match.end()
        return escape


def _is_continued(raw: bytes, escape: bytes) -> bool:
    r"""Whether the line ends with one escape character: two of them are a character of the text."""
    bare = raw.rstrip(b"\r").rstrip(b"\t ")
    return bare.endswith(escape) and bare[-2:-1] != escape
