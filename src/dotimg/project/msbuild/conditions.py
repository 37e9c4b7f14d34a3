"""Conditions of MSBuild, in three values: true, false, and unknown with the reason.

The grammar and the order of comparisons are those of "MSBuild conditions" in its documentation.
`And` and `Or` need only one side where that side decides. What MSBuild surely refuses is an error.
"""

import operator
import re
from collections.abc import Callable
from typing import Any, Protocol, TypeAlias

from dotimg.errors import InputError, printable, quoted
from dotimg.project.model import Location, Unknown, Value, truth
from dotimg.project.msbuild import expressions

Truth: TypeAlias = bool | Unknown

_TOKEN = re.compile(
    r"\s*(?:(==|!=|<=|>=|[<>!(),])"
    r"|([^\W\d]\w*|0[xX][0-9A-Fa-f]+|[-+]?(?:[0-9]+(?:\.[0-9]*)*|(?:\.[0-9]+)+))|(['$])|(\S)|\Z)"
)
_CALLED = re.compile(r"\s*\(")
_ITEMS = re.compile(r"[@%]\(")
_DEPTH_LIMIT = 30
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


class ConditionScope(expressions.Scope, Protocol):
    """What a condition can see."""

    def exists(self, path: str) -> bool:
        """Whether there is a file or folder of that name, as seen from the one being read."""

    @property
    def place(self) -> Location:
        """Where evaluation is."""


def holds(text: str, scope: ConditionScope) -> Truth:
    """Whether a condition holds; an empty one does.

    Raises:
        InputError: MSBuild rejects it.
    """
    if not text.strip():
        return True
    try:
        return _Condition(text, scope).value()
    except _DeepError:
        return scope.unknown(text.strip(), f"is nested more than {_DEPTH_LIMIT} levels deep")
    except _WrongError as error:
        place = scope.place
        what = f"{printable(text.strip())} is not a valid condition: {error}"
        raise InputError(f"{place.path}: line {place.line}: {what}") from None


class _DeepError(Exception):
    """The text is nested deeper than anyone writes."""


class _WrongError(Exception):
    """The text breaks the grammar; the message says how."""


class _Condition:
    """Evaluates a condition while reading it; truths are texts until something decides on them.

    What comes next is an `operator` (`and`, `or` and functions among them) or an `operand`. `idle`
    counts the sides that MSBuild does not look at, and what it may not look at: there all is text.
    """

    def __init__(self, text: str, scope: ConditionScope) -> None:
        self._text = text
        self._scope = scope
        self._end = 0
        self._operator = ""
        self._operand: str | None = None
        self._idle = 0
        self._advance()

    def value(self) -> Truth:
        found = self._either(0)
        if self._operator or self._operand is not None:
            raise _WrongError(f"{self._operator or self._operand} stands at its end")
        return self._truth(found)

    def _either(self, depth: int) -> Value:
        found = self._both(depth)
        while self._takes("or"):
            found = self._joined(found, self._both, depth, decisive=True)
        return found

    def _both(self, depth: int) -> Value:
        found = self._comparison(depth)
        while self._takes("and"):
            found = self._joined(found, self._comparison, depth, decisive=False)
        return found

    def _joined(
        self, left: Value, follow: Callable[[int], Value], depth: int, *, decisive: bool
    ) -> Value:
        """Two sides of which one alone settles it when it has the decisive truth."""
        first = self._truth(left)
        skipped = first is decisive or isinstance(first, Unknown)
        self._idle += skipped
        right = follow(depth)
        second = self._truth(right)
        self._idle -= skipped
        if decisive in (first, second):
            return str(decisive)
        return next((one for one in (first, second) if isinstance(one, Unknown)), str(not decisive))

    def _comparison(self, depth: int) -> Value:
        left = self._factor(depth)
        operator = self._operator
        if operator not in OPERATORS:
            return left
        self._advance()
        right = self._factor(depth)
        if isinstance(left, Unknown) or isinstance(right, Unknown):
            return left if isinstance(left, Unknown) else right
        found = compare(left, operator, right)
        if found is None:
            return self._faulty(f"{quoted(left)} and {quoted(right)} are not both numbers")
        return str(found)

    def _factor(self, depth: int) -> Value:
        if depth > _DEPTH_LIMIT:
            raise _DeepError
        if self._operand is not None:
            return self._value()
        if self._takes("!"):
            found = self._truth(self._factor(depth + 1))
            return found if isinstance(found, Unknown) else str(not found)
        if self._takes("("):
            inner = self._either(depth + 1)
            self._expect(")")
            return inner
        if self._operator.isalpha() and self._operator not in ("and", "or"):
            return self._function()
        raise _WrongError(f"a value is missing before {self._operator or 'its end'}")

    def _function(self) -> Value:
        name = self._operator
        self._advance()
        self._expect("(")
        if self._operand is None:
            raise _WrongError(f"{name} lacks what it asks about")
        argument = self._value()
        self._expect(")")
        if isinstance(argument, Unknown):
            return argument
        if name == "exists":
            return str(self._scope.exists(argument))
        if name == "hastrailingslash":
            return str(argument.endswith(("/", "\\")))
        return self._unknown(f"{name} is not a known function")

    def _value(self) -> Value:
        """The operand that comes next, with its properties replaced."""
        text = self._operand or ""
        self._advance()
        if _ITEMS.search(text):
            return self._unknown("it asks about items")
        try:
            return expressions.expand(text, self._scope)
        except InputError:
            if self._idle:
                return self._unknown("it cannot be evaluated")
            raise

    def _truth(self, value: Value) -> Truth:
        if isinstance(value, Unknown):
            return value
        found = truth(value)
        if found is None:
            return self._faulty(f"{quoted(value)} is neither true nor false")
        return found

    def _faulty(self, reason: str) -> Unknown:
        """What MSBuild refuses, if it comes to see it."""
        if self._idle:
            return self._unknown(reason)
        raise _WrongError(reason)

    def _unknown(self, reason: str) -> Unknown:
        return self._scope.unknown(self._text.strip(), reason)

    def _takes(self, operator: str) -> bool:
        if self._operand is not None or self._operator != operator:
            return False
        self._advance()
        return True

    def _expect(self, operator: str) -> None:
        if not self._takes(operator):
            raise _WrongError(f"it lacks a {quoted(operator)}")

    def _advance(self) -> None:
        """Read the next operator or operand."""
        match = _TOKEN.match(self._text, self._end)
        self._operator, self._operand = "", None
        if not match:
            return
        self._end = match.end()
        operator, word, opening, other = match.groups()
        if operator:
            self._operator = operator
        elif word:
            self._word(word)
        elif opening:
            self._opened(opening, match.end())
        elif other:
            raise _WrongError(f"{quoted(other)} cannot stand there")

    def _word(self, word: str) -> None:
        called = _CALLED.match(self._text, self._end)
        if word.lower() in ("and", "or") or called:
            self._operator = word.lower()
        else:
            self._operand = word

    def _opened(self, opening: str, start: int) -> None:
        """Read a text in quotes, or a property without them."""
        if opening == "$":
            end = expressions.closing(self._text, start + 1) + 1
            if not end or self._text[start : start + 1] != "(":
                raise _WrongError("a property is not closed")
            self._operand = self._text[start - 1 : end]
        else:
            end = self._text.find("'", start) + 1
            if not end:
                raise _WrongError("a quote is not closed")
            self._operand = self._text[start : end - 1]
        self._end = end


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
