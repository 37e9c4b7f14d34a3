"""What the commands that read files share: which files, build arguments, a team's settings."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

import click

from dotimg.check.model import Skip
from dotimg.cli.context import complain, note
from dotimg.cli.progress import working
from dotimg.errors import InputError, SettingsError, UsageError, quoted

if TYPE_CHECKING:
    from dotimg.catalog.model import PackageTable
    from dotimg.catalog.tables import Catalog
    from dotimg.cli.context import Settings
    from dotimg.cli.team_settings import TeamSettings
    from dotimg.files.builds.collection import Builds
    from dotimg.files.search import SourceFile
    from dotimg.project.of_dockerfile import AppFinder

Command = TypeVar("Command", bound=Callable[..., object])
Answer = TypeVar("Answer")

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


class FileAnswers(NamedTuple, Generic[Answer]):
    """What came of the files: answers, and files that cannot be used, with their reasons.

    `passed_over` are links that lead out of the tree, and files whose names promised no images,
    where such files are passed over.
    """

    answers: list[Answer]
    unusable: list[Skip]
    passed_over: list[Skip]


def each_file(
    settings: "Settings",
    paths: tuple[str, ...],
    doing: str,
    catalog: "Catalog",
    builds: "Builds",
    handle: "Callable[[SourceFile, bytes, TeamSettings], Answer]",
    *,
    pass_over: bool = False,
) -> FileAnswers[Answer]:
    """Hand each file that paths name on, with its bytes and the settings of its team.

    A file that cannot be used gets a line on stderr, settings one for all their files; neither
    stops the others.

    Args:
        settings: The common options.
        paths: Files, folders, and `-` for a Dockerfile on stdin.
        doing: What a bar says is done, as "checking files".
        catalog: Tells which families of systems the settings may name.
        builds: Collects the builds that files declare; Dockerfiles are handed on behind all others.
        handle: Makes the answer; may raise InputError.
        pass_over: Whether a YAML file of no known kind that cannot be used is only passed over.
    """
    from dotimg.cli import team_settings

    found: FileAnswers[Answer] = FileAnswers([], [], [])
    families = tuple(catalog.traits["families"])
    of_folder: dict[str, TeamSettings] = {}
    said: set[str] = set()
    sources = list(sources_of(paths, partial(note, settings)))
    sources.sort(key=lambda source: source.kind == "dockerfile")
    with working(settings, doing, when=STDIN not in paths) as work:
        for source in work.through(_with_named(sources, builds), len(sources)):
            if source.skipped:
                found.passed_over.append(Skip(source.path, 1, source.skipped))
                continue
            try:
                folder = os.path.dirname(source.path)
                if folder not in of_folder:
                    of_folder[folder] = team_settings.find(folder or os.curdir, families)
                content = content_of(source)
                if source.kind != "dockerfile":
                    builds.add(source.path, source.kind, content)
                found.answers.append(handle(source, content, of_folder[folder]))
            except InputError as error:
                skip, own = Skip(source.path, 1, str(error)), isinstance(error, SettingsError)
                if pass_over and source.kind == "yaml" and not own:
                    found.passed_over.append(skip)
                    continue
                line = str(error) if own else f"{source.path}: {error}"
                if line not in said:
                    complain(line)
                said.add(line)
                found.unusable.append(skip)
    return found


def _with_named(sources: "list[SourceFile]", builds: "Builds") -> "Iterator[SourceFile]":
    """The files, and behind them the Dockerfiles that builds name and no search would find."""
    from dotimg.files.search import SourceFile

    yield from sources
    known = (source.path for source in sources if source.kind == "dockerfile")
    for path in builds.named(known):
        yield SourceFile(path, "dockerfile")


def builds_of(paths: tuple[str, ...], arguments: dict[str, str]) -> "Builds":
    """Collects the builds of the trees that paths are in.

    Args:
        paths: Files, folders, and `-` for stdin.
        arguments: Build arguments, which go before those of builds.
    """
    from dotimg.files.builds.collection import Builds

    named = [path for path in paths if path != STDIN]
    return Builds(arguments, [one if os.path.isdir(one) else os.path.dirname(one) for one in named])


def tell_skipped(settings: "Settings", skipped: Iterable[Skip]) -> None:
    """Say on stderr what was not judged, and why."""
    for skip in skipped:
        note(settings, f"{skip.path}:{skip.line}: skipped: {skip.reason}")


def app_finder(
    settings: "Settings",
    path: str | None,
    table: "Callable[[], PackageTable]",
    *,
    msbuild: bool,
) -> "AppFinder":
    """Finds what a Dockerfile builds: the project of that path, else by what the file says."""
    from dotimg.project import of_dockerfile

    if msbuild:
        note(settings, "the facts of projects are those that dotnet msbuild tells")
    finder = of_dockerfile.Finder(table, msbuild=msbuild)
    if path is None:
        return finder.app_of
    return lambda name, file, content: finder.app_of(name, file, content, path)


def sources_of(paths: tuple[str, ...], remark: Callable[[str], object]) -> "Iterator[SourceFile]":
    """The files that paths name, a Dockerfile on stdin first.

    Args:
        paths: Files, folders, and `-` for stdin.
        remark: Told what is to be known of the search.

    Raises:
        UsageError: A path is empty, as of a variable that is not set.
    """
    from dotimg.files.search import SourceFile, search

    if "" in paths:
        raise UsageError("an empty word is no path; write '.' for the current folder")
    if STDIN in paths:
        yield SourceFile(STDIN, "dockerfile")
    yield from search((path for path in paths if path != STDIN), remark)


def content_of(source: "SourceFile") -> bytes:
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
