"""Tables that a test has changed, and sealed again as if the builder had written them so."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from dotimg.catalog.tables import bundled_folder
from dotimg.feeds import encode

_SDK = "mcr.microsoft.com/dotnet/sdk"


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


def damaged(content: bytes, dice: Random) -> bytes:
    """A table as a bad disk or a cut-off copy leaves it: of the same size, or shorter."""
    place = dice.randrange(len(content))
    end = min(len(content), place + dice.choice((1, 8, 512, 4096)))
    kind = dice.choice(("bit", "digit", "zeros", "noise", "twice", "cut"))
    if kind == "bit":
        bent = bytes([content[place] ^ 1 << dice.randrange(8)])
        return content[:place] + bent + content[place + 1 :]
    if kind == "digit":
        digits = [at for at in range(place, end) if content[at : at + 1].isdigit()]
        if digits:
            at = dice.choice(digits)
            digit = (int(content[at : at + 1]) + dice.randrange(1, 10)) % 10
            return content[:at] + b"%d" % digit + content[at + 1 :]
    if kind == "cut":
        return content[:place]
    if kind == "twice":  # a piece of the file once more, where another should be
        start = dice.randrange(len(content) - (end - place) + 1)
        return content[:place] + content[start : start + end - place] + content[end:]
    filling = bytes(end - place) if kind == "zeros" else dice.randbytes(end - place)
    return content[:place] + filling + content[end:]


def cut_down(folder: Path) -> str:
    """Copy the shipped tables to a folder, with the SDK images of one channel alone."""
    shutil.copytree(bundled_folder(), folder)

    def cut(index: dict[str, Any]) -> None:
        index["sections"]["tags"] = {_SDK: {"10.0": index["sections"]["tags"][_SDK]["10.0"]}}
        index["channels"] = [one for one in index["channels"] if one[0] == "10.0"]
        index["framework"] = []

    change(folder, cut)
    return str(folder)
