"""Which project a Dockerfile builds, and which `global.json` binds its commands.

The project is the one that the build stages publish, else build, run or restore; else the one after
which what the image starts is called; else the only program beside the Dockerfile or below. Paths
are those of the build context, which nothing in the file names: the folder of the Dockerfile and
those above it are tried, up to the root of the repository.
"""

import os
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from dotimg.errors import InputError, printable
from dotimg.files.dockerfile import Dockerfile, Instruction
from dotimg.files.repository import root_of, up_to_root
from dotimg.project import docker_ignore
from dotimg.project.build_context import BuildContext
from dotimg.project.build_steps import DotnetCommand, Steps, reached, steps

if TYPE_CHECKING:
    from dotimg.catalog.model import PackageTable
    from dotimg.project.model import GlobalJson, Project
    from dotimg.project.reader import Reader

_SUFFIXES = (".csproj", ".fsproj", ".vbproj")
# The verbs that tell the project, those that tell most first.
_VERBS = (("publish",), ("build", "run", "watch", "msbuild", "pack"), ("restore", "test"))
# The options of `dotnet publish` and its kin that have a value behind them.
_WITH_VALUE = {
    *("-c", "--configuration", "-o", "--output", "-r", "--runtime", "-f", "--framework", "-a"),
    *("--arch", "--os", "-v", "--verbosity", "-s", "--source", "--artifacts-path", "--manifest"),
    *("--logger", "--filter", "--settings", "--launch-profile", "--version-suffix", "--packages"),
    *("--configfile", "--use-current-runtime", "-l"),
}
_PROJECT_OPTIONS = ("--project", "-p")
_SELF_CONTAINED = ("--self-contained=true", "selfcontained=true", "publishaot=true")
_GLOBAL_JSON = "global.json"
# What runs its steps in an image, in the root of a repository; with commands of dotnet in it.
_PIPELINE = re.compile(r"(?:^|/)(?:\.github/workflows/|\.gitlab-ci|\.devcontainer)")
_RUNS = re.compile(rb"\bdotnet[ \t]+[a-z]")
_OWN_SETUP = re.compile(rb"setup-dotnet|dotnet-install")
_LEFT = re.compile(r"(?:^|/)(?:bin|obj|publish)(?:/|$)")  # folders of a build's output
_DEEPEST = 32  # folders in a path
_CONTEXTS = 6  # folders above the Dockerfile, itself included
_MOST = 20  # projects of which one is the only program


class Pin(NamedTuple):
    """A `global.json` that binds a command: the stage whose image it meets, and what it asks for.

    `fault` tells instead why the host of dotnet passes over it.
    """

    stage: int
    asked: "GlobalJson | None"
    fault: str


class App(NamedTuple):
    """What a Dockerfile builds, None where no project is found for it, and what its commands say.

    `self_contained` tells that a command publishes it with its runtime, whatever the project says,
    and `runtime` that one names a runtime identifier.
    """

    project: "Project | None"
    pins: tuple[Pin, ...]
    self_contained: bool
    runtime: bool = False

    @property
    def global_json(self) -> "GlobalJson | None":
        """The first `global.json` that binds a command."""
        return next((one.asked for one in self.pins if one.asked), None)


AppFinder: TypeAlias = Callable[[str, Dockerfile | None, bytes], App | None]


