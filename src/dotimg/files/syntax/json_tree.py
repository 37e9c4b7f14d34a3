"""JSON with comments and trailing commas, as editors write it, with the positions of its texts."""

import json
import re

from dotimg.errors import InputError
from dotimg.files.syntax.source import DecodedText, readable, source_of
from dotimg.files.syntax.tree import Node, Scalar

DEPTH_LIMIT = 200

_SPACE = re.compile(r"(?:[ \t\r\n]+|//[^\r\n]*|/\*(?s:.*?)\*/)*")
_WORD = re.compile(
    r'[{}\[\],:]|"[^"\\\x00-\x1f]*(?:\\.[^"\\\x00-\x1f]*)*"'
    r"|true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
)


class JsonFields(dict[str, Node]):
    """The fields of an object; `lines` are those, from 1, where their names stand."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, int] = {}


def document(content: bytes, path: str = "", *, as_dotnet: bool = False) -> Node:
    """The one value of a file.

    Args:
        content: The bytes of the file.
        path: What its spans are to call the file.
        as_dotnet: Whether it is read as .NET's host does, which takes no comma before a closing
            bracket, and does not look at what follows the value; of fields with one name it takes
            the first.

    Raises:
        InputError: It is not JSON, or nested too deep; the message names the line.
    """
    reader = _JsonReader(source_of(content, path), as_dotnet=as_dotnet)
    node = reader.value(0)
    if not as_dotnet:
        reader.expect("")
    return node


class _JsonReader:
    """Reads values one after the other; `_word` is the one that comes next, empty at the end."""

    def __init__(self, source: DecodedText, *, as_dotnet: bool) -> None:
        self._source = source
        self._as_dotnet = as_dotnet
        self._word = ""
        self._start = self._end = 0
        self._lines, self._counted = 1, 0
        self._advance()

    def value(self, depth: int) -> Node:
        """Read one value and what belongs to it."""
        word, start, end = self._word, self._start, self._end
        if depth > DEPTH_LIMIT:
            raise self._fault(f"it is nested more than {DEPTH_LIMIT} levels deep")
        if word in {"", "}", "]", ",", ":"}:
            raise self._fault(f"a value is expected here, not {_named(word)}")
        self._advance()
        if word == "{":
            return self._object(depth)
        if word == "[":
            return self._array(depth)
        if word.startswith('"'):
            return self._source.scalar(self._text(word, start), start + 1, end - 1)
        return self._source.scalar("" if word == "null" else word, start, end)

    def expect(self, word: str) -> None:
        """Pass over a word that must come next."""
        if self._word != word:
            raise self._fault(f"{_named(word)} is expected here, not {_named(self._word)}")
        self._advance()

    def _object(self, depth: int) -> Node:
        found = JsonFields()
        while self._word != "}":
            if not self._word.startswith('"'):
                raise self._fault(f"a name in quotes is expected here, not {_named(self._word)}")
            line = self._line()
            key = self.value(depth + 1)
            self.expect(":")
            value = self.value(depth + 1)
            # Of a name that is set twice, .NET's host takes the first, all others the last.
            if isinstance(key, Scalar) and not (self._as_dotnet and key.text in found):
                found[key.text], found.lines[key.text] = value, line
            if self._word != "}":
                self._comma("}")
        self._close(depth)
        return found

    def _array(self, depth: int) -> Node:
        found: list[Node] = []
        while self._word != "]":
            found.append(self.value(depth + 1))
            if self._word != "]":
                self._comma("]")
        self._close(depth)
        return found

    def _line(self) -> int:
        """The line of the next word, counted on from the last one that was asked for."""
        self._lines += self._source.text.count("\n", self._counted, self._start)
        self._counted = self._start
        return self._lines

    def _comma(self, closing: str) -> None:
        start = self._start
        self.expect(",")
        if self._as_dotnet and self._word == closing:
            self._start = start
            raise self._fault("a comma before a closing bracket is not allowed")

    def _close(self, depth: int) -> None:
        """Pass over a closing bracket, behind the last one only where what follows matters."""
        if depth or not self._as_dotnet:
            self._advance()

    def _text(self, word: str, start: int) -> str:
        """What a string stands for."""
        if "\\" not in word:
            return word[1:-1]
        try:
            text: str = json.loads(readable(word))
        except ValueError:
            self._start = start
            raise self._fault("a text has a wrong escape sequence") from None
        return text

    def _advance(self) -> None:
        text = self._source.text
        space = _SPACE.match(text, self._end)
        self._start = space.end() if space else self._end
        match = _WORD.match(text, self._start)
        if not match and self._start < len(text):
            raise self._fault(f"invalid JSON in column {self._source.column(self._start)}")
        self._end = match.end() if match else self._start
        self._word = match[0] if match else ""

    def _fault(self, what: str) -> InputError:
        return InputError(f"line {self._source.line(self._start)}: {what}")


def _named(word: str) -> str:
    """A word for a message, which repeats none of the file: that may hold anything."""
    if not word:
        return "the end of the file"
    return f"'{word}'" if word in "{}[],:" else "a text" if word.startswith('"') else "a word"
