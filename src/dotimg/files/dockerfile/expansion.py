"""Quotes, escapes and variables of a word, as BuildKit's shell lexer takes them.

Every byte of the result still knows where in the file it stands. The forms are those of the
Dockerfile reference, "Environment replacement".
"""

import re
from functools import cache

from dotimg.errors import quoted
from dotimg.files.dockerfile import patterns, words
from dotimg.files.dockerfile.instructions import Instruction
from dotimg.files.dockerfile.text import EMPTY, Text, joined, stated_nowhere
from dotimg.files.dockerfile.variables import TOO_MUCH, Unresolved, Value, Variables

# No image name is as long, and so a word of a megabyte costs nothing.
_LONGEST_WORD = 64 * 1024
_DEEPEST = 40
_SPECIAL = re.compile(rb"""[$'"\\`]""")
_NAME = rb"[A-Za-z_\x80-\xff][0-9A-Za-z_\x80-\xff]*+|[0-9]++|[@*#?$!-]"
_BRACES = re.compile(rb"\${(%b)(:?[-+?]|##?|%%%%?|//?)" % _NAME)
_END, _BRACE, _SLASH = b"", b"}", b"/"


@cache
def _simple(escape: bytes, stop: bytes, *, quotes: bytes = b"'\"") -> re.Pattern[bytes]:
    """What has no quotes, escapes and operators: plain bytes, or a variable as it is."""
    special = b"$" + quotes + re.escape(escape) + stop
    return re.compile(rb"[^%b]++|\$(?:(%b)|{(%b)})" % (special, _NAME, _NAME))


def expand(text: Text, variables: Variables, escape: bytes) -> Value:
    """The word without quotes and escapes, with the values of its variables, or why it has none."""
    if not _SPECIAL.search(text.raw):
        return text
    if len(text.raw) > _LONGEST_WORD:
        return TOO_MUCH
    try:
        return _WordReader(text, variables, escape).until(_END)
    except _SyntaxFault as fault:
        return Unresolved(f"{quoted(text.text)} cannot be read: {fault}")


class _SyntaxFault(Exception):  # noqa: N818  it never leaves this file
    """What is wrong with a word."""


