"""What needs more packages than a plain installation has."""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from dotimg.errors import UsageError


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


@contextmanager
def served() -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """The streams of a server, which may close them; whatever else prints does so to stderr."""
    gc.enable()  # which short runs do without
    sys.stdout.flush()
    with (
        os.fdopen(os.dup(sys.stdin.fileno()), "rb") as reader,
        os.fdopen(os.dup(sys.stdout.fileno()), "wb") as writer,
    ):
        stdout, sys.stdout = sys.stdout, sys.stderr
        try:
            yield reader, writer
        finally:
            sys.stdout = stdout
