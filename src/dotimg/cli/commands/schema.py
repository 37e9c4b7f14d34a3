"""`dotimg schema`."""

import os
import sys

import click

from dotimg.errors import UsageError, quoted

_ENDING = ".json"


@click.command(epilog="Exit codes: 0 done, 2 wrong usage, or there is no such schema.")
@click.argument("name", metavar="[NAME]", required=False)
def command(name: str | None) -> None:
    """Print the JSON Schema of what a command prints, or of dotimg.toml.

    NAME is that of a command with --format json, or settings for dotimg.toml;
    without one all names are listed. Fields may be added by later versions,
    those that are there keep their meaning.

    \b
    dotimg schema
    dotimg schema check
    dotimg schema settings
    """
    folder = os.path.join(os.path.dirname(__file__), os.pardir, os.pardir, "schemas")
    names = sorted(one.removesuffix(_ENDING) for one in os.listdir(folder))
    if name is None:
        sys.stdout.writelines(f"{one}\n" for one in names)
        return
    if name not in names:
        raise UsageError(f"there is no schema {quoted(name)}; there are {', '.join(names)}")
    with open(os.path.join(folder, name + _ENDING), encoding="utf-8") as file:
        sys.stdout.write(file.read())
