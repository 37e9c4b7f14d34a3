"""A terminal in which a test runs dotimg: a real pty, and a screen on which it is read."""

import json
import os
import select
import struct
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import pytest

pytest.importorskip("pty", reason="there are no ptys on Windows")

import fcntl
import pty
import termios

import pyte

_PATIENCE = 30  # seconds; what is not there by then does not come
_AT_ONCE = "from dotimg.cli.render import progress; progress._DELAY = 0"
_RUN = """
import fcntl, json, os, signal, sys, termios
from dotimg.cli import run
if os.isatty(0):
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # so that what is typed can interrupt
signal.signal(signal.SIGINT, signal.default_int_handler)
code = run(sys.argv[2:])
with open(sys.argv[1], "w", encoding="utf-8") as file:
    json.dump(list(sys.modules), file)
sys.exit(code)
"""


class Terminal:
    """Runs dotimg with stdin, stderr and, unless another is given, stdout on a terminal.

    A bar comes after its second, or with `at_once` as soon as it can. `raw` is all that came,
    `modules` what was loaded when it ended by itself.
    """

    def __init__(
        self,
        folder: Path,
        *arguments: str,
        columns: int = 80,
        rows: int = 24,
        stdout: IO[bytes] | None = None,
        at_once: bool = False,
        **environment: str,
    ) -> None:
        self._modules = folder / "modules.json"
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.raw = b""
        self._seen = 0
        line = [
            sys.executable,
            "-c",
            f"{_AT_ONCE if at_once else ''}{_RUN}",
            str(self._modules),
            *arguments,
        ]
        kept = {name: text for name, text in os.environ.items() if not name.startswith("DOTIMG_")}
        for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "CI"):
            kept.pop(name, None)
        self.process = subprocess.Popen(
            line,
            stdin=theirs,
            stdout=stdout or theirs,
            stderr=theirs,
            start_new_session=True,
            env={**kept, "TERM": "xterm-256color", "DOTIMG_TODAY": "2026-11-22", **environment},
        )
        os.close(theirs)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._ours)

    def type(self, text: str) -> None:
        os.write(self._ours, text.encode())

    def wait_for(self, words: str) -> list[str]:
        """The lines on the screen as soon as the words are among them."""
        late = time.monotonic() + _PATIENCE
        while not any(words in line for line in self.lines()):
            # So few bytes that what is soon wiped out again is seen.
            came = self._read(64) and time.monotonic() < late
            assert came, f"{words!r} did not come: {self.lines()}"
        return self.lines()

    def wait(self) -> int:
        """The exit code, when all has been read."""
        while self._read():
            pass
        return self.process.wait()

    def lines(self) -> list[str]:
        """What is on the screen, without the empty lines at its end."""
        text = "\n".join(line.rstrip() for line in self._now().display)
        return text.rstrip("\n").split("\n") if text.strip() else []

    def cursor(self) -> tuple[int, int]:
        """Its column and line, from 0."""
        now = self._now()
        return now.cursor.x, now.cursor.y

    def colours(self) -> set[str]:
        """Those of all characters on the screen."""
        rows = self._now().buffer.values()
        return {char.fg for row in rows for char in row.values()} - {"default"}

    def colour_of(self, words: str) -> str:
        """That of the first of these words on the screen."""
        now = self._now()
        for number, line in enumerate(now.display):
            if words in line:
                return str(now.buffer[number][line.index(words)].fg)
        raise AssertionError(f"{words!r} is not there: {self.lines()}")

    @property
    def modules(self) -> set[str]:
        return set(json.loads(self._modules.read_text("utf-8")))

    def _now(self) -> pyte.Screen:
        """The screen after all that was read; only who looks at it pays for it."""
        self._stream.feed(self.raw[self._seen :])
        self._seen = len(self.raw)
        return self._screen

    def _read(self, most: int = 65536) -> bool:
        if not select.select([self._ours], [], [], _PATIENCE)[0]:
            return False
        try:
            found = os.read(self._ours, most)
        except OSError:  # so a terminal ends on Linux
            return False
        self.raw += found
        return bool(found)
