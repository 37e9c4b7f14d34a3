"""Positions of values in other files: inline Dockerfiles and given values."""

from bisect import bisect_right
from collections.abc import Iterable

from dotimg.files.builds.model import Inline
from dotimg.files.model import Found, Piece, Span
from dotimg.named_tuples import NamedTuple


def around(pieces: Iterable[Piece]) -> Span | None:
    """From the first to the last byte of pieces in one file, None where some have no place."""
    spans = [piece.span for piece in pieces]
    if not spans or not spans[0] or not spans[-1] or spans[0].path != spans[-1].path:
        return None
    return Span(spans[0].start, spans[-1].end, spans[0].path)


def inline_content(inline: Inline) -> bytes:
    """The bytes of a Dockerfile that stands in another file."""
    return "".join([piece.text for piece in inline.pieces]).encode("utf-8", "surrogateescape")


def in_file(found: Found, inline: Inline) -> Found:
    """What was found in a Dockerfile that stands in another file, at its places there."""
    starts, at = [], 0
    for piece in inline.pieces:
        starts.append(at)
        at += len(piece.text.encode("utf-8", "surrogateescape"))
    places = _Places(inline, starts)
    uses = [
        use._replace(
            span=places.around(use.span),
            pieces=tuple(
                part
                for piece in use.pieces
                for part in (places.pieces(piece) if piece.span else (piece,))
            ),
        )
        for use in found.uses
    ]
    skipped = [one._replace(span=places.around(one.span)) for one in found.skipped]
    return Found(tuple(uses), tuple(skipped))


class _Places(NamedTuple):
    """Where the bytes of an inline Dockerfile stand; `starts` are the offsets of its pieces."""

    inline: Inline
    starts: list[int]

    def around(self, span: Span) -> Span:
        """The place of a word, from its first byte that stands in the file to its last."""
        if span.path:
            return span
        cut = [one for one in self._cut(span.start, span.end) if one.span]
        if whole := around(cut):
            return whole
        known = [one.span for one in self.inline.pieces if one.span]
        return known[0] if known else Span(0, 0)

    def pieces(self, piece: Piece) -> list[Piece]:
        """A piece as those of the file."""
        span = piece.span
        return [piece] if not span or span.path else self._cut(span.start, span.end)

    def _cut(self, start: int, end: int) -> list[Piece]:
        found = []
        for number in range(bisect_right(self.starts, start) - 1, len(self.starts)):
            at, (text, span) = self.starts[number], self.inline.pieces[number]
            if at >= end:
                break
            raw = text.encode("utf-8", "surrogateescape")
            first, last = max(start - at, 0), min(end - at, len(raw))
            if first < last:
                part = raw[first:last].decode("utf-8", "surrogateescape")
                found.append(Piece(part, span and span.part(first, last)))
        return found


def as_own(found: Found, path: str) -> Found:
    """What was found with the spans of one file as that file's reader gives them."""

    def own(span: Span) -> Span:
        return span._replace(path="") if span.path == path else span

    uses = [
        use._replace(
            span=own(use.span),
            pieces=tuple(one._replace(span=one.span and own(one.span)) for one in use.pieces),
        )
        for use in found.uses
    ]
    skipped = [one._replace(span=own(one.span)) for one in found.skipped]
    return Found(tuple(uses), tuple(skipped))