class Finder:
    """Finds apps; what the folders of a tree hold is looked up once.

    Args:
        table: The packages that are known to bring ASP.NET Core along or not.
        msbuild: Whether the `dotnet` on the PATH is asked for the facts of projects.
    """

    def __init__(
        self, table: "Callable[[], PackageTable] | None" = None, *, msbuild: bool = False
    ) -> None:
        self._table = table
        self._msbuild = msbuild
        self._readers: dict[str, Reader] = {}
        self._projects: dict[str, tuple[str, ...]] = {}
        self._places: dict[str, tuple[str, ...]] = {}
        self._empty: dict[str, bool] = {}

    def app_of(
        self, path: str, file: Dockerfile | None, content: bytes = b"", named: str | None = None
    ) -> App | None:
        """What a file builds; None where nothing tells of that.

        Args:
            path: Of the file: a Dockerfile, a project, or a pipeline whose steps run in images.
            file: The Dockerfile, None for what is none.
            content: The bytes of the file.
            named: The project, where it is not to be found.

        Raises:
            InputError: There are several projects, or one, or its global.json, cannot be used.
        """
        if file is None:
            if path.lower().endswith(_SUFFIXES):
                return App(self._read(path), (), self_contained=False)
            return _of_pipeline(path, content)
        places = self._places_above(os.path.dirname(path))
        if not named and self._is_empty(places[-1]):
            return None
        own = steps(file)
        contexts = _contexts_of(places, own)
        found, context = (named, contexts[0]) if named else self._found(path, file, own, contexts)
        return self._app(found, own, file, context, path)

    def _app(
        self, project: str | None, own: Steps, file: Dockerfile, context: str, path: str
    ) -> App | None:
        pins = tuple(_pins(own, file, context, path))
        if project is None and not pins:
            return None
        publishing = [one.words for one in own.commands if one.verb in ("publish", "build")]
        return App(
            self._read(project) if project else None,
            pins,
            any(map(_is_self_contained, publishing)),
            any(word in ("-r", "--runtime", "-a", "--arch") for one in publishing for word in one),
        )

    def _read(self, path: str) -> "Project":
        """The facts of a project, with the files that were read before it."""
        from dotimg.project import project_files
        from dotimg.project.files import opened
        from dotimg.project.reader import Reader, no_table

        files, absolute = opened(path)
        base = "" if os.path.isabs(path) else os.curdir
        if base not in self._readers:
            self._readers[base] = Reader(
                files, table=self._table or no_table, msbuild=self._msbuild
            )
        named = project_files.only(files, path, absolute)
        return self._readers[base].read(named, None)

    def _places_above(self, folder: str) -> tuple[str, ...]:
        """The folders that may be the build context of a Dockerfile in a folder."""
        if folder not in self._places:
            self._places[folder] = tuple(_contexts(folder))
        return self._places[folder]

    def _is_empty(self, folder: str) -> bool:
        """Whether nothing that tells of a project is in a folder or below."""
        if folder not in self._empty:
            from dotimg.project.project_files import search

            found, whole = search(folder, (*_SUFFIXES, _GLOBAL_JSON))
            self._empty[folder] = whole and not found
        return self._empty[folder]

    def _found(
        self, path: str, file: Dockerfile, own: Steps, contexts: tuple[str, ...]
    ) -> tuple[str | None, str]:
        """The project, and the build context in which it was found."""
        needed = reached(file, None)
        commands = [one for one in own.commands if one.stage in needed] or list(own.commands)
        names = tuple(dict.fromkeys(_programs(file)))
        for context in contexts:
            if found := self._built(BuildContext(context, own.copied), context, commands, names):
                return found, context
        if found := self._started(path, names, contexts):
            return found, contexts[0]
        likely = own.copies and _is_of_dotnet(file, own)
        return (self._only(os.path.dirname(path)) if likely else None), contexts[0]

    def _built(
        self,
        context: BuildContext,
        folder: str,
        commands: list[DotnetCommand],
        names: tuple[str, ...],
    ) -> str | None:
        """The project that the commands tell."""
        for verbs in _VERBS:
            targets = [
                target
                for command in commands
                if command.verb in verbs
                for target in self._targets(context, folder, command)
            ]
            found = list(dict.fromkeys(targets))
            if len(found) > 1:
                found = self._of_names(found, names) or found
            if len(found) == 1:
                return found[0]
            if found and verbs == _VERBS[0]:
                shown = " and ".join(printable(one) for one in found[:3])
                raise InputError(f"it publishes {shown}: name one with --project")
        return None

    def _of_names(self, found: list[str], names: tuple[str, ...]) -> list[str]:
        """Those of some projects that what is started is called after."""
        same = [one for one in found if _stem(one) in names]
        if same or not names:
            return same
        return [one for one in found if self._read(one).assembly_name in names]

    def _targets(self, context: BuildContext, folder: str, command: DotnetCommand) -> Iterator[str]:
        """The projects that a command builds."""
        word = _target(command)
        if word.lower().endswith(_SUFFIXES) and "*" not in word:
            there = context.file(
                posixpath.normpath(posixpath.join(command.folder, word)), command.copied
            )
            # Where it is not copied as it should be, or from a folder that nothing tells.
            ends = (os.path.join(folder, *end) for end in _endings(word))
            found = there or next(filter(os.path.isfile, ends), None)
            if found:
                yield found
            return
        from dotimg.project.project_files import SOLUTIONS

        place = posixpath.normpath(posixpath.join(command.folder, word or "."))
        pattern = "*"
        if word.lower().endswith((*_SUFFIXES, *SOLUTIONS)):
            place, pattern = posixpath.split(place)
        files = context.files(place, command.copied, pattern)
        projects = [one for one in files if one.lower().endswith(_SUFFIXES)]
        if projects:
            yield from projects if len(projects) == 1 else ()
            return
        for solution in [one for one in files if one.lower().endswith(SOLUTIONS)][:1]:
            yield from self._of_solution(solution)

    def _of_solution(self, path: str) -> Iterator[str]:
        """The program of a solution, if it has one alone."""
        from dotimg.project.files import opened
        from dotimg.project.project_files import named_by

        files, absolute = opened(path)
        try:
            named = [files.shown(one) for one in named_by(files, absolute)]
        except InputError:
            return
        yield from self._programs_of(named)

    def _programs_of(self, paths: Iterable[str]) -> list[str]:
        """The one of some projects that is published, none where there are several."""
        from dotimg.project.images.app import misfit

        programs = []
        for path in paths:
            try:
                project = self._read(path)
            except InputError:
                return []
            if project.output_type in ("Exe", "WinExe") and not misfit(project):
                programs.append(path)
        return programs if len(programs) == 1 else []

    def _started(self, path: str, names: tuple[str, ...], contexts: tuple[str, ...]) -> str | None:
        """The project after which what the image starts is called, beside the file or below."""
        for folder in dict.fromkeys((os.path.dirname(path), contexts[0])):
            found = [one for one in self._below(folder) if _stem(one) in names]
            if len(found) > 1:
                shown = " and ".join(printable(one) for one in found[:3])
                raise InputError(f"what it starts may be {shown}: name one with --project")
            if found:
                return found[0]
        return None

    def _only(self, folder: str) -> str | None:
        """The only program in a folder or below."""
        projects = self._below(folder)
        found = self._programs_of(projects) if len(projects) <= _MOST else []
        return found[0] if found else None

    def _below(self, folder: str) -> tuple[str, ...]:
        """The project files in a folder and below."""
        from dotimg.project.project_files import below

        if folder not in self._projects:
            self._projects[folder] = tuple(below(folder))
        return self._projects[folder]


