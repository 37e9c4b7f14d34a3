"""The words in which the schemas are written: each value with what it holds.

A schema lets fields be that it does not name, since later versions add some. A field of a
document that may be missing is wrapped in `maybe`.
"""

from collections.abc import Iterable, Mapping
from types import NoneType, UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from dotimg.catalog.model import Support, SupportStatus

Schema = dict[str, Any]


class Maybe(NamedTuple):
    """A field that may be missing."""

    schema: Schema


maybe = Maybe


def text(what: str) -> Schema:
    """A text."""
    return {"type": "string", "description": what}


def day(what: str) -> Schema:
    """An ISO date in UTC."""
    return {"type": "string", "format": "date", "description": what}


def number(what: str, least: int = 0) -> Schema:
    """A whole number."""
    return {"type": "integer", "minimum": least, "description": what}


def flag(what: str) -> Schema:
    """A truth."""
    return {"type": "boolean", "description": what}


def word(what: str, words: Iterable[str]) -> Schema:
    """One of some words."""
    return {"enum": list(words), "description": what}


def nullable(schema: Schema) -> Schema:
    """The same, or null where it is not known or does not apply."""
    if "enum" in schema:
        return {**schema, "enum": [*schema["enum"], None]}
    return {**schema, "type": [schema["type"], "null"]}


def rows(what: str, of: Schema) -> Schema:
    """A list."""
    return {"type": "array", "description": what, "items": of}


def texts(what: str, of: str) -> Schema:
    """A list of texts; `of` is what each is."""
    return rows(what, text(of))


def table(what: str, of: Schema) -> Schema:
    """An object whose fields have any name."""
    return {"type": "object", "description": what, "additionalProperties": of}


def fields(what: str, named: Mapping[str, Schema | Maybe]) -> Schema:
    """An object with these fields."""
    return {
        "type": "object",
        "description": what,
        "required": [name for name, one in named.items() if not isinstance(one, Maybe)],
        "properties": {
            name: one.schema if isinstance(one, Maybe) else one for name, one in named.items()
        },
    }


def made_of(what: str, kind: type, told: Mapping[str, str | Schema]) -> Schema:
    """The fields of a named tuple, with its types.

    Args:
        what: What it is.
        kind: The named tuple.
        told: What each field holds; a schema where its type does not tell all.
    """
    hints = get_type_hints(kind)
    if hints.keys() != told.keys():
        raise ValueError(f"{kind.__name__}: {hints.keys() ^ told.keys()}")
    return fields(
        what,
        {
            name: _of_type(hint, said) if isinstance(said := told[name], str) else said
            for name, hint in hints.items()
        },
    )


def picked(kind: type, told: Mapping[str, str]) -> Schema:
    """Some fields of a named tuple, as properties."""
    hints = get_type_hints(kind)
    return {name: _of_type(hints[name], what) for name, what in told.items()}


def _of_type(hint: object, what: str) -> Schema:
    """The schema of a type of Python."""
    if get_origin(hint) in (Union, UnionType):
        (one,) = (each for each in get_args(hint) if each is not NoneType)
        return nullable(_of_type(one, what))
    if get_origin(hint) is tuple:
        return texts(what, "one of them")
    simple = {str: text, bool: flag, int: number}
    if isinstance(hint, type) and hint in simple:
        return simple[hint](what)
    return word(what, get_args(hint))


def either(what: str, *shapes: Schema) -> Schema:
    """One of several shapes."""
    return {"description": what, "anyOf": list(shapes)}


def document(what: str, named: Mapping[str, Schema | Maybe]) -> Schema:
    """A whole document."""
    return fields(
        what, {"schema": {"const": 1, "description": "the version of its shape"}, **named}
    )


def of_catalog() -> dict[str, Schema]:
    """What tells of the tables."""
    return {"catalog": fields("the tables", {"as_of": day("their day")})}


def support(what: str = "whether it is supported on the day") -> Schema:
    """The support of an image."""
    return made_of(
        what,
        Support,
        {
            "status": "its state",
            "ends": nullable(day("the day on which it ends, or ended")),
            "reason": "why, in words",
        },
    )


def system() -> Schema:
    """An operating-system release."""
    return fields(
        "the operating-system release; empty words where the tag leaves it to the host",
        {
            "type": text("linux or windows"),
            "family": text("as alpine"),
            "release": text("as alpine3.23"),
        },
    )


def platform() -> Schema:
    """A platform of an image."""
    return fields(
        "one platform",
        {
            "os": text("linux or windows"),
            "architecture": text("amd64, arm64, arm"),
            "os_version": text("the operating-system release"),
            "digest": nullable(text("the digest of its manifest")),
            "size": nullable(number("compressed bytes")),
        },
    )


def cve() -> Schema:
    """A CVE that later patches fixed."""
    return fields(
        "a CVE",
        {
            "id": text("its number"),
            "title": text("its title"),
            "kind": text("what it lets happen, as denial-of-service"),
            "component": text("the first part of .NET that it is in"),
            "components": texts("all of them", "one of them"),
            "fixed_in": text("the version that fixed it"),
        },
    )


def error() -> Schema:
    """What could not be asked or read."""
    return fields(
        "what went wrong",
        {
            "exit_code": number("the exit code that it alone would give"),
            "message": text("what and why"),
        },
    )


def place(**more: Schema) -> Schema:
    """A place in a file with what is told of it."""
    where = {"path": text("the file"), "line": number("its line, from 1", 1)}
    return fields("a place in a file", {**where, **more})


def skipped() -> Schema:
    """What could not be judged."""
    return rows(
        "places that could not be judged, and with line 1 files that could not be read",
        place(reason=text("why")),
    )


def no() -> Schema:
    """The document of a "no"."""
    return document(
        "a no: there is nothing to answer with",
        {
            "reference": {"type": "null", "description": "there is no image"},
            "reason": text("why"),
            "nearest": texts("the nearest images that exist, the best first", "its reference"),
            "nearest_status": rows(
                "the support of each of them", word("its state", get_args(SupportStatus))
            ),
        },
    )


def one_or_several(what: str, one: Schema) -> Schema:
    """A document where one thing was asked for, a list of them for several."""
    return either(what, one, rows("one for each", one))
