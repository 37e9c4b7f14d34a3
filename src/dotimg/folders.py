"""The user's folders, found without platformdirs, whose import takes a quarter of a start-up.

`dotimg refresh` keeps its catalogs in the data folder, each in a folder of its own; the file
`current` holds the name of the one in use. `dotimg.renewal` writes there, this only looks.
"""

import os
import re
import sys
from typing import NamedTuple

CATALOGS = "catalogs"
POINTER = "current"

_NAME = re.compile(r"\d{4}-\d\d-\d\d-\w+", re.ASCII)
_LONGEST_NAME = 100
_DAY = len("2026-08-20")


def user_data() -> str | None:
    """The folder of this user for dotimg's data, as platformdirs has it; None without a home."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.expanduser(r"~\AppData\Local")
    else:
        base = os.environ.get("XDG_DATA_HOME", "")
        if not base.startswith("/"):
            mac = sys.platform == "darwin"
            base = os.path.expanduser("~/Library/Application Support" if mac else "~/.local/share")
    return os.path.join(base, "dotimg") if os.path.isabs(base) else None


class Refreshed(NamedTuple):
    """The catalog of the last `dotimg refresh`; its day is empty where the pointer is garbled."""

    day: str
    folder: str


def refreshed(data: str | None) -> Refreshed | None:
    """What the pointer in a data folder leads to; None where nobody ever refreshed.

    A garbled pointer leads to the folder of all catalogs, and so to an error that names it.
    """
    if data is None:
        return None
    try:
        with open(os.path.join(data, POINTER), encoding="utf-8", errors="replace") as file:
            name = file.read(_LONGEST_NAME).strip()
    except OSError:
        return None
    if not _NAME.fullmatch(name):
        return Refreshed("", os.path.join(data, CATALOGS))
    return Refreshed(name[:_DAY], os.path.join(data, CATALOGS, name))
