"""The note on old tables, which a user gets once a day."""

import contextlib
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from dotimg.catalog.user_folders import user_folder
from dotimg.cli.context import note

if TYPE_CHECKING:
    from dotimg.cli.context import Settings

_MARK = "said-old"  # in the cache folder


def note_age(settings: "Settings", as_of: str, days: int) -> None:
    """Say how old the tables are: not in CI, and else once a day.

    Where that cannot be kept, in an unwritable cache folder, it is said each time.
    """
    if settings.quiet or os.environ.get("CI", "").lower() not in ("", "0", "false"):
        return
    if settings.folder:
        note(settings, f"tag data is {days} days old ({as_of})")
    elif not _said_on(settings.today):
        note(settings, f"tag data is {days} days old ({as_of}); run 'dotimg refresh'")


def _said_on(today: str) -> bool:
    """Whether it was said on this day, which is the time of an empty file; from now on it was."""
    folder = user_folder("cache")
    if not folder:
        return False
    mark = os.path.join(folder, _MARK)
    day = datetime.fromisoformat(today).replace(tzinfo=UTC).timestamp()
    with contextlib.suppress(OSError):
        if os.stat(mark).st_mtime == day:
            return True
    with contextlib.suppress(OSError):  # a cache that cannot be written
        os.makedirs(folder, exist_ok=True)
        os.close(os.open(mark, os.O_WRONLY | os.O_CREAT | getattr(os, "O_NONBLOCK", 0), 0o644))
        os.utime(mark, (day, day))
    return False
