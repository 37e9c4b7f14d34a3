"""Commands that need an extra: the servers."""

import gc
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from typing import TYPE_CHECKING, BinaryIO

from dotimg.errors import UsageError

if TYPE_CHECKING:
    from dotimg.cli.context import Settings


@contextmanager
def extra(name: str, *packages: str) -> Iterator[None]:
    """Import what needs an extra, which has the name of the command.

    Raises:
        UsageError: One of its packages is not there; the message says what to install.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in packages:
            raise
        raise UsageError(f"{name} needs an extra: pip install 'dotimg[{name}]'") from None


def stay(settings: "Settings") -> None:
    """Make the process one that stays: it collects garbage, which short runs do without.

    What its packages log, tracebacks too, is for `--debug`.
    """
    gc.freeze()  # what was imported is no garbage
    gc.enable()
    if not settings.debug:
        logging.disable()


@contextmanager
def streams() -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """Those of a server, which may close them; whatever else prints does so to stderr."""
    sys.stdout.flush()
    with (
        os.fdopen(os.dup(sys.stdin.fileno()), "rb") as reader,
        os.fdopen(os.dup(sys.stdout.fileno()), "wb") as writer,
        redirect_stdout(sys.stderr),
    ):
        yield reader, writer
