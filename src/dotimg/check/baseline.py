"""A baseline: existing findings, which do not fail a check.

The file is JSON with one entry per line, sorted, so that a diff shows what was added and removed.
An entry counts the findings of one fingerprint, so it does not change with lines, versions or
messages. Paths are relative to the folder of the file, with slashes on every system.
"""

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from dotimg.check.model import Finding, Fingerprint
from dotimg.errors import InputError
from dotimg.files.search import LARGEST
from dotimg.files.side_files import regular_content
from dotimg.files.writing import put
from dotimg.named_tuples import NamedTuple

SCHEMA = 1
_HOW = "make it again with --write-baseline"
_ENTRY = {**dict.fromkeys(Fingerprint._fields, str), "count": int}


class Compared(NamedTuple):
    """Findings beside a baseline: those that it does not hold, and those that it does.

    `gone` are the entries that no longer occur, with how often they did.
    """

    new: tuple[Finding, ...]
    held: tuple[Finding, ...]
    gone: tuple[tuple[Fingerprint, int], ...]


class Baseline:
    """The entries of a file.

    Args:
        path: The file.
        entries: How many findings of each fingerprint it holds.
    """

    def __init__(self, path: str, entries: Counter[Fingerprint]) -> None:
        self.path = path
        self._folder = os.path.realpath(os.path.dirname(path) or os.curdir)
        self._entries = entries

    def compare(self, findings: Sequence[Finding], looked_at: Iterable[str]) -> Compared:
        """Tell the findings that are new from those it holds; of equal ones the last are new.

        Args:
            findings: All findings, in the order of their places.
            looked_at: The files that were checked: only their entries, and those of files that
                are not there any more, can be gone.
        """
        left = self._entries.copy()
        new: list[Finding] = []
        held: list[Finding] = []
        for one in findings:
            mark = self._mark(one)
            known = left[mark] > 0
            left[mark] -= known
            (held if known else new).append(one)
        kept = self._kept(looked_at)
        gone = [(mark, count) for mark, count in sorted((left - kept).items())]
        return Compared(tuple(new), tuple(held), tuple(gone))

    def write(self, findings: Iterable[Finding], looked_at: Iterable[str]) -> int:
        """Make the file hold these findings, and what it held of other files that are there.

        Returns:
            How many findings it holds now.

        Raises:
            InputError: It cannot be written, or not be read again; the message names it.
        """
        self._entries = self._kept(looked_at) + Counter(map(self._mark, findings))
        text = "".join(_lines(self._entries)).encode()
        if len(text) > LARGEST:
            raise InputError(f"{self.path}: {len(self._entries)} entries are too many for a file")
        put(self.path, text)
        return self._entries.total()

    def _kept(self, looked_at: Iterable[str]) -> Counter[Fingerprint]:
        """The entries of files that are there and were not looked at."""
        seen = set(map(self._relative, looked_at))
        others = {mark.path for mark in self._entries} - seen
        there = {path for path in others if os.path.lexists(os.path.join(self._folder, path))}
        return Counter({mark: count for mark, count in self._entries.items() if mark.path in there})

    def _mark(self, finding: Finding) -> Fingerprint:
        return finding.fingerprint(self._relative(finding.path))

    def _relative(self, path: str) -> str:
        folder, name = os.path.split(path)
        try:
            found = os.path.relpath(os.path.realpath(folder or os.curdir), self._folder)
        except ValueError:  # on another drive
            found = os.path.abspath(folder)
        return os.path.normpath(os.path.join(found, name)).replace(os.sep, "/")


def opened(path: str) -> Baseline:
    """The baseline in a file.

    Raises:
        InputError: It cannot be read, is none, or is of a newer dotimg; the message names it.
    """
    try:
        return Baseline(path, _read(regular_content(path, largest=LARGEST)))
    except InputError as error:
        raise InputError(f"{path}: {error}") from error
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    except ValueError as error:  # a NUL in the name
        raise InputError(f"{path}: cannot be read: {error}") from error


def opened_or_new(path: str) -> Baseline:
    """The baseline in a file, an empty one where there is none.

    Raises:
        InputError: There is a file, and it is not a baseline; the message names it.
    """
    return opened(path) if os.path.lexists(path) else Baseline(path, Counter())


def _read(text: bytes) -> Counter[Fingerprint]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        document = None
    schema = document.get("schema") if isinstance(document, dict) else None
    if isinstance(schema, int) and schema > SCHEMA:
        raise InputError(f"is a baseline of a newer dotimg (schema {schema})")
    entries = document.get("baseline") if isinstance(document, dict) else None
    if schema != SCHEMA or not isinstance(entries, list):
        raise InputError(f"is not a baseline file, or is damaged; {_HOW} under another name")
    found: Counter[Fingerprint] = Counter()
    for number, entry in enumerate(entries, 1):
        if not _is_entry(entry):
            raise InputError(f"entry {number} of the baseline is damaged")
        mark = Fingerprint(*(entry[field] for field in Fingerprint._fields))
        found[mark] = max(found[mark], entry["count"])  # twice where two branches were merged
    return found


def _is_entry(entry: object) -> bool:
    return (
        isinstance(entry, dict)
        and all(type(entry.get(field)) is kind for field, kind in _ENTRY.items())
        and entry["count"] > 0
    )


def _lines(entries: Counter[Fingerprint]) -> Iterator[str]:
    yield f'{{"schema": {SCHEMA}, "baseline": ['
    before = "\n"
    for mark, count in sorted(entries.items()):
        yield before + json.dumps({**mark._asdict(), "count": count})
        before = ",\n"
    yield "\n]}\n"
