"""The functions of a value that people write in projects: `$(Name.ToLower())`.

None stands for what only a build can tell, or what fails there.
"""

import operator
import os
import re
from collections.abc import Callable, Sequence

from dotimg.project.model import unescaped
from dotimg.project.msbuild.objects import Day, Matched, Object, Texts, Version, text

MEMBER = re.compile(r"\.(\w+)|\[\s*(\d{1,6})\s*\]")

_WHOLE = re.compile(r"\s*[-+]?[0-9]{1,9}\s*")
_WHITE = " \t\r\n"
_LONGEST = 1_000_000  # characters that a replacement may put in
_WIDEST = 1000  # characters that a text is filled up to


def member(value: Object, name: str, arguments: Sequence[str]) -> Object | None:
    """The value of `value.name(arguments)`."""
    function = _MEMBERS[type(value)].get(name.lower())
    own = unescaped(value) if isinstance(value, str) else value
    try:
        return function(own, *map(unescaped, arguments)) if function else None
    except (TypeError, ValueError, LookupError):
        return None


def whole(text: str) -> int:
    """A whole number.

    Raises:
        ValueError: It is none.
    """
    if not _WHOLE.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _part(number: int) -> Callable[[Version], int]:
    return lambda value: (*value.numbers, -1, -1)[number]


def order(first: str, second: str) -> int | None:
    """The order of two texts in the invariant culture; None where it takes its tables."""
    if first == second:
        return 0
    for one, other in zip(first.lower(), second.lower(), strict=False):
        if one == other:
            continue
        ranks = [1 if char.isdigit() else 2 if char.isalpha() else 0 for char in (one, other)]
        if not (one.isascii() and other.isascii()) or ranks == [0, 0]:
            return None
        return 1 if (ranks[0], one) > (ranks[1], other) else -1
    if len(first) != len(second):
        return 1 if len(first) > len(second) else -1
    return 1 if first > second else -1 if first.swapcase() == second else None


def _folded(text: str, rule: str) -> str:
    """A text as a `StringComparison` sees it."""
    name = rule.rpartition(".")[2].lower()
    if name not in _COMPARISONS:
        raise ValueError(rule)
    return text.lower() if name.endswith("ignorecase") else text


_COMPARISONS = {
    *("ordinal", "ordinalignorecase", "currentculture", "currentcultureignorecase"),
    *("invariantculture", "invariantcultureignorecase"),
}


def comparing(test: Callable[[str, str], bool | int]) -> Callable[..., bool | int]:
    """A question about two texts, which takes a `StringComparison`."""
    return lambda own, other, rule="Ordinal": test(_folded(own, rule), _folded(other, rule))


def _filled(text: str, width: str, char: str = " ") -> str | None:
    return None if whole(width) > _WIDEST or len(char) != 1 else text.rjust(whole(width), char)


def _filled_after(text: str, width: str, char: str = " ") -> str | None:
    return None if whole(width) > _WIDEST or len(char) != 1 else text.ljust(whole(width), char)


def _inserted(text: str, start: str, other: str) -> str | None:
    at = whole(start)
    return text[:at] + other + text[at:] if 0 <= at <= len(text) else None


def _removed(text: str, start: str, length: str = "") -> str | None:
    at = whole(start)
    end = at + whole(length) if length else len(text)
    # Nothing is left to remove at the end of a text.
    fits = 0 <= at <= end <= len(text) and (length or at < len(text))
    return text[:at] + text[end:] if fits else None


def _parts(text: str, *separators: str) -> Texts | None:
    if not separators or not all(separators) or any(len(one) > 1 for one in separators):
        return None
    return Texts(tuple(re.split("[" + "".join(map(re.escape, separators)) + "]", text)))


def _replaced(text: str, old: str, new: str) -> str | None:
    if not old or text.count(old) * len(new) > _LONGEST:
        return None
    return text.replace(old, new)


def _substring(text: str, start: str, length: str = "") -> str | None:
    begin = int(start)
    end = begin + int(length) if length else len(text)
    return text[begin:end] if 0 <= begin <= end <= len(text) else None


_OF_TEXT: dict[str, Callable[..., Object | None]] = {
    "contains": comparing(lambda own, part: part in own),
    "endswith": comparing(str.endswith),
    "startswith": comparing(str.startswith),
    "equals": comparing(str.__eq__),
    "indexof": comparing(str.find),
    "lastindexof": comparing(str.rfind),
    "compareto": order,
    "fullname": lambda path: path,  # these three of a folder
    "name": os.path.basename,
    "parent": os.path.dirname,
    "insert": _inserted,
    "length": len,
    "padleft": _filled,
    "padright": _filled_after,
    "remove": _removed,
    "replace": _replaced,
    "split": _parts,
    "substring": _substring,
    "tolower": lambda text: text.lower(),
    "tolowerinvariant": lambda text: text.lower(),
    "tostring": lambda text: text,
    "toupper": lambda text: text.upper(),
    "toupperinvariant": lambda text: text.upper(),
    "value": lambda text: text,  # of a group of a match
    "trim": lambda text, chars=_WHITE: text.strip(chars),
    "trimend": lambda text, chars=_WHITE: text.rstrip(chars),
    "trimstart": lambda text, chars=_WHITE: text.lstrip(chars),
}

_MEMBERS: dict[type, dict[str, Callable[..., Object | None]]] = {
    str: _OF_TEXT,
    bool: {"tostring": str},
    int: {"tostring": str},
    Texts: {
        "length": lambda value: len(value.all),
        "getvalue": lambda value, number: value.all[whole(number)],
    },
    Day: {name: operator.attrgetter(name) for name in Day._fields},
    Version: {
        "major": _part(0),
        "minor": _part(1),
        "build": _part(2),
        "revision": _part(3),
        "tostring": lambda value, parts="4": text(Version(value.numbers[: whole(parts)])),
    },
    Matched: {
        "value": lambda found: found.text,
        "success": lambda found: found.success,
        "length": lambda found: len(found.text),
        "index": lambda found: found.start,
        "groups": lambda found: Texts(found.groups),
        "tostring": lambda found: found.text,
    },
}
