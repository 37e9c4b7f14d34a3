"""Writes the digests of all times: their bytes, their order, and their rows in sections."""

from dotimg.catalog import digests as tables
from dotimg.catalog.model import Digest
from dotimg.feeds.digests import Digests
from dotimg.feeds.history import Key
from dotimg.upstream.sections import as_lines, channel_of

Sections = dict[str, dict[str, tuple[int, int, int]]]


def encode(digests: Digests) -> tuple[dict[str, bytes], Sections]:
    """The three tables, and [start, end, number of the first row] of each section."""
    grouped: dict[Key, list[Digest]] = {}
    for digest in digests.values():
        grouped.setdefault((digest.repository, _channel(digest)), []).append(digest)
    ordered = {key: _newest_first(grouped[key]) for key in sorted(grouped)}
    rows = [digest for section in ordered.values() for digest in section]
    names = [bytes.fromhex(digest.digest.removeprefix(tables.ALGORITHM)) for digest in rows]
    order = sorted(range(len(rows)), key=names.__getitem__)
    content, sections = _rows(ordered)
    files = {
        tables.NAMES: b"".join(names),
        tables.ORDER: b"".join(tables.packed(number) for number in order),
        tables.ROWS: content,
    }
    return files, sections


def _rows(ordered: dict[Key, list[Digest]]) -> tuple[bytes, Sections]:
    rows = [digest for section in ordered.values() for digest in section]
    numbers = {(row.repository, row.digest): number for number, row in enumerate(rows)}
    sections: Sections = {}
    written: list[bytes] = []
    position = first = 0
    for (repository, channel), section in ordered.items():
        written.append(as_lines(_row(digest, numbers) for digest in section))
        end = position + len(written[-1])
        sections.setdefault(repository, {})[channel] = (position, end, first)
        position, first = end, first + len(section)
    return b"".join(written), sections


def _channel(digest: Digest) -> str:
    """The channel that all its tags stand in, empty where that is none or several."""
    channels = {channel_of((digest.repository, tag), digest.version) for tag in digest.tags}
    return channels.pop() if len(channels) == 1 else ""


def _newest_first(digests: list[Digest]) -> list[Digest]:
    """In the order of the days; images of one build stand together, which keeps the wheel small."""
    by_name = sorted(digests, key=lambda digest: (digest.tags, digest.digest))
    return sorted(by_name, key=lambda digest: digest.first_seen, reverse=True)


def _row(digest: Digest, numbers: dict[Key, int]) -> list[object]:
    """The columns of `Digest` from `tags` on, what is empty at the end left out.

    Children are told by how many rows further on they stand: small numbers, which pack well.
    """
    own = numbers[digest.repository, digest.digest]
    children = [numbers[digest.repository, child] - own for child in digest.children]
    row: list[object] = [*digest[tables.FIRST_COLUMN : -1], children]
    while not row[-1]:
        row.pop()
    return row
