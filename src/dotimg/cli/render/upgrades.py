"""What `upgrade` would change: as lines, as JSON."""

import re
from collections.abc import Iterable

from dotimg.check.model import Skip
from dotimg.cli.render import picks
from dotimg.errors import printable
from dotimg.upgrade.model import FileUpgrade

# A command for the runner of a CI system, in the bytes of a line.
_COMMAND = re.compile(rb"##\w*\[|(?:^|[\r\n])\s*::")
_COLOURS = {b"+": "32", b"-": "31", b"@": "36"}


def shown(line: bytes, *, color: bool) -> str:
    """A line of a diff for a terminal: nothing in it can move a cursor."""
    text = printable(line.decode("utf-8", errors="replace").rstrip("\r\n").replace("\t", "    "))
    colour = _COLOURS.get(line[:1], "")
    return f"\x1b[{colour}m{text}\x1b[0m" if color and colour else text


def command_in(lines: Iterable[bytes]) -> int:
    """The first line, from 1, that the runner of a CI system may obey; 0 where there is none."""
    return next((number for number, line in enumerate(lines, 1) if _COMMAND.search(line)), 0)


def summary(upgrades: Iterable[FileUpgrade], skipped: int, *, written: bool) -> str:
    """One line that counts: `3 images moved in 2 of 5 files; 1 left as it is; 1 skipped`.

    Where nothing was written, it ends with how to do that.
    """
    every = list(upgrades)
    changed = sum(one.old != one.new for one in every)
    left, ended = sum(len(one.left) for one in every), sum(len(one.ended) for one in every)
    rest = f"; {left} left as {'it is' if left == 1 else 'they are'}" if left else ""
    rest += f"; {ended} unsupported" if ended else ""
    rest += f"; {skipped} skipped" if skipped else ""
    rest += "; use --write to apply" if changed and not written else ""
    images = _count(sum(len(one.moves) for one in every), "image")
    done = "moved" if written else "to move"
    return f"{images} {done} in {changed} of {_count(len(every), 'file')}{rest}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def document(
    upgrades: Iterable[FileUpgrade], skipped: Iterable[Skip], as_of: str
) -> dict[str, object]:
    """The JSON document of all files, and of the places that could not be judged."""
    every = list(upgrades)
    return {
        "schema": picks.SCHEMA,
        "files": len(every),
        "images": sum(one.images for one in every),
        "edits": [
            {
                "path": edit.path,
                "line": edit.line,
                "column": edit.column,
                "span": [edit.span.start, edit.span.end],
                "old": edit.old,
                "new": edit.new,
                "why": edit.why,
                "kind": edit.kind,
                "advice": [each.message for each in one.advice],
            }
            for one in every
            for edit in one.edits
        ],
        "moves": [
            {**each._asdict(), "notes": list(each.notes)} for one in every for each in one.moves
        ],
        "left": [each._asdict() for one in every for each in one.left],
        "ended": [each._asdict() for one in every for each in one.ended],
        "advice": [{**each._asdict(), "page": each.page} for one in every for each in one.advice],
        "skipped": [one._asdict() for one in skipped],
        "catalog": {"as_of": as_of},
    }
