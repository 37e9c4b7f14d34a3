"""All digests ever listed, looked up without reading all of them.

`digests.bin` holds them, 32 bytes each, in the order of the rows of `digests.jsonl`; `digests.idx`
holds the numbers of the rows in the order of the digests, 4 bytes each, the lowest byte first. So a
digest is found by bisection, and its row by its number. `data/README.md` describes the columns.
"""

import json
import os
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import takewhile
from mmap import ACCESS_READ, mmap
from typing import Any

from dotimg.catalog import layers
from dotimg.catalog.checksums import CheckedTable
from dotimg.catalog.details import Digest, DigestKind
from dotimg.catalog.table_files import lines_with
from dotimg.errors import UsageError, quoted
from dotimg.named_tuples import NamedTuple

ALGORITHM = "sha256:"
NAMES, ORDER, ROWS = "digests.bin", "digests.idx", "digests.jsonl"
FIRST_COLUMN = Digest._fields.index("tags")

_NAME_BYTES = 32
_NUMBER_BYTES = 4
_FEW = 500  # rows
_LEAST_DIGITS = 12
_MOST_DIGITS = 2 * _NAME_BYTES
# A row ends where nothing but these would follow: last_seen, retired, size, children, base.
_LEFT_OUT = (None, None, None, (), "")
_ARCHITECTURE = Digest._fields.index("architecture") - FIRST_COLUMN
_CHILDREN = Digest._fields.index("children") - FIRST_COLUMN
_FEWEST = len(Digest._fields) - FIRST_COLUMN - len(_LEFT_OUT)


class _Section(NamedTuple):
    """The rows of one channel of one repository, and the number of the first."""

    repository: str
    start: int
    end: int
    first: int