class _WordReader:
    """Reads one word from its beginning to its end; escapes stay where a pattern needs them."""

    def __init__(self, text: Text, variables: Variables, escape: bytes) -> None:
        self._text = text
        self._raw = text.raw
        self._variables = variables
        self._escape = escape
        self._at = 0
        self._depth = 0

    def until(self, stop: bytes, *, raw: bool = False) -> Value:
        """What stands in front of the next bare `stop`, which is passed over."""
        parts: list[Value] = []
        simple = _simple(self._escape, stop)
        while True:
            while match := simple.match(self._raw, self._at):
                parts.append(self._simple(match))
            byte = self._next()
            if byte == stop:
                break
            if byte == b"$":
                parts.append(self._dollar())
            elif byte == b"'":
                parts.append(self._single_quoted())
            elif byte == b'"':
                parts.extend(self._double_quoted(raw=raw))
            elif byte == self._escape:
                parts.append(self._escaped(raw=raw))
            elif byte:
                parts.append(self._take(1))
            else:
                raise _SyntaxFault(f"a '{stop.decode()}' is missing")
        self._at += len(stop)
        return self._together(parts)

    def _next(self) -> bytes:
        return self._raw[self._at : self._at + 1]

    def _take(self, size: int) -> Text:
        start, self._at = self._at, min(self._at + size, len(self._raw))
        return self._text.cut(start, self._at)

    def _simple(self, match: re.Match[bytes]) -> Value:
        self._at = match.end()
        name = match.lastindex and match[match.lastindex]
        return self._value(name) if name else self._text.cut(*match.span())

    def _escaped(self, *, raw: bool) -> Text:
        if not raw:
            self._at += 1
            return self._take(1)
        return self._take(2)

    def _together(self, parts: list[Value]) -> Value:
        texts: list[Text] = []
        for part in parts:
            if isinstance(part, Unresolved):
                return part
            texts.append(part)
        return joined(texts) if self._variables.room.take(texts) else TOO_MUCH

    def _single_quoted(self) -> Text:
        end = self._raw.find(b"'", self._at + 1)
        if end < 0:
            raise _SyntaxFault("a single quote is missing its end")
        start, self._at = self._at + 1, end + 1
        return self._text.cut(start, end)

    def _double_quoted(self, *, raw: bool) -> list[Value]:
        parts: list[Value] = []
        special = (b'"', b"$", self._escape)
        simple = _simple(self._escape, _END, quotes=b'"')
        self._at += 1
        while (byte := self._next()) != b'"':
            if match := simple.match(self._raw, self._at):
                parts.append(self._simple(match))
            elif byte == b"$":
                parts.append(self._dollar())
            elif not byte:
                raise _SyntaxFault("a double quote is not closed")
            elif self._raw[self._at + 1 : self._at + 2] in special:
                parts.append(self._escaped(raw=raw))
            else:
                parts.append(self._take(1))
        self._at += 1
        return parts

    def _dollar(self) -> Value:
        """A variable with an operator, or a dollar sign that is nothing else."""
        if not self._raw.startswith(b"{", self._at + 1):
            return self._take(1)
        match = _BRACES.match(self._raw, self._at)
        if not match:
            raise _SyntaxFault("'${' needs a name with a known operator")
        self._at = match.end()
        name, operator = match.groups()
        if operator[-1:] in b"-+?":
            return self._choice(name, operator)
        return self._pattern(name, operator)

    def _value(self, name: bytes) -> Value:
        value = self._variables.find(name)
        return self._variables.missing(name) if value is None else value

    def _operand(self, stop: bytes, *, raw: bool = False) -> Value:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _SyntaxFault("its braces are nested too deeply")
        operand = self.until(stop, raw=raw)
        self._depth -= 1
        return operand

    def _choice(self, name: bytes, operator: bytes) -> Value:
        """`-`, `+` and `?`; with a colon an empty value counts as none."""
        other = self._operand(_BRACE)
        value = self._variables.find(name)
        if isinstance(value, Unresolved):
            return value
        if value is None or (operator.startswith(b":") and not value.raw):
            if operator.endswith(b"?"):
                return self._variables.missing(name)
            return other if operator.endswith(b"-") else EMPTY
        return other if operator.endswith(b"+") else value

    def _pattern(self, name: bytes, operator: bytes) -> Value:
        """`#`, `%` and `/`, also doubled; where the rest of the value stands is lost."""
        replaces = operator.startswith(_SLASH)
        pattern = self._operand(_SLASH if replaces else _BRACE, raw=True)
        other = self._operand(_BRACE, raw=True) if replaces else EMPTY
        value = self._value(name)
        if isinstance(value, Unresolved):
            return value
        if isinstance(pattern, Unresolved):
            return pattern
        if isinstance(other, Unresolved):
            return other
        steps = (1 + len(value.raw)) * (1 + len(pattern.raw) + len(other.raw))
        if not self._variables.room.spend(steps):
            return TOO_MUCH
        result = _applied(operator, value.text, pattern.text, other.text)
        if result is None:
            raise _SyntaxFault("its pattern is broken")
        return stated_nowhere(result)


def _applied(operator: bytes, value: str, pattern: str, other: str) -> str | None:
    twice = len(operator) > 1
    if operator.startswith(b"#"):
        return patterns.without_prefix(value, pattern, longest=twice)
    if operator.startswith(b"%"):
        return patterns.without_suffix(value, pattern, longest=twice)
    return patterns.replaced(value, pattern, other, everywhere=twice)


def assign(instruction: Instruction, variables: Variables) -> None:
    """Do what an ARG or ENV does; all other instructions change no variable."""
    if instruction.keyword == "ARG":
        for word in words.quoted_words(instruction.body, instruction.escape):
            _declare(word, variables, instruction.escape)
    elif instruction.keyword == "ENV":
        pairs = words.pairs(instruction.body, instruction.escape)
        # All values are expanded before the first one is set.
        values = [(name, expand(value, variables, instruction.escape)) for name, value in pairs]
        for name, value in values:
            variables.set(name.raw, value)


def _declare(word: Text, variables: Variables, escape: bytes) -> None:
    equals = word.raw.find(b"=")
    if equals < 0:
        variables.declare(word.raw, None)
    else:
        default = word.cut(equals + 1, len(word.raw))
        variables.declare(word.raw[:equals], expand(default, variables, escape))
