"""HCL as far as bake files go: blocks, attributes, texts, lists and objects with their positions.

A name of a variable is the template that stands for it. What has to be calculated, such as a
function or a condition, is an `Opaque`.
"""

import re

from dotimg.errors import InputError, quoted
from dotimg.files.syntax.source import DecodedText, source_of
from dotimg.files.syntax.tree import Node, Opaque, Scalar
from dotimg.named_tuples import NamedTuple

DEPTH_LIMIT = 100
_SPACE = re.compile(r"(?:[ \t\r]+|(?:#|//)[^\n]*|/\*(?s:.*?)\*/)*+")
_LINES = re.compile(r"(?:[ \t\r\n]+|(?:#|//)[^\n]*|/\*(?s:.*?)\*/)*+")
_NAME = re.compile(r"[^\W\d][\w-]*")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_HEREDOC = re.compile(r"<<(-?)([^\W\d][\w-]*)[ \t\r]*\n")
_IN_TEXT = re.compile(r'["\\\n]|\$\{|\}|$')
_ESCAPE = re.compile(r'\\(?:([nrt"\\])|u([0-9A-Fa-f]{4}))')
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}
_WORDS = {"null": "", "true": "true", "false": "false"}
_CLOSING = {"[": "]", "{": "}", "(": ")"}
_ENDS = ("", "\n", ",", "]", "}", ")")


class Block(NamedTuple):
    """A block such as `target "app" { ... }`."""

    kind: str
    labels: tuple[str, ...]
    fields: dict[str, Node]


def blocks(content: bytes, path: str = "") -> tuple[list[Block], dict[str, Node]]:
    """The blocks of a file, without those inside of blocks, and the attributes outside of them.

    Args:
        content: The bytes of the file.
        path: What its spans are to call the file.

    Raises:
        InputError: It is not HCL, or nested too deep; the message names the line.
    """
    return _HclReader(source_of(content, path)).file()


