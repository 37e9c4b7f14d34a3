"""A file as text in which every character stands for the same number of bytes.

The parsers count characters. When each stands for one byte, their positions are byte offsets,
whatever the encoding is, and bytes that are not valid text do no harm.
"""

import codecs
import re

from dotimg.files.model import Span
from dotimg.files.syntax.tree import Scalar
from dotimg.named_tuples import NamedTuple

# Bytes above ASCII become characters of the private use area, which no grammar treats specially.
_PRIVATE = 0xF700
_CHARACTERS = "".join(map(chr, (*range(0x80), *range(_PRIVATE + 0x80, _PRIVATE + 0x100))))
# The same bytes as `surrogateescape` knows them.
_ESCAPES = {_PRIVATE + byte: 0xDC00 + byte for byte in range(0x80, 0x100)}
_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_SURROGATES = re.compile("[\ud800-\udfff]")
_HALVES = re.compile("[\ud800-\udc7f\udd00-\udfff]")  # which no byte is known as
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


class DecodedText(NamedTuple):
    """The text behind the byte order mark, where it begins, and the bytes that a character takes.

    A character takes one byte, in UTF-16 two; `text` has two characters for what takes four.
    """

    text: str
    start: int
    width: int
    path: str = ""

    def span(self, start: int, end: int) -> Span:
        """The bytes of `text[start:end]`."""
        return Span(self.start + start * self.width, self.start + end * self.width, self.path)

    def scalar(self, text: str, start: int, end: int) -> Scalar:
        """The value `text`, as the parser gave it, that is written at `start` up to `end`."""
        verbatim = self.width == 1 and text.isascii() and self.text[start:end] == text
        return Scalar(readable(text), self.span(start, end), verbatim)

    def line(self, position: int) -> int:
        """The number of the line, from 1, that holds the character at this position."""
        return self.text.count("\n", 0, position) + 1

    def column(self, position: int) -> int:
        """How many characters into its line, from 1, a position is."""
        line = self.text[self.text.rfind("\n", 0, position) + 1 : position]
        return len(readable(line)) + 1


def source_of(content: bytes, path: str = "") -> DecodedText:
    """The content of a file in UTF-8, in any encoding that extends ASCII, or in UTF-16.

    Args:
        content: The bytes of the file.
        path: What its spans are to call the file.
    """
    if encoding := _UTF_16.get(content[:2]):
        whole = content[2 : len(content) - len(content) % 2]
        text = _SURROGATES.sub("\ufffd", whole.decode(encoding, "surrogatepass"))
        return DecodedText(_ASTRAL.sub("\ufffd\ufffd", text), 2, 2, path)
    start = len(codecs.BOM_UTF8) if content.startswith(codecs.BOM_UTF8) else 0
    text, _ = codecs.charmap_decode(content[start:], "strict", _CHARACTERS)
    return DecodedText(text, start, 1, path)


def readable(text: str) -> str:
    """The text with its characters as the file means them; what is not UTF-8 stays escaped.

    Half a pair, which only an escape sequence can write, is not a character.
    """
    if text.isascii():
        return text
    whole = _HALVES.sub("\ufffd", text).translate(_ESCAPES)
    return whole.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")


def decoded(content: bytes, span: Span) -> str:
    """The text of some bytes of a file, in the encoding that its byte order mark tells."""
    encoding = _UTF_16.get(content[:2], "utf-8")
    return content[span.start : span.end].decode(encoding, errors="replace")


def encoded(content: bytes, text: str) -> bytes:
    """A text as it is to stand in a file of these bytes."""
    return text.encode(_UTF_16.get(content[:2], "utf-8"))