def _pins(own: Steps, file: Dockerfile, context: str, path: str) -> Iterator[Pin]:
    """The `global.json` that each command meets, each once for an image."""
    from dotimg.project import global_json

    needed = reached(file, None)
    known: set[tuple[int, str]] = set()
    files = BuildContext(context, own.copied)
    for command in own.commands:
        if not command.verb or command.verb == "exec" or command.stage not in needed:
            continue
        if command.stage in own.own_sdk:
            continue
        root = file.root(file.stages[command.stage]).number
        found = _binding(files, command)
        if not found or (root, found) in known or docker_ignore.leaves_out(context, path, found):
            continue
        known.add((root, found))
        try:
            yield Pin(root, global_json.read(found), "")
        except InputError as error:
            yield Pin(root, None, str(error))


def _of_pipeline(path: str, content: bytes) -> App | None:
    """What binds the steps of a pipeline, which run in the root of their repository."""
    from dotimg.project import global_json

    plain = path.replace(os.sep, "/")
    if not _PIPELINE.search(plain) or not _RUNS.search(content) or _OWN_SETUP.search(content):
        return None
    root = root_of(os.path.dirname(os.path.abspath(path)))
    found = os.path.join(root or os.curdir, _GLOBAL_JSON)
    if not root or not os.path.isfile(found):
        return None
    shown = found if os.path.isabs(path) else os.path.relpath(found)
    try:
        pin = Pin(0, global_json.read(shown), "")
    except InputError as error:
        pin = Pin(0, None, str(error))
    return App(None, (pin,), self_contained=False)


