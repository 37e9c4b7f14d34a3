"""The note on old tables, which a user gets once a day."""

import os
from typing import TYPE_CHECKING

from dotimg.cli.context import note
from dotimg.cli.once_a_day import first_on

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
    elif first_on(settings.today, _MARK, unkept=True):
        note(settings, f"tag data is {days} days old ({as_of}); run 'dotimg refresh'")
