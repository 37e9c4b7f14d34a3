"""Makes the tables that dotimg ships.

python -m dotimg.feeds INPUT OUTPUT                  from a folder with all of history
python -m dotimg.feeds update [--source URL|DIR] DATA   newer ones, by the publisher's feeds
"""

import argparse
import os
import sys
from contextlib import closing
from datetime import UTC, date, datetime
from typing import cast

import yaml

from dotimg.catalog.traits import Traits
from dotimg.errors import EXIT_OK, DotimgError, InputError, printable
from dotimg.feeds import build, encode, sources
from dotimg.feeds.sources import FeedSource
from dotimg.feeds.update import update
from dotimg.registry.download import Downloads
from dotimg.registry.hosts import HostPolicy

_TIMEOUT = 600.0  # seconds


def main(arguments: list[str] | None = None) -> int:
    """Build or update the tables; give the exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    work = _update if words[:1] == ["update"] else _build
    try:
        work(words)
    except DotimgError as error:
        sys.stderr.write(f"dotimg.feeds: {printable(str(error))}\n")
        return error.exit_code
    return EXIT_OK


def _build(words: list[str]) -> None:
    parser = _parser("")
    parser.add_argument(
        "input", help="folder with history, docker-hub/, snapshot/, releases/, os-lifecycle.json"
    )
    parser.add_argument("output", help="folder of the catalog, which holds traits.yaml")
    options = parser.parse_args(words)
    files = build.from_history(options.input, _traits(options.output))
    encode.write(options.output, files)


def _update(words: list[str]) -> None:
    """Print what is new, for the message of a commit; nothing where nothing is."""
    parser = _parser(" update")
    parser.add_argument("--source", help="a mirror or copy of the feeds, as of 'dotimg refresh'")
    parser.add_argument("--today", metavar="DAY", type=_day, help="the day to take as today")
    parser.add_argument("data", help="folder of the tables, which holds traits.yaml")
    options = parser.parse_args(words[1:])
    today = options.today or datetime.now(UTC).date().isoformat()
    with closing(Downloads(_TIMEOUT, HostPolicy())) as downloads:
        origin = _origin(options.source, downloads)
        told = update(options.data, origin, _traits(options.data), today)
    sys.stdout.writelines(f"{printable(line)}\n" for line in told)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day such as 2026-08-20") from None


def _parser(verb: str) -> argparse.ArgumentParser:
    return argparse.ArgumentParser(
        prog=f"python -m dotimg.feeds{verb}",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _origin(source: str | None, downloads: Downloads) -> FeedSource:
    if source and "://" not in source:
        if not os.path.isdir(source):
            raise InputError(f"{source}: no such folder")
        return sources.from_folder(source)
    return sources.from_network(source, downloads)


def _traits(folder: str) -> Traits:
    path = os.path.join(folder, "traits.yaml")
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
