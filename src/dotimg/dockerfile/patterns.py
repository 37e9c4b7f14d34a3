"""Shell patterns in `${V#p}`, `${V%p}` and `${V/p/r}`: `?` is one character, `*` any number.

Matched piece by piece between the stars, so that no pattern takes more than its length times that
of the value.
"""

import re
from collections.abc import Sequence

# The escape of a pattern is the backslash, whatever the escape character of the file.
_PART = re.compile(r"\\([*?\\/}])|([*?])|([^*?\\]+)")
_ANY = ""

Piece = tuple[str, ...]


def without_prefix(value: str, pattern: str, *, longest: bool) -> str | None:
    """The value without what the pattern matches at its beginning; None for a broken pattern."""
    pieces = _pieces(pattern)
    if pieces is None:
        return None
    end = _end(value, _compiled(pieces), 0, longest=longest)
    return value[end or 0 :]


def without_suffix(value: str, pattern: str, *, longest: bool) -> str | None:
    """The value without what the pattern matches at its end; None for a broken pattern."""
    pieces = _pieces(pattern)
    if pieces is None:
        return None
    mirrored = [piece[::-1] for piece in reversed(pieces)]
    end = _end(value[::-1], _compiled(mirrored), 0, longest=longest)
    return value[: len(value) - (end or 0)]


def replaced(value: str, pattern: str, other: str, *, everywhere: bool) -> str | None:
    """The value with `other` where the pattern matches; None for a broken pattern."""
    pieces = _pieces(pattern)
    if pieces is None:
        return None
    first, *rest = _compiled(pieces)
    if not rest:
        return first.sub(lambda _: other, value, count=0 if everywhere else 1)
    # The last star takes all it can, so nothing is left to match again.
    start = first.search(value)
    end = _end(value, [first, *rest], start.start(), longest=True) if start else None
    if not start or end is None:
        return value
    return value[: start.start()] + other + value[end:]


def _pieces(pattern: str) -> list[Piece] | None:
    """What stands between the stars, each character by itself, `_ANY` for a question mark."""
    pieces: list[list[str]] = [[]]
    at = 0
    while at < len(pattern):
        match = _PART.match(pattern, at)
        if not match:
            return None
        at = match.end()
        if match[2] == "*":
            pieces.append([])
        else:
            pieces[-1].extend([_ANY] if match[2] else match[1] or match[3])
    return [tuple(piece) for piece in pieces]


def _compiled(pieces: Sequence[Piece]) -> list[re.Pattern[str]]:
    return [re.compile("".join(re.escape(char) or "." for char in piece)) for piece in pieces]


def _end(value: str, pieces: Sequence[re.Pattern[str]], start: int, *, longest: bool) -> int | None:
    """Where a match that begins at `start` ends; None if there is none."""
    first, *rest = pieces
    match = first.match(value, start)
    for piece in rest[:-1]:
        match = match and piece.search(value, match.end())
    if not match or not rest:
        return match and match.end()
    if longest:
        ends = (rest[-1].match(value, at) for at in range(len(value), match.end() - 1, -1))
        match = next((found for found in ends if found), None)
    else:
        match = rest[-1].search(value, match.end())
    return match and match.end()
