"""Which project a Dockerfile builds, and which `global.json` applies to its commands.

The project is the one that the build stages publish, else build, run or restore; else the one after
which what the image starts is called; else the only program beside the Dockerfile or below. Paths
are those of the build context, which nothing in the file names: the folder of the Dockerfile and
those above it are tried, up to the root of the repository.
"""

import os
import posixpath
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from dotimg.errors import InputError, printable
from dotimg.files.dockerfile import Dockerfile
from dotimg.named_tuples import NamedTuple
from dotimg.project import pins
from dotimg.project.build_context import BuildContext, Disk, endings, holding, places_above
from dotimg.project.build_steps import DotnetCommand, Steps, steps
from dotimg.project.pins import Pin
from dotimg.project.started import is_of_dotnet, programs

if TYPE_CHECKING:
    from dotimg.catalog.details import PackageTable
    from dotimg.project.model import GlobalJson, Project
    from dotimg.project.reader import Reader

_SUFFIXES = (".csproj", ".fsproj", ".vbproj")
# The verbs that tell the project, those that tell most first.
_VERBS = (("publish",), ("build", "run", "watch", "msbuild", "pack"), ("restore", "test"))
_RUNTIME = frozenset(("-r", "--runtime", "-a", "--arch"))
_GLOBAL_JSON = "global.json"
_MOST = 20  # projects of which one is the only program


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
        contexts: The folders that builds name as the context of a Dockerfile, which go before those
            that are tried.
        msbuild: Whether the `dotnet` on the PATH is asked for the facts of projects.
    """

    def __init__(
        self,
        table: "Callable[[], PackageTable] | None" = None,
        contexts: Callable[[str], tuple[str, ...]] = lambda _path: (),
        *,
        msbuild: bool = False,
    ) -> None:
        self._table = table
        self._contexts = contexts
        self._msbuild = msbuild
        self._disk = Disk()
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
            pin = pins.of_pipeline(path, content)
            return App(None, (pin,), self_contained=False) if pin else None
        places = (*self._contexts(path), *self._places_above(os.path.dirname(path)))
        if not named and self._is_empty(places[-1]):
            return None
        own = steps(file)
        contexts = holding(places, own, self._disk)
        found, context = (named, contexts[0]) if named else self._found(path, file, own, contexts)
        return self._app(found, own, file, context, path)

    def _app(
        self, project: str | None, own: Steps, file: Dockerfile, context: BuildContext, path: str
    ) -> App | None:
        found = tuple(pins.of_dockerfile(own, file, context, path))
        if project is None and not found:
            return None
        publishing = [one for one in own.commands if one.verb in ("publish", "build")]
        return App(
            self._read(project) if project else None,
            found,
            any(one.self_contained for one in publishing),
            any(word in _RUNTIME for one in publishing for word in one.words),
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
            self._places[folder] = tuple(places_above(folder, self._disk))
        return self._places[folder]

    def _is_empty(self, folder: str) -> bool:
        """Whether nothing that tells of a project is in a folder or below."""
        if folder not in self._empty:
            from dotimg.project.project_files import may_hold

            self._empty[folder] = not may_hold(folder, (*_SUFFIXES, _GLOBAL_JSON))
        return self._empty[folder]

    def _found(
        self, path: str, file: Dockerfile, own: Steps, contexts: tuple[BuildContext, ...]
    ) -> tuple[str | None, BuildContext]:
        """The project, and the build context in which it was found."""
        commands = [one for one in own.commands if one.stage in own.needed] or list(own.commands)
        names = tuple(dict.fromkeys(programs(file)))
        for context in contexts:
            if found := self._built(context, commands, names):
                return found, context
        if found := self._started(path, names, contexts[0].folder):
            return found, contexts[0]
        likely = own.copies and is_of_dotnet(file, own)
        return (self._only(os.path.dirname(path)) if likely else None), contexts[0]

    def _built(
        self,
        context: BuildContext,
        commands: list[DotnetCommand],
        names: tuple[str, ...],
    ) -> str | None:
        """The project that the commands tell."""
        for verbs in _VERBS:
            targets = [
                target
                for command in commands
                if command.verb in verbs
                for target in self._targets(context, command)
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

    def _targets(self, context: BuildContext, command: DotnetCommand) -> Iterator[str]:
        """The projects that a command builds."""
        word = command.target
        if word.lower().endswith(_SUFFIXES) and "*" not in word:
            there = context.file(
                posixpath.normpath(posixpath.join(command.folder, word)), command.copied
            )
            # Where it is not copied as it should be, or from a folder that nothing tells.
            ends = (os.path.join(context.folder, *end) for end in endings(word))
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

    def _started(self, path: str, names: tuple[str, ...], context: str) -> str | None:
        """The project after which what the image starts is called, beside the file or below."""
        for folder in dict.fromkeys((os.path.dirname(path), context)):
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


def _stem(path: str) -> str:
    return os.path.splitext(os.path.basename(path))[0]
