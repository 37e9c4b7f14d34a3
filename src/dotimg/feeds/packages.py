"""NuGet packages, and whether they need ASP.NET Core: from `aspnetcore-packages.json`."""

import os
from collections.abc import Mapping
from typing import Any

from dotimg.feeds.rows import json_file

FILE = "aspnetcore-packages.json"

# How it was found out, and for each package its version and the answer.
Packages = Mapping[str, Any]


def in_folder(folder: str) -> Packages:
    """The packages of a folder, nothing where it has no such file.

    Raises:
        InputError: It is damaged, or names a package twice.
    """
    if not os.path.exists(os.path.join(folder, FILE)):
        return {}
    document = json_file(folder, FILE)
    found: dict[str, tuple[str, bool]] = {}
    for row in document.rows("packages"):
        name = row.word("package")
        if name.lower() in {one.lower() for one in found}:
            row.refuse(f"{name} is listed twice")
        found[name] = (row.word("version"), row.flag("aspnetcore"))
    made = {name: document.text(name) for name in ("as_of", "sdk", "framework", "how")}
    return {**made, "packages": dict(sorted(found.items()))}
