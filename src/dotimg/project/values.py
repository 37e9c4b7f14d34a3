"""What a project says: a text, or why that cannot be told without building it."""

import re
from typing import NamedTuple, TypeAlias


class Place(NamedTuple):
    """A line of a file, counted from 1."""

    path: str
    line: int


class Unknown(NamedTuple):
    """Something that cannot be evaluated here.

    `what` is the expression, condition or import as written, `reason` says in words why it is
    unknown, and `facts` names those of `Project` that it leaves open; none for an import that
    could not be followed.
    """

    what: str
    path: str
    line: int
    reason: str
    facts: tuple[str, ...] = ()


Value: TypeAlias = str | Unknown

_ESCAPE = re.compile(r"%([0-7][0-9A-Fa-f])")
_TRUE = frozenset(("true", "on", "yes", "!false", "!off", "!no"))
_FALSE = frozenset(("false", "off", "no", "!true", "!on", "!yes"))


def truth(text: str) -> bool | None:
    """What a word means where MSBuild wants a truth; None for any other word."""
    word = text.strip().lower()
    if word in _TRUE:
        return True
    return False if word in _FALSE else None


def listed(text: str) -> tuple[str, ...]:
    """The entries of a list with semicolons, each once."""
    parts = (unescaped(part.strip()) for part in text.split(";"))
    return tuple(dict.fromkeys(part for part in parts if part))


def unescaped(text: str) -> str:
    """A text with its `%3B` replaced, as MSBuild does at the very end."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "%" in text else text
