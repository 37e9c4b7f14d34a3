"""Tables that a test has changed, and sealed again as if the builder had written them so."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dotimg.feeds import encode


def change(folder: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    """Change what `catalog.json` holds."""
    path = folder / "catalog.json"
    index = json.loads(path.read_bytes())
    edit(index)
    path.write_bytes(encode.index(index))


def replace(folder: Path, table: str, old: str, new: str) -> None:
    """Replace a text in a table by another of the same length, so that all offsets stay."""
    path = folder / table
    content = path.read_bytes()
    assert old.encode() in content
    assert len(old) == len(new)
    path.write_bytes(content.replace(old.encode(), new.encode()))
    note(folder, table)


def note(folder: Path, table: str) -> None:
    """Let `catalog.json` tell of a table as it is."""
    noted = encode.noted((folder / table).read_bytes())
    change(folder, lambda index: index["tables"].update({table: noted}))
