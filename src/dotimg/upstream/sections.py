"""What the tables of rows have in common: JSON Lines, and which section a row stands in."""

import json
from collections.abc import Iterable

from dotimg.feeds.history import Key
from dotimg.names import tags, versions


def channel_of(key: Key, points_to: str) -> str:
    """The channel whose rows a tag of a repository stands with, empty where it has none.

    The tag's own version decides, then what it points to; for .NET Framework the whole version.
    """
    repository, tag = key
    if "framework" in repository:
        return points_to
    own = tags.parse(tag).version
    version = own if "." in own else points_to
    return versions.channel(version) if version[:1].isdigit() else ""


def as_lines(rows: Iterable[object]) -> bytes:
    """The rows as JSON, one a line."""
    return b"".join(_compact(row) + b"\n" for row in rows)


def _compact(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode("ascii")
