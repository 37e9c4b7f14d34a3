"""The JSON of `list --live`: the rows of `list`, and what the registry says of each."""

import io
import json
from collections.abc import Iterable, Sequence
from typing import TextIO

from dotimg.cli.render import live_documents, rows
from dotimg.cli.render.rows import Locate, Systems
from dotimg.errors import DotimgError
from dotimg.resolver.model import Listing


def write_json(
    listed: Sequence[Listing],
    outcomes: Iterable[str | DotimgError],
    locate: Locate,
    out: TextIO,
    systems: Systems,
    as_of: str,
    name: str,
) -> None:
    """What `rows.write_json` writes, with a field `live` in each row."""
    plain = io.StringIO()
    rows.write_json(listed, locate, plain, systems, as_of, name)
    document = json.loads(plain.getvalue())
    for row, outcome in zip(document[name], outcomes, strict=True):
        row["live"] = live_documents.live(outcome)
    lines = ",\n".join(json.dumps(row) for row in document.pop(name))
    out.write(f'{json.dumps(document)[:-1]}, "{name}": [\n{lines}\n]}}\n')
