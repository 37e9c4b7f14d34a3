"""What `upgrade` would change, as a unified diff."""

import os
import re
from collections.abc import Iterator
from itertools import groupby, islice

from dotimg.upgrade.model import FileUpgrade

_AROUND = 3  # lines
# A command for the runner of a CI system, in a name.
_COMMAND = re.compile(rb"##\w*\[|(?:^|[\r\n])\s*::")


def diff(upgrade: FileUpgrade) -> Iterator[bytes]:
    """The lines of a unified diff that `patch` and `git apply` take, bytes as in the file.

    An edit takes no line away and says which ones it adds, so that nothing has to be matched.
    """
    old, new = _lines(upgrade.old), _in_place_of(upgrade)
    before, after = (_name(side, upgrade.path) for side in ("a", "b"))
    yield b"--- " + before + b"\n"
    yield b"+++ " + after + b"\n"
    changed = [number for number, line in enumerate(old) if new[number] != [line]]
    added = 0
    for first, last in _hunks(changed, len(old)):
        size = sum(map(len, new[first:last]))
        yield b"@@ -" + _range(first, last - first) + b" +" + _range(first + added, size) + b" @@\n"
        added += size - (last - first)
        for same, run in groupby(range(first, last), key=lambda one: new[one][0] == old[one]):
            numbers = list(run)
            if not same:
                yield from (_diff_line(b"-", old[number]) for number in numbers)
            for number in numbers:
                yield _diff_line(b" " if same else b"+", new[number][0])
                yield from (_diff_line(b"+", line) for line in new[number][1:])


def _in_place_of(upgrade: FileUpgrade) -> list[list[bytes]]:
    """For each line of a file the lines that take its place."""
    added: dict[int, int] = {}
    for edit in upgrade.edits:
        if count := edit.new.count("\n"):
            added[edit.line - 1] = added.get(edit.line - 1, 0) + count
    lines = iter(_lines(upgrade.new))
    return [
        list(islice(lines, 1 + added.get(number, 0))) for number in range(len(_lines(upgrade.old)))
    ]


def _range(first: int, count: int) -> bytes:
    return b"%d,%d" % (first + 1, count) if count > 1 else b"%d" % (first + 1)


def _hunks(changed: list[int], count: int) -> Iterator[tuple[int, int]]:
    """The first line and the one behind the last of each hunk, with what stands around it."""
    start = 0
    for place, number in enumerate(changed):
        following = changed[place + 1] if place + 1 < len(changed) else None
        if following is None or following - number > 2 * _AROUND + 1:
            yield max(changed[start] - _AROUND, 0), min(number + _AROUND + 1, count)
            start = place + 1


def _diff_line(sign: bytes, line: bytes) -> bytes:
    return sign + line + (b"" if line.endswith(b"\n") else b"\n\\ No newline at end of file\n")


def _name(side: str, path: str) -> bytes:
    """A name as git writes it: with a side in front, unless it leads out of the folder."""
    inside = not os.path.isabs(path) and not path.startswith(os.pardir)
    name = (f"{side}/{path}" if inside else os.path.abspath(path)).replace(os.sep, "/")
    if not name.isprintable() or '"' in name or "\\" in name or _COMMAND.search(name.encode()):
        return b'"' + b"".join(map(_quoted_byte, os.fsencode(name))) + b'"'
    # A tab ends a name with spaces.
    return os.fsencode(name) + (b"\t" if " " in name else b"")


def _quoted_byte(byte: int) -> bytes:
    """A byte as git writes it between quotes."""
    if byte in b'"\\':
        return b"\\" + bytes([byte])
    one = bytes([byte])
    plain = one.isascii() and chr(byte).isprintable() and one != b"#"
    return one if plain else b"\\%03o" % byte


def _lines(content: bytes) -> list[bytes]:
    """The lines as diff counts them: a carriage return alone ends none."""
    lines = content.split(b"\n")
    return [line + b"\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
