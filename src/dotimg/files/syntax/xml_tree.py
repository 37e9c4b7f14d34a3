"""XML as plain elements that know where they stand, read without opening any other file.

Document types are refused, so no entity can be declared, and none can grow.
"""

from functools import lru_cache
from xml.parsers import expat

from dotimg.errors import InputError

DEPTH_LIMIT = 200
_KEPT = 4  # files; a project is read as a file and soon after as what a Dockerfile builds


class Element:
    """An element; `text` is its text when it holds no other elements.

    `line` counts from 1; `start` and `end` are the bytes of the text, up to its end tag.
    """

    __slots__ = ("attributes", "children", "end", "line", "name", "start", "text")

    def __init__(self, name: str, attributes: dict[str, str], line: int, text: str = "") -> None:
        self.name = name
        self.attributes = attributes
        self.line = line
        self.text = text
        self.start = self.end = 0
        self.children: list[Element] = []


@lru_cache(maxsize=_KEPT)
def parse(content: bytes) -> Element:
    """The root element of a file, which whoever asks shares with others: nobody changes it.

    Raises:
        InputError: It is not XML, has a document type, or is nested too deeply; the message begins
            with the line.
    """
    try:
        return _Builder(None).build(content)
    except _WrongEncodingError:  # editors on Windows write "utf-16" above what they keep in UTF-8
        return _Builder("utf-8").build(content)


class _WrongEncodingError(Exception):
    """The encoding that a file declares is not the one it is in."""


class _Builder:
    def __init__(self, encoding: str | None) -> None:
        self._top = Element("", {}, 0)
        self._open = [self._top]
        self._texts: list[str] = []  # of the element that began last
        self._parser = expat.ParserCreate(encoding)
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._refuse

    def build(self, content: bytes) -> Element:
        try:
            self._parser.Parse(content, True)
        except expat.ExpatError as error:
            what = expat.ErrorString(error.code)
            if what == expat.errors.XML_ERROR_INCORRECT_ENCODING:
                raise _WrongEncodingError from None
            raise InputError(
                f"line {error.lineno}: invalid XML: {what} in column {error.offset + 1}"
            ) from None
        except (LookupError, ValueError):  # an encoding that Python does not have
            raise InputError("line 1: it is in an encoding that cannot be read") from None
        return self._top.children[0]

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        line = self._parser.CurrentLineNumber
        if len(self._open) > DEPTH_LIMIT:
            raise InputError(f"line {line}: it is nested more than {DEPTH_LIMIT} levels deep")
        element = Element(name, attributes, line)
        self._open[-1].children.append(element)
        self._open.append(element)
        self._texts = []

    def _text(self, text: str) -> None:
        element = self._open[-1]
        if not element.children:
            if not self._texts:
                element.start = self._parser.CurrentByteIndex
            self._texts.append(text)

    def _end(self, _name: str) -> None:
        element = self._open.pop()
        if not element.children:
            element.text = "".join(self._texts)
            element.end = self._parser.CurrentByteIndex if self._texts else element.start

    def _refuse(self, *_declaration: object) -> None:
        line = self._parser.CurrentLineNumber
        raise InputError(f"line {line}: take out the document type: entities are not read")
