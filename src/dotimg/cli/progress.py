"""Progress on a terminal, unless `--quiet` is given."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from stat import S_ISREG
from typing import TYPE_CHECKING

from dotimg.cli.context import DUMB
from dotimg.cli.render.progress import Work, shown

if TYPE_CHECKING:
    from dotimg.cli.context import Settings


@contextmanager
def working(settings: "Settings", words: str, *, when: bool = True) -> Iterator[Work]:
    """What to tell how far some work is; from a second on, a bar on stderr shows it.

    The answer is to be written behind it: whatever goes to the same terminal meanwhile, but for
    lines on stderr, is mixed up with the bar.

    Args:
        settings: The common options.
        words: What is done, as "checking files".
        when: False where a bar would be in the way, as of a user who types.
    """
    work = Work()
    if when and not settings.quiet and _is_screen():
        with shown(work, words, settings.color):
            yield work
    else:
        yield work


def _is_screen() -> bool:
    """Whether stderr is a terminal on which a line can be written over."""
    return sys.stderr.isatty() and os.environ.get("TERM") not in DUMB


def answers_to_file() -> bool:
    """Whether what is written to stdout reaches no screen, not even through a pipe."""
    return S_ISREG(os.fstat(sys.stdout.fileno()).st_mode)
