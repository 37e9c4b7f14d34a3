"""Which project a Dockerfile builds: by what it publishes, runs and copies.

Paths in a Dockerfile are those of the build context, which nothing in the file names: the folder
of the Dockerfile and those above it are tried, up to the root of the repository.
"""

import os
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from dotimg.files.dockerfile import Dockerfile, Instruction
from dotimg.files.repository import up_to_root

if TYPE_CHECKING:
    from dotimg.catalog.model import PackageTable
    from dotimg.project.model import GlobalJson, Project
    from dotimg.project.reader import Reader

_COMMANDS = re.compile(r"&&|\|\||[;|\n]")
_COPIES = ("COPY", "ADD")
_PROJECT = re.compile(
    rb'"([^"*]+\.(?:cs|fs|vb)proj)"|([^\s",\[\]*]+\.(?:cs|fs|vb)proj)(?=[\s\]]|$)'
)
_SUFFIXES = (".csproj", ".fsproj", ".vbproj")
_VERBS = ("publish", "build")
# The options of `dotnet publish` that have a value behind them.
_WITH_VALUE = {
    *("-c", "--configuration", "-o", "--output", "-r", "--runtime", "-f", "--framework", "-a"),
    *("--arch", "--os", "-v", "--verbosity", "-s", "--source", "--artifacts-path", "--manifest"),
}
_SELF_CONTAINED = ("--self-contained=true", "selfcontained=true", "publishaot=true")
_WHOLE = ("", ".", "*")
_DEEPEST = 32  # folders in a path
_CONTEXTS = 6  # folders above the Dockerfile, itself included


class App(NamedTuple):
    """A project, and what its repository and the commands of the Dockerfile say beside it.

    `self_contained` tells that a command publishes it with its runtime, whatever the project says.
    """

    project: "Project"
    global_json: "GlobalJson | None"
    self_contained: bool


class Finder:
    """Finds apps; what the folders of a tree hold is looked up once.

    Args:
        table: The packages that are known to bring ASP.NET Core along or not.
    """

    def __init__(self, table: "Callable[[], PackageTable] | None" = None) -> None:
        self._table = table
        self._readers: dict[str, Reader] = {}
        self._names: dict[str, frozenset[str]] = {}
        self._contexts: dict[str, tuple[str, ...]] = {}

    def app_of(self, path: str, file: Dockerfile) -> App | None:
        """The app that a Dockerfile publishes; None where no project is found for it.

        Raises:
            InputError: The project, or the global.json above it, cannot be used.
        """
        commands = list(_dotnet_commands(file))
        found = next(self._candidates(path, file, commands), None)
        return None if found is None else self.opened(found, file)

    def opened(self, path: str, file: Dockerfile) -> App:
        """A project as the app that a Dockerfile publishes.

        Raises:
            InputError: It cannot be used.
        """
        from dotimg.project import global_json

        # Where it is not copied it has no say.
        copied = any(word in _WHOLE or "global.json" in word for word in _copied(file))
        return App(
            self._read(path),
            global_json.nearest(path) if copied else None,
            any(map(_is_self_contained, _dotnet_commands(file))),
        )

    def _read(self, path: str) -> "Project":
        """The facts of a project, with the files that were read before it."""
        from dotimg.project import project_files
        from dotimg.project.files import opened
        from dotimg.project.reader import Reader, no_table

        files, absolute = opened(path)
        base = "" if os.path.isabs(path) else os.curdir
        if base not in self._readers:
            self._readers[base] = Reader(files, table=self._table or no_table)
        named = project_files.only(files, path, absolute)
        return self._readers[base].read(named, None)

    def _candidates(self, path: str, file: Dockerfile, commands: list[list[str]]) -> Iterator[str]:
        """The project files that exist, the most likely first."""
        folder = os.path.dirname(path)
        copied = list(_copied_projects(file))
        by_name: dict[str, list[str]] = {}
        for one in copied:
            by_name.setdefault(one.rpartition("/")[2], []).append(one)
        for word in dict.fromkeys((*_targets(commands), *_programs(file))):
            same = by_name.pop(word.rpartition("/")[2], [])
            for relative in (*same, *_endings(word)):
                yield from self._existing(folder, relative)
        if len(set(copied)) == 1:
            yield from self._existing(folder, copied[0])

    def _existing(self, folder: str, relative: str) -> Iterator[str]:
        """The files that a path is in a folder and in those above it."""
        if folder not in self._contexts:
            self._contexts[folder] = tuple(_contexts(folder))
        parts = relative.split("/")
        for context in self._contexts[folder]:
            if context not in self._names:
                self._names[context] = _names(context)
            # Most paths are none of most folders, and their names are known.
            if parts[0] in self._names[context]:
                found = os.path.join(context, *parts)
                if os.path.isfile(found):
                    yield found


