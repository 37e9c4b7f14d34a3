"""What the .NET SDK answers itself, see README.md in this folder."""

import csv
import gzip
import json
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent


def read_answers(name: str) -> list[Any]:
    """The rows of a file."""
    with gzip.open(_FOLDER / name, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file)) if ".csv" in name else [json.loads(one) for one in file]
