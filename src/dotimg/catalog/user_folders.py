"""The user's folders, by the rules of platformdirs, whose import takes a quarter of a start-up."""

import os
import sys
from typing import Literal

# For each purpose: Windows, macOS, and the variable and default of the XDG specification.
_PLACES = {
    "data": ("dotimg", "~/Library/Application Support", "XDG_DATA_HOME", "~/.local/share"),
    "cache": (r"dotimg\Cache", "~/Library/Caches", "XDG_CACHE_HOME", "~/.cache"),
}


def user_folder(purpose: Literal["data", "cache"]) -> str | None:
    """The folder of this user for dotimg's data or its cache; None where there is no home."""
    windows, mac, variable, default = _PLACES[purpose]
    if sys.platform == "win32":
        base, name = os.environ.get("LOCALAPPDATA") or r"~\AppData\Local", windows
    else:
        stated, name = os.environ.get(variable, ""), "dotimg"
        base = stated if stated.startswith("/") else mac if sys.platform == "darwin" else default
    folder = os.path.join(os.path.expanduser(base), name)
    return folder if os.path.isabs(folder) else None
