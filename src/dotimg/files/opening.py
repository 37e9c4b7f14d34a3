"""Reads whole files by descriptor, which takes a tenth of the time for many small files."""

import os

READ = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
AT_ONCE = 65_536  # bytes; room for more is costly to make, and few files need it


def read(path: str, most: int, flags: int = READ) -> bytes:
    """The first bytes of a file, at most so many.

    Raises:
        OSError: It cannot be read.
        ValueError: There is a NUL in its name.
    """
    descriptor = os.open(path, flags)
    try:
        blocks: list[bytes] = []
        while most > 0 and (block := os.read(descriptor, min(AT_ONCE, most))):
            blocks.append(block)
            most -= len(block)
        return b"".join(blocks)
    finally:
        os.close(descriptor)
