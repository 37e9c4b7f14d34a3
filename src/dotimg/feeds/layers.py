"""The layer marks of all images, from `layers-history.jsonl.gz` and a snapshot."""

import re

from dotimg.catalog.layers import NO_MARK, mark_of
from dotimg.feeds.digests import Digests
from dotimg.feeds.history import Key
from dotimg.feeds.rows import FeedRow, json_lines
from dotimg.feeds.snapshot import Snapshot

LayerMarks = dict[Key, bytes]

_LAYER = re.compile(r"[0-9a-f]{20}")
_FILE = "layers-history.jsonl.gz"


def read(folder: str, digests: Digests) -> LayerMarks:
    """The marks of the images of which upstream ever listed layers, by repository and digest.

    Left out are images that the history of digests does not have, such as nightly ones.

    Raises:
        InputError: A row is damaged or is set twice.
    """
    found: LayerMarks = {}
    for row in json_lines(folder, _FILE):
        key = row.word("repository"), row.digest("digest")
        if key in found:
            row.refuse(f"{key[0]}@{key[1]} is listed twice")
        if key in digests:
            found[key] = mark_in(row)
    return found


def mark_in(row: FeedRow) -> bytes:
    """The mark of the layers that a row lists."""
    layers = row.texts("layers")
    for layer in layers:
        if not _LAYER.fullmatch(layer):
            row.misfit_item("layers", "the first 20 hex digits of digests", layer)
    return mark_of(layers)


def carry_on(earlier: LayerMarks, snapshot: Snapshot) -> LayerMarks:
    """The marks as they are after a snapshot; what a digest names never changes."""
    return {**listed(snapshot), **earlier}


def listed(snapshot: Snapshot) -> LayerMarks:
    """The marks of the images that a snapshot lists with the digests of their layers."""
    return {
        (image.repository, part.platform.digest or ""): part.layers
        for image in snapshot.images
        for part in image.platforms
        if part.layers != NO_MARK
    }


def contradictions(stated: LayerMarks, snapshot: Snapshot) -> list[Key]:
    """The listed images of which the history has other layers, sorted."""
    now = listed(snapshot)
    return sorted(key for key in now if stated.get(key, now[key]) != now[key])
