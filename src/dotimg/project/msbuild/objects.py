"""The values of MSBuild's property functions, as in .NET, and how they stand in a property."""

from typing import TypeAlias

from dotimg.named_tuples import NamedTuple


class Version(NamedTuple):
    """A version of .NET: its numbers as written, two to four."""

    numbers: tuple[int, ...]


class Matched(NamedTuple):
    """A match, with its groups from that of the whole on; `start` counts from 0."""

    success: bool
    text: str
    start: int
    groups: tuple[str, ...]


class Day(NamedTuple):
    """A day."""

    year: int
    month: int
    day: int


class Texts(NamedTuple):
    """A list of texts."""

    all: tuple[str, ...]


Object: TypeAlias = str | bool | int | Texts | Version | Day | Matched


def text(value: Object) -> str:
    """A value as it stands in a property: `True`, `a;b`, `1.2`."""
    if isinstance(value, Matched):
        return value.text
    if isinstance(value, Version):
        return ".".join(map(str, value.numbers))
    if isinstance(value, Day):
        return f"{value.month:02}/{value.day:02}/{value.year:04} 00:00:00"
    if isinstance(value, Texts):
        return ";".join(value.all)
    return str(value)


def item(value: Object, number: int) -> Object | None:
    """The value of `value[number]`."""
    own = value.all if isinstance(value, Texts) else value if isinstance(value, str) else ""
    return own[number] if number < len(own) else None
