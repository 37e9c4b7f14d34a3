"""What `upgrade` would change: as a unified diff, as lines, as JSON."""

from collections.abc import Iterable, Iterator

from dotimg.edits import FileUpgrade, Move
from dotimg.errors import printable
from dotimg.render import documents

_COLOURS = {b"+": "32", b"-": "31", b"@": "36"}


def diff(upgrade: FileUpgrade) -> Iterator[bytes]:
    """The lines of a unified diff that `patch` and `git apply` take, bytes as in the file."""
    from difflib import diff_bytes, unified_diff  # noqa: PLC0415  only needed for what changes

    name = upgrade.path.encode("utf-8", errors="surrogateescape")
    old, new = upgrade.old.splitlines(keepends=True), upgrade.new.splitlines(keepends=True)
    for line in diff_bytes(unified_diff, old, new, b"a/" + name, b"b/" + name, lineterm=b"\n"):
        yield line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n"


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
