"""`dotimg schema`."""

import json
import os
import sys

import click

from dotimg.cli.command import Command
from dotimg.cli.context import answer_json
from dotimg.errors import UsageError, quoted


@click.command(cls=Command, epilog="Exit codes: 0 done, 2 wrong usage, or no such schema.")
@click.argument("schema", metavar="[SCHEMA]", required=False)
def command(schema: str | None) -> None:
    """Print the JSON Schema of a command's output or of dotimg.toml.

    SCHEMA is a command with --format json, or "settings" for dotimg.toml.
    Without an argument, all are listed. Later versions may add fields; existing
    fields keep their meaning.

    \b
    dotimg schema
    dotimg schema check
    dotimg schema settings
    """
    every = schemas()
    if schema is None:
        sys.stdout.writelines(f"{one}\n" for one in every)
    elif schema in every:
        answer_json(every[schema])
    else:
        raise UsageError(f"there is no schema {quoted(schema)}; expected one of {', '.join(every)}")


def schemas() -> dict[str, object]:
    """All schemas by name, from the file that `docs/schemas/write_schemas.py` makes."""
    package = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    with open(os.path.join(package, "schemas.json"), encoding="utf-8") as file:
        found: dict[str, object] = json.load(file)
    return found
