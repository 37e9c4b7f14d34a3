"""Bytes that know where in the file they stand, through continued lines and variables."""

from bisect import bisect_right
from collections.abc import Sequence

from dotimg.files.model import Piece, Span
from dotimg.named_tuples import NamedTuple

NOWHERE = -1


class Text(NamedTuple):
    """Bytes of one file, not always in one stretch.

    Each run is an index into `raw` and the offset in the file of the byte there; the bytes up to
    the next run follow it in the file. The offset is `NOWHERE` for bytes that no file states.
    """

    raw: bytes
    runs: tuple[tuple[int, int], ...]

    @property
    def text(self) -> str:
        """The bytes as text; what is not UTF-8 becomes lone surrogates, as in file names."""
        return decoded(self.raw)

    @property
    def span(self) -> Span:
        """From the first byte to the last one in the file; for what was cut out of a file."""
        runs = self.runs
        index, offset = runs[-1]
        return Span(runs[0][1], offset + len(self.raw) - index)

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The runs, each with its own span."""
        ends = (*self.runs[1:], (len(self.raw), NOWHERE))
        return tuple(
            [
                Piece(
                    decoded(self.raw[index:end]),
                    None if offset == NOWHERE else Span(offset, offset + end - index),
                )
                for (index, offset), (end, _) in zip(self.runs, ends, strict=True)
                if index < end
            ]
        )

    def cut(self, start: int, end: int) -> "Text":
        """The bytes from index `start` up to, but without, `end`."""
        raw = self.raw[start:end]
        if len(self.runs) == 1:
            offset = self.runs[0][1]
            return Text(raw, ((0, offset if offset == NOWHERE else offset + start),))
        first = max(bisect_right(self.runs, start, key=_index) - 1, 0)
        last = max(bisect_right(self.runs, end - 1, key=_index), first + 1)
        return Text(
            raw,
            tuple(
                (max(index - start, 0), _moved(offset, start - index))
                for index, offset in self.runs[first:last]
            ),
        )


EMPTY = Text(b"", ())


def decoded(raw: bytes) -> str:
    """The bytes as text; what is not UTF-8 becomes lone surrogates, as in file names."""
    return raw.decode("utf-8", "surrogateescape")


def stated_nowhere(text: str) -> Text:
    """A value that no file states."""
    return Text(text.encode("utf-8", "surrogatepass"), ((0, NOWHERE),))


def joined(parts: Sequence[Text]) -> Text:
    """The texts behind each other; what follows each other in the file becomes one run."""
    if len(parts) == 1:
        return parts[0]
    runs: list[tuple[int, int]] = []
    size = 0
    begun, offset_there = 0, NOWHERE - 1
    for raw, its_runs in parts:
        if raw:
            for index, offset in its_runs:
                if offset != _moved(offset_there, size + index - begun):
                    begun, offset_there = size + index, offset
                    runs.append((begun, offset))
            size += len(raw)
    return Text(b"".join([part.raw for part in parts]), tuple(runs))


def _index(run: tuple[int, int]) -> int:
    return run[0]


def _moved(offset: int, by: int) -> int:
    return offset if offset == NOWHERE else offset + max(by, 0)
