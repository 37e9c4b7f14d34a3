"""Typed reading of JSON that a server or a file holds.

Each reader raises `DocumentError` on the wrong type. Texts come out printable: no control
character of a server gets any further than here.
"""

import json
from collections.abc import Mapping

from dotimg.errors import printable

Document = Mapping[str, object]

_LARGEST = 2**63 - 1


class DocumentError(ValueError):
    """JSON that does not hold what it should; the message ends a sentence that names the source."""


def load(body: bytes) -> Document:
    """The JSON object that the bytes hold."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise DocumentError("what it sent is no JSON") from None
    if not isinstance(document, dict):
        raise DocumentError("what it sent is no JSON object")
    return document


def text(document: Document, key: str) -> str:
    """A text, "" when it is missing or null."""
    value = document.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise DocumentError(f"'{key}' is no text")
    return printable(value)


def number(document: Document, key: str) -> int:
    """A whole number that is not negative and fits into 64 bits, as the specification has it."""
    value = document.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _LARGEST:
        raise DocumentError(f"'{key}' is no size")
    return value


def part(document: Document, key: str) -> Document:
    """An object inside, empty when it is missing or null."""
    value = document.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise DocumentError(f"'{key}' is no object")
    return value


def parts(document: Document, key: str) -> list[Document]:
    """A list of objects inside, empty when it is missing or null."""
    values = _items(document, key)
    if not all(isinstance(value, dict) for value in values):
        raise DocumentError(f"'{key}' is no list of objects")
    return values  # type: ignore[return-value]  # just checked


def texts(document: Document, key: str) -> list[str]:
    """A list of texts inside, empty when it is missing or null."""
    values = _items(document, key)
    if not all(isinstance(value, str) for value in values):
        raise DocumentError(f"'{key}' is no list of texts")
    return [printable(str(value)) for value in values]


def pairs(document: Document, key: str) -> dict[str, str]:
    """An object inside whose values are texts, empty when it is missing or null."""
    inner = part(document, key)
    return {printable(name): text(inner, name) for name in inner}


def _items(document: Document, key: str) -> list[object]:
    value = document.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise DocumentError(f"'{key}' is no list")
    return value
