"""How MSBuild compares two texts in a condition: by emptiness, as numbers, truths, then as text."""

import operator
import re
from collections.abc import Callable
from typing import Any

from dotimg.project.facts import truth

_EQUAL: dict[str, bool] = {"==": True, "!=": False}
_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
OPERATORS = frozenset((*_EQUAL, *_ORDER))

_NUMBER = re.compile(r"\s*[-+]?(?:[0-9]{1,15}(?:\.[0-9]{0,15})?|\.[0-9]{1,15})\s*")
_HEXADECIMAL = re.compile(r"0[xX][0-9A-Fa-f]{1,8}")
_VERSION = re.compile(r"\s*[0-9]{1,9}(?:\.[0-9]{1,9}){1,3}\s*")


def compare(left: str, word: str, right: str) -> bool | None:
    """What a comparison gives; None where texts that are no numbers are put in order."""
    if word in _EQUAL:
        return _equal(left, right) == _EQUAL[word]
    return _ordered(left, _ORDER[word], right)


def _equal(left: str, right: str) -> bool:
    if not left or not right:
        return left == right
    numbers = (_number(left), _number(right))
    if None not in numbers:
        return numbers[0] == numbers[1]
    truths = (truth(left), truth(right))
    if None not in truths:
        return truths[0] == truths[1]
    return left.lower() == right.lower()


def _ordered(left: str, test: Callable[[Any, Any], bool], right: str) -> bool | None:
    numbers = (_number(left), _number(right))
    if None not in numbers:
        return test(*numbers)
    versions = (_version(left), _version(right))
    if None not in versions:
        return test(*versions)
    # A whole number beside a version stands for its major number alone, and so comes before.
    mixed = [
        number if version is None else version
        for number, version in zip(numbers, versions, strict=True)
    ]
    if None in mixed:
        return None
    return test(*(one if isinstance(one, tuple) else (one,) for one in mixed))


def _number(text: str) -> float | None:
    if _HEXADECIMAL.fullmatch(text):
        return float(int(text, 16))
    return float(text) if _NUMBER.fullmatch(text) else None


def _version(text: str) -> tuple[int, ...] | None:
    return tuple(map(int, text.split("."))) if _VERSION.fullmatch(text) else None
