"""`dotimg schema`."""

import os
import sys

import click

from dotimg.cli.command import Command
from dotimg.errors import UsageError, quoted

_ENDING = ".json"


@click.command(cls=Command, epilog="Exit codes: 0 done, 2 wrong usage, or there is no such schema.")
@click.argument("schema", metavar="[SCHEMA]", required=False)
def command(schema: str | None) -> None:
    """Print the JSON Schema of a command's output or of dotimg.toml.

    SCHEMA is a command with --format json, or settings for dotimg.toml; without
    one all are listed. Fields may be added by later versions,
    those that are there keep their meaning.

    \b
    dotimg schema
    dotimg schema check
    dotimg schema settings
    """
    if schema is None:
        sys.stdout.writelines(f"{one}\n" for one in names())
        return
    if schema not in names():
        raise UsageError(f"there is no schema {quoted(schema)}; there are {', '.join(names())}")
    with open(os.path.join(_folder(), schema + _ENDING), encoding="utf-8") as file:
        sys.stdout.write(file.read())


def names() -> list[str]:
    """What there are schemas of."""
    return sorted(one.removesuffix(_ENDING) for one in os.listdir(_folder()))


def _folder() -> str:
    package = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    return os.path.join(package, "schemas")
