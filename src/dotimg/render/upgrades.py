"""What `upgrade` would change: as a unified diff, as lines, as JSON."""

import os
from collections.abc import Iterable, Iterator

from dotimg.edits import FileUpgrade, Move
from dotimg.errors import printable
from dotimg.render import documents

_COLOURS = {b"+": "32", b"-": "31", b"@": "36"}


def diff(upgrade: FileUpgrade) -> Iterator[bytes]:
    """The lines of a unified diff that `patch` and `git apply` take, bytes as in the file."""
    from difflib import diff_bytes, unified_diff  # noqa: PLC0415  only needed for what changes

    before, after = (_name(side, upgrade.path) for side in ("a", "b"))
    old, new = _lines(upgrade.old), _lines(upgrade.new)
    for line in diff_bytes(unified_diff, old, new, before, after, lineterm=b"\n"):
        yield line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n"


def _name(side: str, path: str) -> bytes:
    """A name as git writes it: with a side in front, unless it leads out of the folder."""
    inside = not os.path.isabs(path) and not path.startswith(os.pardir)
    name = f"{side}/{path}" if inside else os.path.abspath(path)
    if any(char in name for char in '"\\\t\n'):
        return b'"' + name.encode("unicode_escape").replace(b'"', b'\\"') + b'"'
    # A tab ends a name with spaces.
    return os.fsencode(name) + (b"\t" if " " in name else b"")


def _lines(content: bytes) -> list[bytes]:
    """The lines as diff counts them: a carriage return alone ends none."""
    lines = content.split(b"\n")
    return [line + b"\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def shown(line: bytes, *, color: bool) -> str:
    """A line of a diff for a terminal: nothing in it can move a cursor."""
    text = printable(line.decode("utf-8", errors="replace").rstrip("\r\n").replace("\t", "    "))
    colour = _COLOURS.get(line[:1], "")
    return f"\x1b[{colour}m{text}\x1b[0m" if color and colour else text


def move(one: Move) -> str:
    """Where an image moves to, and why."""
    return f"{one.path}:{one.line}: {one.old} to {one.new}: {one.why}"


def summary(upgrades: Iterable[FileUpgrade], done: str) -> str:
    """One line that counts: `3 images moved in 2 of 5 files`."""
    every = list(upgrades)
    changed = sum(one.old != one.new for one in every)
    left = sum(len(one.left) for one in every)
    rest = f"; {left} left as they are" if left else ""
    images = _count(sum(len(one.moves) for one in every), "image")
    return f"{images} {done} in {changed} of {_count(len(every), 'file')}{rest}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def document(upgrades: Iterable[FileUpgrade], as_of: str) -> dict[str, object]:
    """The JSON document of all files."""
    every = list(upgrades)
    return {
        "schema": documents.SCHEMA,
        "files": len(every),
        "images": sum(one.images for one in every),
        "edits": [
            {
                "path": edit.path,
                "line": edit.line,
                "column": edit.column,
                "span": list(edit.span),
                "old": edit.old,
                "new": edit.new,
            }
            for one in every
            for edit in one.edits
        ],
        "moves": [
            {**each._asdict(), "notes": list(each.notes)} for one in every for each in one.moves
        ],
        "left": [each._asdict() for one in every for each in one.left],
        "advice": [each._asdict() for one in every for each in one.advice],
        "catalog": {"as_of": as_of},
    }
