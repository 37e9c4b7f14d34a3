"""`python -m dotimg.feeds INPUT OUTPUT`: build the tables from a folder with all of history."""

import argparse
import sys
from typing import cast

import yaml

from dotimg.catalog.traits import Traits
from dotimg.errors import EXIT_OK, DotimgError, InputError, printable
from dotimg.feeds import build, encode


def main(arguments: list[str] | None = None) -> int:
    """Build and write the tables; give the exit code."""
    parser = argparse.ArgumentParser(prog="python -m dotimg.feeds", description=__doc__)
    parser.add_argument(
        "input", help="folder with history, docker-hub/, snapshot/, releases/, os-lifecycle.json"
    )
    parser.add_argument("output", help="folder of the catalog, which holds traits.yaml")
    options = parser.parse_args(arguments)
    try:
        files = build.from_history(options.input, _traits(f"{options.output}/traits.yaml"))
        encode.write(options.output, files)
    except DotimgError as error:
        sys.stderr.write(f"dotimg.feeds: {printable(str(error))}\n")
        return error.exit_code
    return EXIT_OK


def _traits(path: str) -> Traits:
    try:
        with open(path, encoding="utf-8") as file:
            traits: object = yaml.safe_load(file)
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error
    if not isinstance(traits, dict) or not Traits.__required_keys__ <= traits.keys():
        raise InputError(f"{path}: should have {', '.join(sorted(Traits.__required_keys__))}")
    return cast("Traits", traits)


if __name__ == "__main__":
    sys.exit(main())
