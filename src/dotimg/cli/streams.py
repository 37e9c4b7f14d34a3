"""Answers to stdout, everything else to stderr, and nothing that could move a cursor."""

import contextlib
import os
import sys
from typing import TYPE_CHECKING

from dotimg.errors import printable

if TYPE_CHECKING:
    from dotimg.cli.context import Settings

DUMB = ("dumb", "unknown")  # values of TERM: terminals that know neither colour nor cursor
# Set by the terminals of Windows that know colour; its old console prints the codes themselves.
_COLOUR_ON_WINDOWS = ("WT_SESSION", "TERM", "TERM_PROGRAM", "ConEmuANSI", "ANSICON")


def answer(text: str) -> None:
    """Write one line of the answer."""
    sys.stdout.write(printable(text) + "\n")


def answer_json(document: object) -> None:
    """Write the answer as JSON, readable for people too."""
    import json

    sys.stdout.write(json.dumps(document, indent=2) + "\n")


def is_plain() -> bool:
    """Whether colour is not wanted here (NO_COLOR), or not known to the terminal."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") in DUMB:
        return True
    return sys.platform == "win32" and not any(map(os.environ.get, _COLOUR_ON_WINDOWS))


def width() -> int:
    """The columns of the terminal that shows the answer; 80 for whatever else it goes to."""
    if not sys.stdout.isatty():
        return 80
    import shutil

    return shutil.get_terminal_size().columns


def warn(settings: "Settings", text: str) -> None:
    """Say on stderr that something is wrong with the answer."""
    _say(settings, "warning", text)


def note(settings: "Settings", text: str) -> None:
    """Say on stderr what is worth knowing about the answer."""
    _say(settings, "note", text)


def complain(text: str) -> None:
    """Say on stderr, even with `--quiet`, that one of several inputs cannot be used."""
    sys.stdout.flush()
    sys.stderr.write(f"dotimg: {printable(text)}\n")


def _say(settings: "Settings", kind: str, text: str) -> None:
    if not settings.quiet:
        with contextlib.suppress(OSError):  # a lost stderr is not worth the answer
            sys.stderr.write(f"{kind}: {printable(text)}\n")
