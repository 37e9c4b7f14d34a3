"""What the commands that read files share: which files, build arguments, a team's settings."""

import os
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

import click

from dotimg.cli.context import complain
from dotimg.errors import InputError, SettingsError, UsageError, quoted

if TYPE_CHECKING:
    from dotimg.catalog.tables import Catalog
    from dotimg.cli.team_settings import TeamSettings
    from dotimg.files.dockerfile import Dockerfile
    from dotimg.files.search import Source
    from dotimg.project.of_dockerfile import App

Command = TypeVar("Command", bound=Callable[..., object])

STDIN = "-"


def build_arg_option(command: Command) -> Command:
    """`--build-arg K=V`."""
    return click.option(
        "--build-arg",
        multiple=True,
        metavar="K=V",
        help="A build argument, or the value of a variable; K alone takes it from the environment.",
    )(command)


def build_arguments(words: tuple[str, ...]) -> dict[str, str]:
    """Build arguments as docker takes them."""
    found = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not name:
            raise UsageError(f"{quoted(word)} is no build argument; write it as NAME=VALUE")
        if equals:
            found[name] = value
        elif name in os.environ:
            found[name] = os.environ[name]
    return found


class SettingsFiles:
    """The settings of teams, found once for each folder.

    Args:
        catalog: Tells which families there are.
    """

    def __init__(self, catalog: "Catalog") -> None:
        self._families = tuple(catalog.traits["families"])
        self._found: dict[str, TeamSettings] = {}

    def of(self, path: str) -> "TeamSettings":
        """The settings that hold for a file.

        Raises:
            SettingsError: They cannot be used; the message says where and why.
        """
        from dotimg.cli import team_settings

        folder = os.path.dirname(path)
        if folder not in self._found:
            self._found[folder] = team_settings.find(folder or os.curdir, self._families)
        return self._found[folder]


class Unusable:
    """Says on stderr what cannot be used; of settings once, for however many files they hold."""

    def __init__(self) -> None:
        self._said: set[str] = set()

    def say(self, path: str, error: InputError) -> None:
        """Say why a file cannot be used."""
        line = str(error) if isinstance(error, SettingsError) else f"{path}: {error}"
        if line not in self._said:
            complain(line)
        self._said.add(line)


def app_finder(path: str | None) -> "Callable[[str, Dockerfile], App | None]":
    """Finds what a Dockerfile builds: the project of that path, else by what the file says."""
    from dotimg.project import of_dockerfile

    if path is None:
        return of_dockerfile.Finder().app_of
    return lambda _, file: of_dockerfile.opened(path, file)


def sources_of(paths: tuple[str, ...]) -> "Iterator[Source]":
    """The files that paths name, a Dockerfile on stdin first.

    Raises:
        UsageError: A path is empty, as of a variable that is not set.
    """
    from dotimg.files.search import Source, search

    if "" in paths:
        raise UsageError("an empty word is no path; write '.' for the current folder")
    if STDIN in paths:
        yield Source(STDIN, "dockerfile")
    yield from search(path for path in paths if path != STDIN)


def content_of(source: "Source") -> bytes:
    """The bytes of a file, or of stdin.

    Raises:
        InputError: They cannot be read.
    """
    from dotimg.files.search import LARGEST, content

    if source.problem:
        raise InputError(source.problem)
    if source.path != STDIN:
        return content(source.path)
    if sys.stdin is None:  # closed by the caller, 0<&-
        raise InputError("there is nothing to read: stdin is closed")
    found = sys.stdin.buffer.read(LARGEST + 1)
    if len(found) > LARGEST:
        raise InputError(f"is larger than the {LARGEST // 1_000_000} MB that are read")
    return found
