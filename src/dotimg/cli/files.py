"""What the commands that read files share: which files, build arguments, a team's settings."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

import click

from dotimg.check.model import Skip
from dotimg.cli.context import complain, note
from dotimg.cli.option import option
from dotimg.cli.progress import working
from dotimg.errors import (
    CatalogError,
    InputError,
    NoStageError,
    SettingsError,
    UsageError,
    quoted,
)
from dotimg.named_tuples import NamedTuple

if TYPE_CHECKING:
    from dotimg.catalog.details import PackageTable
    from dotimg.catalog.tables import Catalog
    from dotimg.check.team_settings import TeamSettings
    from dotimg.check.teams import Teams
    from dotimg.cli.context import Settings
    from dotimg.files.builds.collection import Builds
    from dotimg.files.dockerfile import Dockerfile
    from dotimg.files.search import SourceFile
    from dotimg.project.of_dockerfile import App, AppFinder

Command = TypeVar("Command", bound=Callable[..., object])
Answer = TypeVar("Answer")

STDIN = "-"


def paths_argument(command: Command) -> Command:
    """`[PATH]...`, by default the current folder."""
    return click.argument(
        "paths",
        nargs=-1,
        metavar="[PATH]...",
        callback=lambda _context, _parameter, paths: paths or (os.curdir,),
    )(command)


def stdin_filename_option(command: Command) -> Command:
    """`--stdin-filename NAME`."""
    return option(
        "--stdin-filename",
        metavar="NAME",
        help="Read stdin as if it were this file.",
    )(command)


def named_paths(paths: tuple[str, ...], stdin_filename: str | None) -> tuple[str, ...]:
    """The paths, with the name of the file on stdin in place of `-`.

    Raises:
        UsageError: A name is given, and no file is on stdin, or the name is that of a folder.
    """
    if stdin_filename is None:
        return paths
    if STDIN not in paths:
        raise UsageError("--stdin-filename is for a file on stdin: give the path '-'")
    if not os.path.basename(stdin_filename) or os.path.isdir(stdin_filename):
        raise UsageError(f"--stdin-filename {quoted(stdin_filename)} is not the name of a file")
    return tuple(stdin_filename if path == STDIN else path for path in paths)


def on_stdin(paths: tuple[str, ...], stdin_filename: str | None) -> str:
    """What the file on stdin is called, empty where there is none."""
    return (stdin_filename or STDIN) if STDIN in paths else ""


def exclude_option(command: Command) -> Command:
    """`--exclude GLOB`."""
    return option(
        "--exclude",
        multiple=True,
        metavar="GLOB",
        help="Skip these files and folders, as in .gitignore: 'legacy/', '**/test/**'. May "
        "be repeated.",
    )(command)


def build_arg_option(command: Command) -> Command:
    """`--build-arg K=V`."""
    return option(
        "--build-arg",
        multiple=True,
        metavar="K=V",
        help="Set a build argument or variable; K alone takes its value from the environment.",
    )(command)


def build_arguments(words: tuple[str, ...]) -> dict[str, str]:
    """Build arguments as docker takes them."""
    found = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not name:
            raise UsageError(f"{quoted(word)} is not a build argument; expected NAME=VALUE")
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
    teams: "Teams",
    builds: "Builds",
    handle: "Callable[[SourceFile, bytes, TeamSettings], Answer]",
    *,
    pass_over: bool = False,
    stdin_filename: str | None = None,
) -> FileAnswers[Answer]:
    """Hand each file that paths name on, with its bytes and the settings of its team.

    A file that cannot be used gets a line on stderr, settings one for all their files; neither
    stops the others.

    Args:
        settings: The common options.
        paths: Files, folders, and `-` for a Dockerfile on stdin.
        doing: What a bar says is done, as "checking files".
        teams: The settings, which also tell what is left out.
        builds: Collects the builds that files declare; Dockerfiles are handed on behind all others.
        handle: Makes the answer; may raise InputError.
        pass_over: Whether a YAML file of no known kind that cannot be used is only passed over.
        stdin_filename: What the file on stdin is called.
    """
    from dotimg.check.sources import in_order

    found: FileAnswers[Answer] = FileAnswers([], [], [])
    said: set[str] = set()
    sources = list(sources_of(paths, partial(note, settings), teams, builds, stdin_filename))
    with working(settings, doing, when=STDIN not in paths) as work:
        for source in work.through(in_order(sources, builds, teams), len(sources)):
            if source.skipped:
                found.passed_over.append(Skip(source.path, 1, source.skipped))
                continue
            try:
                own, content = teams.of(os.path.dirname(source.path)), content_of(source)
                if source.kind != "dockerfile":
                    builds.add(source.path, source.kind, content)
                found.answers.append(handle(source, content, own))
            except CatalogError:
                raise
            except InputError as error:
                skip, whole = Skip(source.path, 1, str(error)), isinstance(error, SettingsError)
                if not whole and ((pass_over and source.kind == "yaml") or _is_part(source, error)):
                    found.passed_over.append(skip)
                    continue
                line = str(error) if whole else f"{source.path}: {error}"
                if line not in said:
                    complain(line)
                said.add(line)
                found.unusable.append(skip)
    found.passed_over.sort()
    return found


def _is_part(source: "SourceFile", error: InputError) -> bool:
    """Whether a search took a part of a Dockerfile, as `Dockerfile.common`, for one."""
    whole = source.path.lower().endswith(("dockerfile", "containerfile"))
    return isinstance(error, NoStageError) and not source.named and not whole


def builds_of(paths: tuple[str, ...], arguments: dict[str, str], catalog: "Catalog") -> "Builds":
    """Collects the builds of the trees that paths are in.

    Args:
        paths: Files, folders, and `-` for stdin.
        arguments: Build arguments, which go before those of builds.
        catalog: Tells which names of images are of interest.
    """
    from dotimg.explain.homes import needles
    from dotimg.files.builds.collection import Builds
    from dotimg.files.repository import folder_of

    folders = [folder_of(path) for path in paths if path != STDIN]
    return Builds(arguments, folders, needles=needles(catalog))


def tell_skipped(settings: "Settings", skipped: Iterable[Skip]) -> None:
    """Say on stderr what was not judged, and why, each reason once."""
    from dotimg.cli.render.hints import each_once

    for text in each_once((one.path, one.line, f"skipped: {one.reason}") for one in skipped):
        note(settings, text)


def app_finder(
    settings: "Settings",
    path: str | None,
    table: "Callable[[], PackageTable]",
    builds: "Builds",
    *,
    msbuild: bool,
) -> "AppFinder":
    """Finds what a Dockerfile builds: the project of that path, else by what the file says."""
    from dotimg.project import of_dockerfile

    if msbuild:
        note(settings, "project properties were read by dotnet msbuild")
    finder = of_dockerfile.Finder(table, builds.contexts, msbuild=msbuild)
    known: dict[tuple[str, int], App | InputError | None] = {}

    def app_of(name: str, file: "Dockerfile | None", content: bytes) -> "App | None":
        key = name, hash(content)
        if key not in known:
            try:
                known[key] = finder.app_of(name, file, content, path)
            except InputError as error:
                known[key] = error
        found = known[key]
        if isinstance(found, InputError):
            raise found
        return found

    return app_of


def teams_of(
    catalog: "Catalog", exclude: tuple[str, ...], paths: tuple[str, ...], own: Iterable[str] = ()
) -> "Teams":
    """The settings of all folders, and what they and `--exclude` leave out.

    Args:
        catalog: Tells which families of systems the settings may name.
        exclude: Globs, which begin where dotimg runs, and outside of there at the path asked for.
        paths: What is asked for.
        own: Files that dotimg wrote itself, which name nothing.
    """
    from dotimg.check.teams import Teams
    from dotimg.files.repository import folder_of

    bases = [os.getcwd(), *map(folder_of, map(os.path.abspath, paths))] if exclude else []
    written = frozenset(map(os.path.abspath, own))
    return Teams(tuple(catalog.traits["families"]), exclude, bases, written)


def sources_of(
    paths: tuple[str, ...],
    remark: Callable[[str], object],
    teams: "Teams",
    builds: "Builds",
    stdin_filename: str | None = None,
) -> "Iterator[SourceFile]":
    """The files that paths name.

    Args:
        paths: Files, folders, and `-` for stdin.
        remark: Told what is to be known of the search.
        teams: Tell what is left out, also of what a path names itself, which is remarked.
        builds: Tell which texts are of interest.
        stdin_filename: What the file on stdin is called; it is a Dockerfile where nobody says so.

    Raises:
        UsageError: A path is empty, as of a variable that is not set.
    """
    from dotimg.files.kinds import kind_of
    from dotimg.files.search import SourceFile, search

    if "" in paths:
        raise UsageError("the path is empty; write '.' for the current folder")
    left = []
    for path in dict.fromkeys(paths):
        name = (stdin_filename or STDIN) if path == STDIN else path
        if name != STDIN and (by := teams.excludes_named(name)):
            remark(f"{name}: ignored because of {by}")
        elif path == STDIN:
            yield SourceFile(name, kind_of(name) or "dockerfile", named=True, on_stdin=True)
        else:
            left.append(path)
    found = search(
        left, remark, builds.may_state, lambda path, folder: teams.excludes(path, folder=folder)
    )
    typed = os.path.realpath(stdin_filename) if stdin_filename else None
    yield from (one for one in found if not typed or os.path.realpath(one.path) != typed)


def content_of(source: "SourceFile") -> bytes:
    """The bytes of a file, or of stdin.

    Raises:
        InputError: They cannot be read.
    """
    from dotimg.files.search import LARGEST, content

    if source.problem:
        raise InputError(source.problem)
    if not source.on_stdin:
        return content(source.path)
    if sys.stdin is None:  # closed by the caller, 0<&-
        raise InputError("cannot read: stdin is closed")
    found = sys.stdin.buffer.read(LARGEST + 1)
    if len(found) > LARGEST:
        raise InputError(f"is larger than the {LARGEST // 1_000_000} MB that are read")
    return found
