"""The common options of a run, and what every command needs."""

import contextlib
import os
import sys
from typing import TYPE_CHECKING

from dotimg.errors import EXIT_OK, CatalogError, json_printable, printable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from dotimg.catalog.tables import Catalog


STALE_DAYS = 45
_OWN_ADVICE = "use a folder with tables, such as 'dotimg refresh' prints"
_COLOURS = {"warning": "yellow", "note": "cyan"}
DUMB = ("dumb", "unknown")  # values of TERM: terminals that know neither colour nor cursor
# Set by the terminals of Windows that know colour; its old console prints the codes themselves.
_COLOUR_ON_WINDOWS = ("WT_SESSION", "TERM", "TERM_PROGRAM", "ConEmuANSI", "ANSICON")


class Settings:
    """The common options; `color` is None where it is left to the terminal.

    `at` is the day on which tags are looked up, empty for that of the tables. `as_they_are` says
    that DOTIMG_REFRESH_AUTO no longer applies.
    """

    def __init__(self) -> None:
        self.debug = False
        self.quiet = False
        self.color: bool | None = None
        self.at = ""
        self.folder: str | None = None
        self.answering = False
        self.as_they_are = False
        self.exit_code = EXIT_OK  # what the process ends with if its reader leaves
        self._today = ""
        self._refreshed = ""
        self._only_bundled = False

    @property
    def today(self) -> str:
        """The day to judge on: the one that is given, that of `--at`, or today in UTC."""
        if not self._today:
            from dotimg.catalog.current import day

            if self.at:
                return self.at
            self._today = day(None)
        return self._today

    @today.setter
    def today(self, day: str) -> None:
        self._today = day

    @property
    def given_day(self) -> str | None:
        """The day that is given, None where it is today, whenever that is."""
        return self._today or self.at or None

    def colors(self, stream: "TextIO") -> bool:
        """Whether to write in colour there: as is said, else where it is a terminal."""
        return stream.isatty() if self.color is None else self.color

    def catalog(self) -> "Catalog":
        """The catalog to use; says so on stderr where it is old."""
        from datetime import date

        catalog = self.tables()
        age = date.fromisoformat(self.today) - date.fromisoformat(catalog.as_of)
        if age.days > STALE_DAYS:
            from dotimg.cli.stale import note_age

            note_age(self, catalog.as_of, age.days)
        return catalog

    def tables(self) -> "Catalog":
        """The catalog to use, however old."""
        from dotimg.catalog.tables import Catalog

        return Catalog(self.folder, _OWN_ADVICE) if self.folder else self.newest()

    def falls_back(self, error: CatalogError) -> bool:
        """Whether the command is to be run again with the tables of this installation.

        That is so where the tables of the last refresh turned out to be damaged before anything
        was answered: a look at every byte of them takes too long to be made each time.
        """
        if error.folder != self._refreshed or self.answering or self._only_bundled:
            return False
        from dotimg.catalog.current import fallen_back

        warn(self, fallen_back(error))
        self._only_bundled = True
        return True

    def newest(self, *, verified: bool = False, rows: bool = True) -> "Catalog":
        """The catalog of the last refresh, or the one of this installation if that is newer.

        A damaged one is named on stderr and passed over; `verified` also finds the damage that
        only a look at every byte does, and with `rows` at every row.
        """
        from dotimg.catalog.current import fallen_back, newest
        from dotimg.catalog.tables import Catalog

        if self._only_bundled:
            return Catalog()
        if not self.as_they_are and (value := os.environ.get("DOTIMG_REFRESH_AUTO")):
            from dotimg.cli.auto_refresh import refresh_first

            refresh_first(self, value)
        found = newest(verified=verified, rows=rows)
        if found.damage:
            warn(self, fallen_back(found.damage))
        self._refreshed = found.refreshed
        return found.catalog


def answer(text: str) -> None:
    """Write one line of the answer."""
    sys.stdout.write(printable(text) + "\n")


def answer_json(document: object) -> None:
    """Write the answer as JSON, readable for people too."""
    sys.stdout.write(json_text(document))


def json_text(document: object) -> str:
    """An answer as JSON, readable for people too."""
    import json

    return json_printable(json.dumps(document, indent=2)) + "\n"


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


def say(settings: "Settings", lines: "Iterable[str]") -> None:
    """Say on stderr what takes several lines."""
    if not settings.quiet:
        text = "".join(fitting(f"{printable(line)}\n") for line in lines)
        with contextlib.suppress(OSError):  # a lost stderr is not worth the answer
            sys.stderr.write(text)


def complain(text: str) -> None:
    """Say on stderr, even with `--quiet`, that one of several inputs cannot be used."""
    sys.stdout.flush()
    sys.stderr.write(fitting(f"dotimg: {printable(text)}\n"))


def fitting(line: str) -> str:
    """A line for stderr; on a terminal that is narrower it is broken between words."""
    if not sys.stderr.isatty():
        return line
    try:
        columns = os.get_terminal_size(sys.stderr.fileno()).columns
    except OSError:
        return line
    if len(line) <= columns or not columns:
        return line
    from dotimg.cli.render.wrapping import broken

    return "".join(f"{part}\n" for part in broken(line, columns))


def _say(settings: "Settings", kind: str, text: str) -> None:
    if not settings.quiet:
        start = f"{kind}:"
        line = fitting(f"{start} {printable(text)}\n")
        if settings.colors(sys.stderr):
            import click

            line = line.replace(start, click.style(start, fg=_COLOURS[kind], bold=True), 1)
        with contextlib.suppress(OSError):  # a lost stderr is not worth the answer
            sys.stderr.write(line)