class DigestTables:
    """Answers questions about digests from the three tables of a folder.

    Its methods raise OSError, EOFError, ValueError, LookupError or TypeError where a table is
    damaged.

    Args:
        folder: The folder of the catalog.
        sections: For each repository and channel [start, end, number of the first row].
        sums: The checksums of each table.
    """

    def __init__(
        self,
        folder: str,
        sections: Mapping[str, Mapping[str, list[int]]],
        sums: Mapping[str, str],
    ) -> None:
        self._folder = folder
        self._sums = sums
        self._sections = {
            repository: {name: _Section(repository, *places) for name, places in channels.items()}
            for repository, channels in sections.items()
        }
        self._in_order = [one for found in self._sections.values() for one in found.values()]
        self._firsts = [section.first for section in self._in_order]
        self._names = self._mapped(NAMES)
        self._order = self._mapped(ORDER)
        self._rows = self._mapped(ROWS)
        self._marks = self._mapped(layers.TABLE)
        self._texts: dict[_Section, _SectionText] = {}
        self._children: dict[tuple[str, str], list[int]] = {}
        self._asked: set[_Section] = set()
        self._by_tag: dict[_Section, dict[str, list[int]]] = {}

    def beginning(self, prefix: str) -> tuple[Digest, ...]:
        """All rows whose digest begins with these hex digits, in the order of digests."""
        return tuple(map(self._digest, self._numbers(prefix)))

    def mark_of(self, digest: str) -> bytes:
        """The mark of the layers of the image of a digest; empty where none were recorded."""
        own = (
            _at(self._marks, number, layers.MARK_BYTES)
            for number in self._numbers(digest.removeprefix(ALGORITHM))
        )
        return next((mark for mark in own if mark != layers.NO_MARK), b"")

    def _numbers(self, prefix: str) -> tuple[int, ...]:
        """The numbers of all rows whose digest begins with these hex digits."""

        def number(place: int) -> int:
            return int.from_bytes(_at(self._order, place, _NUMBER_BYTES), "little")

        def name(place: int) -> bytes:
            return _at(self._names, number(place), _NAME_BYTES)

        places = range(len(self._order) // _NUMBER_BYTES)
        wanted = bytes.fromhex(prefix.ljust(_MOST_DIGITS, "0"))
        from_here = places[bisect_left(places, wanted, key=name) :]
        found = takewhile(lambda place: name(place).hex().startswith(prefix), from_here)
        return tuple(map(number, found))

    def of_tag(self, repository: str, channel: str, tag: str) -> tuple[Digest, ...]:
        """All digests that ever carried a tag, the newest first."""
        numbers = (number for rows in self._of_tag(repository, channel, tag) for number in rows)
        return tuple(sorted(map(self._digest, numbers), key=_age, reverse=True))

    def last_of_tag(self, repository: str, channel: str, tag: str) -> Digest | None:
        """The newest of these alone, None where there are none."""
        found: list[Digest] = []
        for rows in self._of_tag(repository, channel, tag):
            for digest in map(self._digest, rows):  # those of one day stand in no order
                found.append(digest)
                if digest.first_seen < found[0].first_seen:
                    break
        return max(found, key=_age, default=None)

    def _of_tag(self, repository: str, channel: str, tag: str) -> Iterator[list[int]]:
        """The numbers of the rows that hold a tag, section by section, the newest day first."""
        sections = self._sections.get(repository, {})
        # A tag that does not name its channel (`latest`) wandered from one to the next; a digest
        # with tags of several channels stands in the section without a name.
        if channel and tag.startswith(channel):
            sections = {name: sections[name] for name in (channel, "") if name in sections}
        for section in sections.values():
            yield self._carrying(section, tag)

    def children(self, index: Digest) -> tuple[Digest, ...]:
        """The platforms of an index that these tables gave."""
        numbers = self._children[index.repository, index.digest]
        return tuple([self._digest(number) for number in numbers])

    def of_mark(self, mark: bytes) -> tuple[Digest, ...]:
        """The digests of the images whose layers have this mark, in the order of the rows."""
        return tuple(map(self._digest, self.numbers_by_mark.get(mark, ())))

    @cached_property
    def numbers_by_mark(self) -> layers.Marks:
        """The numbers of the rows by the marks of their layers."""
        return layers.read(self._marks.read(0, len(self._marks)))

    def layer_marks(self) -> list[bytes]:
        """The mark of every digest, in the order of the rows."""
        return layers.marks(self._marks.read(0, len(self._marks)))

    def all(self) -> Iterator[Digest]:
        """Every digest, section by section, the newest of each first."""
        for section in self._in_order:
            for number, _ in enumerate(self._text(section).lines, section.first):
                yield self._digest(number)

    def _carrying(self, section: _Section, tag: str) -> list[int]:
        """The numbers of the rows that hold a tag.

        To look for one tag in all lines takes a third of the time of sorting them by tag; so that
        is done when a section is asked for the second time, and answers all that follow.
        """
        text = self._text(section)
        if section not in self._asked:
            self._asked.add(section)
            rows = text.holding(json.dumps(tag).encode())
            return [section.first + number for number, line in rows if tag in json.loads(line)[0]]
        if section not in self._by_tag:
            self._by_tag[section] = _by_tag(text.lines, section.first)
        return sorted(self._by_tag[section].get(tag, ()))

    def _digest(self, number: int) -> Digest:
        section = self._in_order[bisect_right(self._firsts, number) - 1]
        row: list[Any] = json.loads(self._text(section).line(number - section.first).decode())
        row += _LEFT_OUT[len(row) - _FEWEST :]
        row[0] = tuple(row[0])
        children = [number + further for further in row[_CHILDREN]]
        row[_CHILDREN] = tuple([self._name(child) for child in children])
        kind: DigestKind = "platform" if row[_ARCHITECTURE] else "index"
        found = Digest(self._name(number), section.repository, kind, *row)
        self._children[found.repository, found.digest] = children
        return found

    def _name(self, number: int) -> str:
        return ALGORITHM + _at(self._names, number, _NAME_BYTES).hex()

    def _text(self, section: _Section) -> "_SectionText":
        if section not in self._texts:
            self._texts[section] = _SectionText(self._rows.read(section.start, section.end))
        return self._texts[section]

    def _mapped(self, table: str) -> CheckedTable:
        with open(os.path.join(self._folder, table), "rb") as file:
            return CheckedTable(mmap(file.fileno(), 0, access=ACCESS_READ), self._sums[table])


class _SectionText:
    """The rows of a section as they are written, of which a question needs a few.

    Args:
        content: Their bytes.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._starts = {0: 0}
        self._lines: list[bytes] = []

    @property
    def lines(self) -> list[bytes]:
        """All rows."""
        if not self._lines:
            self._lines = self._content.splitlines()
        return self._lines

    def holding(self, text: bytes) -> Iterator[tuple[int, bytes]]:
        """The rows that hold a text, with their numbers from 0."""
        for number, start, line in lines_with(self._content, text):
            self._starts[number] = start
            yield number, line

    def line(self, number: int) -> bytes:
        """One row.

        The platforms of an index stand a few rows behind it, so that they are found from there.
        All rows are taken apart only for one that is far from those that are known, or many.
        """
        if self._lines or len(self._starts) > _FEW:
            return self.lines[number]
        near = max(known for known in self._starts if known <= number)
        if number - near > _FEW:
            return self.lines[number]
        start = self._starts[near]
        for _ in range(number - near):
            start = self._content.index(b"\n", start) + 1
        self._starts[number] = start
        return self._content[start : self._content.index(b"\n", start)]


def prefix_of(word: str) -> str:
    """The hex digits of a digest or of its beginning, `sha256:` before them or not.

    Raises:
        UsageError: They are fewer than 12, or no digest begins so.
    """
    prefix = word.lower().removeprefix(ALGORITHM)
    if len(prefix) < _LEAST_DIGITS:
        raise UsageError(f"{quoted(word)} is too short for a digest; give at least 12 hex digits")
    if len(prefix) > _MOST_DIGITS or set(prefix) - set("0123456789abcdef"):
        raise UsageError(
            f"{quoted(word)} is not a digest; expected sha256: and up to 64 hex digits"
        )
    return prefix


def packed(number: int) -> bytes:
    """The number of a row as `digests.idx` holds it."""
    return number.to_bytes(_NUMBER_BYTES, "little")


def _by_tag(lines: list[bytes], first: int) -> dict[str, list[int]]:
    """The numbers of the rows by tag; of each line only the tags, its first column, are parsed.

    Most images are built anew under the same tags several times, so these are taken apart once.
    """
    numbers: defaultdict[bytes, list[int]] = defaultdict(list)
    for number, line in enumerate(lines, start=first):
        numbers[line[1 : line.index(b"]") + 1]].append(number)
    found: dict[str, list[int]] = {}
    for tags, own in zip(json.loads(b"[%s]" % b",".join(numbers)), numbers.values(), strict=True):
        for tag in tags:
            found[tag] = found[tag] + own if tag in found else own
    return found


def _at(table: CheckedTable, place: int, size: int) -> bytes:
    found = table.read(place * size, (place + 1) * size)
    if len(found) < size:
        raise EOFError(f"row {place} is beyond the end of its table")
    return found


def _age(digest: Digest) -> tuple[str, str, str]:
    return digest.first_seen, digest.retired or "9999", digest.created or ""
