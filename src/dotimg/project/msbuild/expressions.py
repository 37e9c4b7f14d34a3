"""`$(Name)` and `$(Name.Function(...))` in the texts of a project, replaced by their values.

The grammar is that of "MSBuild properties" and "Property functions" in the documentation of
MSBuild. What is not among the functions here is unknown, and nothing is ever run.
"""

import re
from typing import Protocol

from dotimg.errors import InputError, printable
from dotimg.project.model import Unknown, Value
from dotimg.project.msbuild import functions, members, objects

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_QUOTES = "'\"`"
_STOP = re.compile(r"[()'\"`]")
_DEPTH_LIMIT = 20


class Scope(functions.World, Protocol):
    """What an expression can see."""

    def lookup(self, name: str) -> Value:
        """The value of a property; empty where nothing sets it."""

    def unknown(self, what: str, reason: str) -> Unknown:
        """The value for what cannot be evaluated at the place that is being read."""

    def spend(self, text: str) -> str:
        """Account for a text that was put together, so that texts cannot grow without end."""


def expand(text: str, scope: Scope, depth: int = 0) -> Value:
    """The text with all properties replaced; the first unknown one makes all unknown.

    Raises:
        InputError: MSBuild rejects it, or it grows without end.
    """
    if "$(" not in text:
        return text
    if depth > _DEPTH_LIMIT:
        return scope.unknown(text, f"is nested more than {_DEPTH_LIMIT} levels deep")
    parts = []
    end = 0
    while (start := text.find("$(", end)) >= 0:
        close = closing(text, start + 2)
        if close < 0:  # then it is plain text, as for MSBuild
            break
        value = _evaluate(text[start + 2 : close], scope, depth)
        if isinstance(value, Unknown):
            return value
        parts += [text[end:start], value]
        end = close + 1
    parts.append(text[end:])
    return scope.spend("".join(parts))


def closing(text: str, start: int) -> int:
    """Where the bracket closes that was opened before `start`; -1 where it does not."""
    depth = 1
    while match := _STOP.search(text, start):
        char, start = match[0], match.end()
        if char in _QUOTES:
            start = text.find(char, start) + 1
            if not start:
                return -1
        else:
            depth += 1 if char == "(" else -1
        if not depth:
            return match.start()
    return -1


def _evaluate(body: str, scope: Scope, depth: int) -> Value:
    """The value of what stands between `$(` and `)`."""
    if _NAME.fullmatch(body):
        return scope.lookup(body)
    if name := _NAME.match(body):
        if body[name.end() :].isspace() or body[name.end()] == ":":
            return _odd(body, scope)
        return _chain(body, name.end(), scope.lookup(name[0]), scope, depth)
    called = functions.STATIC.match(body)
    if not called:
        return _odd(body, scope)
    arguments, end = _arguments(body, called.end(), scope, depth)
    if isinstance(arguments, Unknown):
        return arguments
    return _chain(body, end, functions.static(called[1], called[2], arguments, scope), scope, depth)


def _odd(body: str, scope: Scope) -> Value:
    """Names with blanks are those of nothing, and outside of Windows there is no registry."""
    if _NAME.fullmatch(body.strip()):
        return ""
    if body.lower().startswith("registry:") and not scope.windows:
        return ""
    return scope.unknown(f"$({body})", "is not a property")


def _chain(
    body: str,
    end: int,
    value: objects.Object | Unknown | None,
    scope: Scope,
    depth: int,
) -> Value:
    """Apply the members that follow a value: `.Trim().ToLower()`, `.Split(',')[0]`."""
    while value is not None and not isinstance(value, Unknown) and end < len(body):
        match = members.MEMBER.match(body, end)
        if not match:
            value = None
        elif match[2]:
            value, end = objects.item(value, int(match[2])), match.end()
            if value is None:
                place = scope.unknown(body, "")
                what = f"$({printable(body)}) asks for a part that is not there"
                raise InputError(f"{place.path}: line {place.line}: {what}")
        else:
            arguments, end = _arguments(body, match.end(), scope, depth)
            if isinstance(arguments, Unknown):
                return arguments
            value = members.member(value, match[1], arguments)
    if value is None:
        return scope.unknown(f"$({body})", "is a property function that only a build evaluates")
    return value if isinstance(value, Unknown) else scope.spend(objects.text(value))


def _arguments(body: str, start: int, scope: Scope, depth: int) -> tuple[list[str] | Unknown, int]:
    """The arguments in the brackets that open at `start`, and where what follows them begins."""
    if not body.startswith("(", start):
        return [], start
    close = closing(body, start + 1)
    if close < 0:
        return scope.unknown(f"$({body})", "lacks a closing ')'"), len(body)
    found = []
    for part in _split(body[start + 1 : close]):
        value = expand(part, scope, depth + 1)
        if isinstance(value, Unknown):
            return value, close + 1
        found.append(value)
    return found, close + 1


def _split(text: str) -> list[str]:
    """The arguments between commas, out of their quotes; `closing` found all of them paired."""
    parts, begin, at = [], 0, 0
    while at < len(text):
        char = text[at]
        if char in _QUOTES:
            at = text.index(char, at + 1)
        elif char == "(":
            at = closing(text, at + 1)
        elif char == ",":
            parts.append(text[begin:at])
            begin = at + 1
        at += 1
    parts.append(text[begin:])
    return [_unquoted(part.strip()) for part in parts] if text.strip() else []


def _unquoted(text: str) -> str:
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in _QUOTES
    return text[1:-1] if quoted else text
