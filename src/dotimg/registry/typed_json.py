"""Typed reading of JSON that a server or a file holds: a field is checked when it is read."""

import json
from collections.abc import Mapping
from typing import NoReturn, Self, TypeVar

from dotimg.errors import printable

T = TypeVar("T")

_LARGEST = 2**63 - 1


class DocumentError(ValueError):
    """JSON that does not hold what it should; the message ends a sentence that names the source."""


def parse(content: bytes) -> object:
    """The JSON value that the bytes hold.

    Raises:
        DocumentError: They hold none.
    """
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise DocumentError(f"no JSON: {error}") from error


class JsonObject:
    """A JSON object; each reader refuses a field of the wrong type.

    A subclass words the refusals, in `misfit`, and makes the objects inside, in `inner`.
    """

    def __init__(self, fields: Mapping[str, object]) -> None:
        self.fields = fields

    def misfit(self, name: str, expected: str, value: object) -> NoReturn:
        """Refuse a field."""
        raise NotImplementedError

    def misfit_item(self, name: str, expected: str, value: object) -> NoReturn:
        """Refuse an item of a list."""
        raise NotImplementedError

    def inner(self, name: str, number: int, value: object) -> Self:
        """The object in a field or, where there is a number, the one at this place of its list."""
        raise NotImplementedError

    def has(self, name: str) -> bool:
        """Whether the field is there and not null."""
        return self.fields.get(name) is not None

    def text(self, name: str) -> str:
        """A text."""
        return self._checked(name, str, "a text")

    def optional_text(self, name: str) -> str | None:
        """A text, None where the field is null or missing."""
        return self.text(name) if self.has(name) else None

    def flag(self, name: str) -> bool:
        """True or false."""
        return self._checked(name, bool, "true or false")

    def number(self, name: str, expected: str = "a whole number") -> int:
        """A whole number that is not negative and fits into 64 bits."""
        value = self._checked(name, int, expected)
        if isinstance(value, bool) or not 0 <= value <= _LARGEST:
            self.misfit(name, expected, value)
        return value

    def items(self, name: str) -> list[object]:
        """A list; empty where the field is null or missing."""
        items: list[object] = self._checked(name, list, "a list") if self.has(name) else []
        return items

    def texts(self, name: str) -> list[str]:
        """A list of texts; empty where the field is null or missing."""
        found = []
        for value in self.items(name):
            if not isinstance(value, str):
                self.misfit_item(name, "texts", value)
            found.append(value)
        return found

    def rows(self, name: str) -> list[Self]:
        """A list of objects; empty where the field is null or missing."""
        values = enumerate(self.items(name), start=1)
        return [self.inner(name, number, value) for number, value in values]

    def row(self, name: str) -> Self:
        """An object inside this one."""
        return self.inner(name, 0, self.fields.get(name))

    def _checked(self, name: str, kind: type[T], expected: str) -> T:
        value = self.fields.get(name)
        if not isinstance(value, kind):
            self.misfit(name, expected, value)
        return value


class Document(JsonObject):
    """An object that a registry sent, or docker's configuration file holds.

    What is `shown` is printable: no control character of a server gets any further than here.
    """

    def misfit(self, name: str, expected: str, value: object) -> NoReturn:
        """Raise DocumentError with the field."""
        del value
        raise DocumentError(f"'{name}' is not {expected}")

    def misfit_item(self, name: str, expected: str, value: object) -> NoReturn:
        """Raise DocumentError with the list."""
        self.misfit(name, f"a list of {expected}", value)

    def inner(self, name: str, number: int, value: object) -> Self:
        """The object inside, empty where it is null or missing and not in a list."""
        if value is None and not number:
            return type(self)({})
        if not isinstance(value, dict):
            self.misfit(name, "a list of objects" if number else "an object", value)
        return type(self)(value)

    def shown(self, name: str) -> str:
        """A text, "" where it is null or missing."""
        return printable(self.optional_text(name) or "")

    def pairs(self, name: str) -> dict[str, str]:
        """An object inside whose values are texts, empty where it is null or missing."""
        inside = self.row(name)
        return {printable(key): inside.shown(key) for key in inside.fields}


def load(body: bytes) -> Document:
    """The JSON object that the bytes hold.

    Raises:
        DocumentError: They hold none.
    """
    try:
        value = parse(body)
    except DocumentError:
        raise DocumentError("what it sent is not JSON") from None
    if not isinstance(value, dict):
        raise DocumentError("what it sent is not a JSON object")
    return Document(value)