def _names(folder: str) -> frozenset[str]:
    """What a folder holds; nothing where it cannot be read."""
    try:
        return frozenset((*os.listdir(folder), os.curdir, os.pardir))
    except OSError:
        return frozenset()


def _contexts(folder: str) -> Iterator[str]:
    """The folder and those above it, up to the root of the repository, as the folder is written."""
    for above, _ in zip(range(_CONTEXTS), up_to_root(os.path.abspath(folder)), strict=False):
        yield os.path.normpath(os.path.join(folder, *[os.pardir] * above))


def _dotnet_commands(file: Dockerfile) -> Iterator[list[str]]:
    """The words behind `dotnet publish`, of each command that has them, then `dotnet build`."""
    runs = [text for one in file.instructions if one.keyword == "RUN" for text in _texts(one)]
    words = [part.split() for text in runs for part in _COMMANDS.split(text)]
    for verb in _VERBS:
        for command in words:
            if command[:2] == ["dotnet", verb]:
                yield [word.strip("\"'") for word in command[2:]]


def _texts(instruction: Instruction) -> list[str]:
    if instruction.is_list:
        return [" ".join(word.text for word in instruction.words)]
    return [instruction.body.text]


def _targets(commands: list[list[str]]) -> Iterator[str]:
    """The project files that commands name."""
    for command in commands:
        value = False
        for word in command:
            if not value and not word.startswith(("-", "/p:")) and word.endswith(_SUFFIXES):
                yield word.replace("\\", "/")
            value = word in _WITH_VALUE


def _programs(file: Dockerfile) -> Iterator[str]:
    """The project files after which what the last stage runs is called: `App.dll`, `App.exe`."""
    for instruction in reversed(file.stages[-1].instructions):
        if instruction.keyword in ("ENTRYPOINT", "CMD"):
            for word in " ".join(_texts(instruction)).split():
                name = word.strip("\"'").replace("\\", "/").rpartition("/")[2]
                name = name.removesuffix(".dll").removesuffix(".exe")
                if name and name != "dotnet":
                    yield from (name + suffix for suffix in _SUFFIXES)


def _copied_projects(file: Dockerfile) -> Iterator[str]:
    """The project files that COPY and ADD name."""
    for instruction in file.instructions:
        if _copies(instruction) and b"proj" in instruction.body.raw:
            for quoted, plain in _PROJECT.findall(instruction.body.raw):
                word = (quoted or plain).decode("utf-8", errors="replace")
                yield word.replace("\\", "/").removeprefix("./").lstrip("/")


def _copied(file: Dockerfile) -> Iterator[str]:
    """What COPY and ADD take from the context."""
    for instruction in file.instructions:
        if _copies(instruction):
            for word in instruction.words[:-1]:
                yield word.text.replace("\\", "/").removeprefix("./").lstrip("/")


def _copies(instruction: Instruction) -> bool:
    """Whether it copies from the build context."""
    from_stage = any(flag.text.startswith("--from") for flag in instruction.flags)
    return instruction.keyword in _COPIES and not from_stage


def _endings(word: str) -> Iterator[str]:
    """The path, then what is left of it without the folders in front: the working directory's."""
    parts = [part for part in word.split("/") if part not in ("", ".")]
    if len(parts) > _DEEPEST:
        return
    for start in range(len(parts)):
        yield "/".join(parts[start:])
    name = parts[-1] if parts else ""
    stem = name.rpartition(".")[0]
    if stem and len(parts) == 1:
        yield f"{stem}/{name}"
        yield f"src/{stem}/{name}"


def _is_self_contained(command: list[str]) -> bool:
    words = [word.lower() for word in command]
    for word, following in zip(words, (*words[1:], ""), strict=False):
        if word in ("--self-contained", "--sc") and following != "false":
            return True
        if word.endswith(_SELF_CONTAINED):
            return True
    return False
