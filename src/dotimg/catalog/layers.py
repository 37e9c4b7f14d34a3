"""Which official image the layers of an image begin with.

`layers.bin` holds one mark for each row of `digests.jsonl`, in their order: the first five bytes of
all layers of that image, each taken once, joined by exclusive or. Zeros stand for an image whose
layers nobody recorded. The lowest layers of an image are those of its base, so the mark of the
lowest n of them is the base's own for one n, whatever order the publisher told them in. Of an image
of 20 foreign layers fewer than one in a million meets a mark by chance: 20 tries in 2**40 for each
of the 53,940 images.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

MARK_BYTES = 5
NO_MARK = bytes(MARK_BYTES)
TABLE = "layers.bin"

_LAYER = r"(?:sha256:)?([0-9a-f]{10})[0-9a-f]*"
# A gzipped archive of no file, as builders store a step that changed none; evidence of nothing.
_EMPTY = {"4f4fb700ef", "a3ed95caeb"}

Marks = dict[bytes, list[int]]


def mark_of(layers: Iterable[str]) -> bytes:
    """The mark of an image of these layers, zeros where there are none that tell anything."""
    mark = NO_MARK
    for _, found in growing(layers):
        mark = found
    return mark


def growing(layers: Iterable[str]) -> Iterator[tuple[int, bytes]]:
    """The mark of the lowest layers of an image, as one after the other is added.

    Args:
        layers: Their digests from the lowest on, `sha256:` before them or not.

    Yields:
        How many of the layers are in it, and the mark; nothing for one that adds nothing to it.
        It ends at the first that is not a sha256 digest, which is in no official image.
    """
    mark, seen = 0, set(_EMPTY)
    for number, layer in enumerate(layers, start=1):
        match = re.fullmatch(_LAYER, layer)
        if not match:
            return
        if match[1] not in seen:
            seen.add(match[1])
            mark ^= int(match[1], 16)
            yield number, mark.to_bytes(MARK_BYTES, "big")


def marks(table: bytes) -> list[bytes]:
    """The marks that a table holds, row by row."""
    return [table[place : place + MARK_BYTES] for place in range(0, len(table), MARK_BYTES)]


def read(table: bytes) -> Marks:
    """The numbers of the rows by their marks."""
    found: defaultdict[bytes, list[int]] = defaultdict(list)
    for number, mark in enumerate(marks(table)):
        found[mark].append(number)
    found.pop(NO_MARK, None)
    return dict(found)