def _binding(files: BuildContext, command: DotnetCommand) -> str | None:
    """The `global.json` in the folder of a command, or the nearest one above."""
    folder = command.folder
    while True:
        if found := files.file(posixpath.join(folder, _GLOBAL_JSON), command.copied):
            return found
        if folder == posixpath.dirname(folder):
            return None
        folder = posixpath.dirname(folder)


def _target(command: DotnetCommand) -> str:
    """The file or folder that a command names, empty for none."""
    words = command.words[1:]
    if command.verb in ("run", "watch", "test"):
        for option, value in pairwise(words):
            if option in _PROJECT_OPTIONS:
                return value.replace("\\", "/")
    if command.verb in ("run", "watch"):
        return ""
    follows = False  # whether a word is the value of the option before it
    for word in words:
        if not follows and not word.startswith(("-", "/p:")):
            return word.replace("\\", "/")
        follows = word in _WITH_VALUE
    return ""


def _stem(path: str) -> str:
    return os.path.splitext(os.path.basename(path))[0]


def _is_of_dotnet(file: Dockerfile, own: Steps) -> bool:
    """Whether a Dockerfile builds or starts a program of .NET, or copies what a build left."""
    copied = (one.source for stage in own.copied.values() for one in stage if one.stage is None)
    started = (
        text
        for one in file.stages[-1].instructions
        if one.keyword in ("ENTRYPOINT", "CMD")
        for text in _texts(one)
    )
    return (
        bool(own.commands)
        or any(_LEFT.search(one) for one in copied)
        or any("dotnet" in one or ".dll" in one for one in started)
    )


def _programs(file: Dockerfile) -> Iterator[str]:
    """What the last stage starts, without its ending: `App` for `App.dll`."""
    for instruction in reversed(file.stages[-1].instructions):
        if instruction.keyword in ("ENTRYPOINT", "CMD"):
            for word in " ".join(_texts(instruction)).split():
                name = word.strip("\"'").replace("\\", "/").rpartition("/")[2]
                name = name.removesuffix(".dll").removesuffix(".exe")
                if name and name != "dotnet":
                    yield name


def _texts(instruction: Instruction) -> list[str]:
    if instruction.is_list:
        return [" ".join(word.text for word in instruction.words)]
    return [instruction.body.text]


def _endings(word: str) -> Iterator[list[str]]:
    """The path, then what is left of it without the folders in front: the working directory's."""
    parts = [part for part in word.split("/") if part not in ("", ".", "..")]
    if len(parts) <= _DEEPEST:
        yield from (parts[start:] for start in range(len(parts)))


def _contexts(folder: str) -> Iterator[str]:
    """The folder and those above it, as the folder is written, up to the root of the repository.

    Outside of one, up to the folder where dotimg runs: nobody builds a whole disk.
    """
    absolute = os.path.abspath(folder)
    top = root_of(absolute) or os.getcwd()
    inside = absolute.startswith(os.path.join(top, "")) or absolute == top
    for above, place in zip(range(_CONTEXTS), up_to_root(absolute), strict=False):
        yield os.path.normpath(os.path.join(folder, *[os.pardir] * above))
        if place == top or not inside:
            return


def _contexts_of(places: tuple[str, ...], own: Steps) -> tuple[str, ...]:
    """The folders that may be the build context, the nearest first: all it copies is there."""
    copied = [
        one.source
        for copied in own.copied.values()
        for one in copied
        if one.stage is None and not re.search(r"[*?\[]", one.source)
    ]
    there = tuple(
        one
        for one in places
        if all(os.path.exists(os.path.join(one, *source.split("/"))) for source in copied)
    )
    return there or places


def _is_self_contained(command: Sequence[str]) -> bool:
    words = [word.lower() for word in command]
    for word, following in zip(words, (*words[1:], ""), strict=False):
        if word in ("--self-contained", "--sc") and following != "false":
            return True
        if word.endswith(_SELF_CONTAINED):
            return True
    return False