class _HclReader:
    def __init__(self, source: DecodedText) -> None:
        self._source = source
        self._text = source.text
        self._at = 0

    def file(self) -> tuple[list[Block], dict[str, Node]]:
        found: list[Block] = []
        fields: dict[str, Node] = {}
        while self._next(lines=True):
            self._statement(fields, found, 0)
        return found, fields

    def _next(self, *, lines: bool) -> str:
        """The character that comes next, empty at the end; a line's end where it counts."""
        match = (_LINES if lines else _SPACE).match(self._text, self._at)
        self._at = match.end() if match else self._at
        return self._text[self._at : self._at + 1]

    def _name(self) -> str:
        match = _NAME.match(self._text, self._at)
        if not match:
            raise self._fault("a name is expected here")
        self._at = match.end()
        return match[0]

    def _statement(self, fields: dict[str, Node], found: list[Block], depth: int) -> None:
        """An attribute, which is added to the fields, or a block."""
        name = self._name()
        if self._next(lines=False) == "=":
            self._at += 1
            fields[name] = self._value(depth + 1, lines=False)
            return
        labels = []
        while (character := self._next(lines=False)) != "{":
            if character == '"':
                labels.append(self._quoted().text)
            else:
                labels.append(self._name())
        self._at += 1
        inner: dict[str, Node] = {}
        if depth > DEPTH_LIMIT:
            raise self._fault(f"it is nested more than {DEPTH_LIMIT} levels deep")
        while self._next(lines=True) != "}":
            self._statement(inner, [], depth + 1)
        self._at += 1
        found.append(Block(name, tuple(labels), inner))

    def _value(self, depth: int, *, lines: bool) -> Node:
        """One expression, up to the end of its line or to a comma or bracket behind it."""
        if depth > DEPTH_LIMIT:
            raise self._fault(f"it is nested more than {DEPTH_LIMIT} levels deep")
        character = self._next(lines=True)
        start = self._at
        node = self._primary(character, depth)
        if node is None or self._next(lines=lines) not in _ENDS:
            return self._opaque(start, lines=lines)
        return node

    def _primary(self, character: str, depth: int) -> Node | None:
        """A value that needs no calculation; None where something else stands."""
        start = self._at
        if character == '"':
            return self._quoted()
        if character == "[":
            return self._list(depth)
        if character == "{":
            return self._object(depth)
        if character == "<" and (heredoc := _HEREDOC.match(self._text, start)):
            return self._heredoc(heredoc)
        match = _NUMBER.match(self._text, start) or _NAME.match(self._text, start)
        if not match:
            return None
        self._at = match.end()
        if match[0] in _WORDS or match[0][0] in "-0123456789":
            return self._source.scalar(_WORDS.get(match[0], match[0]), start, self._at)
        # As the template that stands for the same.
        place = self._source.scalar(f"${{{match[0]}}}", start, self._at)
        return place._replace(verbatim=False)

    def _list(self, depth: int) -> Node:
        found: list[Node] = []
        self._at += 1
        while self._next(lines=True) != "]":
            found.append(self._value(depth + 1, lines=True))
            following = self._next(lines=True)
            if following == ",":
                self._at += 1
            elif following != "]":
                raise self._fault("a ']' is missing")
        self._at += 1
        return found

    def _object(self, depth: int) -> Node | None:
        found: dict[str, Node] = {}
        self._at += 1
        while (character := self._next(lines=True)) != "}":
            key = self._key(character)
            if key is None or self._next(lines=False) not in ("=", ":"):
                self._skip("}")
                return None
            self._at += 1
            found[key] = self._value(depth + 1, lines=False)
            if self._next(lines=True) == ",":
                self._at += 1
        self._at += 1
        return found

    def _key(self, character: str) -> str | None:
        if character == '"':
            return self._quoted().text
        match = _NAME.match(self._text, self._at)
        self._at = match.end() if match else self._at
        return match[0] if match else None

    def _quoted(self) -> Scalar:
        """A text in quotes; `${...}` stays as it is."""
        start = self._at + 1
        self._pass_text()
        text = self._text[start : self._at - 1]
        value = _ESCAPE.sub(_unescaped, text) if "\\" in text else text
        return self._source.scalar(value, start, self._at - 1)

    def _pass_text(self) -> None:
        """Pass over a text, and over the texts in its templates."""
        opened = self._at
        self._at += 1
        left = ['"']
        while left:
            match = _IN_TEXT.search(self._text, self._at)
            mark = match[0] if match else ""
            self._at = match.end() if match else len(self._text)
            if mark == "\\":
                self._at += 1
            elif mark == "${":
                left.append("}")
            elif mark == left[-1]:
                left.pop()
            elif mark == '"':
                left.append('"')
            elif mark != "}" and not (mark == "\n" and left[-1] == "}"):
                self._at = opened
                raise self._fault("a text is not closed")

    def _heredoc(self, opening: re.Match[str]) -> Scalar:
        """The lines of a heredoc, without the indentation that `<<-` takes away."""
        closing = re.compile(rf"^[ \t]*{re.escape(opening[2])}[ \t\r]*$", re.MULTILINE)
        end = closing.search(self._text, opening.end())
        if not end:
            raise self._fault(f"the text up to {quoted(opening[2])} is not closed")
        self._at = end.end()
        text = self._text[opening.end() : end.start()]
        if opening[1]:
            text = "\n".join(line.lstrip(" \t") for line in text.split("\n"))
        return self._source.scalar(text, opening.start(), end.start())

    def _opaque(self, start: int, *, lines: bool) -> Opaque:
        """Pass over an expression that has to be calculated."""
        if self._next(lines=lines) not in _ENDS:
            self._skip("", lines=lines)
        text = self._text[start : self._at].strip()
        if not text:
            raise self._fault("a value is expected here")
        span = self._source.span(start, start + len(text))
        return Opaque(f"what {quoted(text)} gives is not calculated", span)

    def _skip(self, closing: str, *, lines: bool = True) -> None:
        """Pass over everything up to a closing bracket, or to the end of an expression."""
        left = [closing]
        while True:
            character = self._next(lines=lines or len(left) > 1)
            if character == '"':
                self._pass_text()
                continue
            if len(left) == 1 and not closing and character in _ENDS:
                return
            if not character:
                raise self._fault("a bracket is not closed")
            self._at += 1
            if character in _CLOSING:
                left.append(_CLOSING[character])
            elif character == left[-1]:
                left.pop()
                if not left:
                    return
                if len(left) > DEPTH_LIMIT:
                    raise self._fault(f"it is nested more than {DEPTH_LIMIT} levels deep")

    def _fault(self, what: str) -> InputError:
        return InputError(f"line {self._source.line(self._at)}: {what}")


def _unescaped(match: re.Match[str]) -> str:
    if match[2]:
        return chr(int(match[2], 16))
    return _ESCAPED.get(match[1], match[1])
