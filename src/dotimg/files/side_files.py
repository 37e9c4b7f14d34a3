"""Files that are read in addition to the given ones: settings, ignore rules."""

import os
import stat

from dotimg.errors import InputError
from dotimg.files.opening import READ, read

LARGEST = 1_000_000  # bytes
# Opening must not wait for whoever writes to a pipe; Windows has neither the flag nor such files.
_FLAGS = READ | getattr(os, "O_NONBLOCK", 0)


def regular_content(path: str, *, follow: bool = True, largest: int = LARGEST) -> bytes:
    """The bytes of a regular file of a sane size, so that reading it has an end.

    Args:
        path: The file.
        follow: Whether a link is followed.
        largest: How many bytes are a sane size.

    Raises:
        InputError: It is a pipe, a device, a link that is not followed, or too large.
        OSError: It is not there, is a folder, or cannot be read.
    """
    mode = os.stat(path, follow_symlinks=follow).st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise InputError("is not read: it is not a regular file")
    content = read(path, largest + 1, _FLAGS)
    if len(content) > largest:
        raise InputError(f"is not read: it is larger than {largest // 1_000_000} MB")
    return content
