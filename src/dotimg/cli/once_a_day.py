"""What is done once a day, by the time of an empty file in the cache folder of the user."""

import contextlib
import os
from datetime import UTC, datetime

from dotimg.catalog.user_folders import user_folder


def first_on(today: str, mark: str, *, unkept: bool) -> bool:
    """Whether this is the first call on a day, which is kept.

    Args:
        today: The day as an ISO date.
        mark: The name of the file.
        unkept: What to give where it cannot be kept, in an unwritable cache folder.
    """
    folder = user_folder("cache")
    if not folder:
        return unkept
    path = os.path.join(folder, mark)
    day = datetime.fromisoformat(today).replace(tzinfo=UTC).timestamp()
    with contextlib.suppress(OSError):
        if os.stat(path).st_mtime == day:
            return False
    try:
        os.makedirs(folder, exist_ok=True)
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | getattr(os, "O_NONBLOCK", 0), 0o644))
        os.utime(path, (day, day))
    except OSError:
        return unkept
    return True
