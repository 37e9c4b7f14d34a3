"""Writes each part of a new reference at the place of the old part.

A reference can be made of several values: `${REGISTRY}/sdk:${VERSION}-alpine3.18`. Its pieces keep
their limits: a limit between two words of the old tag, such as version and system, becomes the
limit between the same words of the new one.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from dotimg.files.model import Piece
from dotimg.names import tags

_Places = dict[str, tuple[int, int]]


def rewritten(pieces: Sequence[Piece], new: str) -> tuple[str, ...] | None:
    """The new text of each piece; None where the limits between them cannot be kept."""
    old = "".join(piece.text for piece in pieces)
    before, after = dict(_parts(old)), dict(_parts(new))
    places = [0]
    for limit in list(accumulate(len(piece.text) for piece in pieces))[:-1]:
        place = _moved(old, new, limit, before, after)
        if place is None or place < places[-1]:
            return None
        places.append(place)
    return tuple(new[start:end] for start, end in pairwise((*places, len(new))))


def _moved(old: str, new: str, limit: int, before: _Places, after: _Places) -> int | None:
    """Where in the new reference the limit is that stands at a place of the old one."""
    for part, (start, end) in before.items():
        if part in after and start <= limit <= end:
            first, last = after[part]
            inside = _inside(old[start:end], new[first:last], limit - start)
            if inside is not None:
                return first + inside
    return limit if old[:limit] == new[:limit] else None


def _inside(old: str, new: str, limit: int) -> int | None:
    """The same for one part: its ends are kept, and so is what stays the same around a limit."""
    if limit == 0 or old[:limit] == new[:limit]:
        return limit
    rest = old[limit:]
    return len(new) - len(rest) if new.endswith(rest) else None


def _parts(reference: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """The parts of a reference with their places: name, the fields of the tag, digest."""
    rest, at_sign, _ = reference.partition("@")
    name, colon, tag = rest.rpartition(":")
    if not colon or "/" in tag:
        name, tag = rest, ""
    yield "name", (0, len(name))
    place = len(name) + 1
    for field, size in tags.layout(tag) if tag else ():
        yield field, (place, place + size)
        place += size + 1
    if at_sign:
        yield "digest", (len(rest) + 1, len(reference))
