"""What the stages of a Dockerfile do: the `dotnet` commands that they run, where, and on what.

A stage is followed as a builder would: WORKDIR and `cd` say where a command runs, COPY and ADD what
of the build context is there. Nothing is run.
"""

import fnmatch
import os
import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from dotimg.files.dockerfile import Dockerfile, Instruction, Stage

_COMMANDS = re.compile(r"&&|\|\||[;|&\n]")
_WORD = re.compile(r"\"([^\"]*)\"|'([^']*)'|([^\s\"']+)")
_VARIABLE = re.compile(r"\$(?:\{(\w+)(?::?[-+]([^}]*))?\}|(\w+))")
_FROM = re.compile(r"(?:^--from=|[=,]from=)([^,]+)")
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
_GLOB = re.compile(r"[*?\[]")
_OWN_SDK = re.compile(r"dotnet-install|global\.json|globaljson")
_MOST = 200  # instructions that copy, of one stage
_MOST_INSTRUCTIONS = 2000  # of a file that is followed; the largest ones that were seen have 300
_LONGEST = 4096  # characters of a value


class Copied(NamedTuple):
    """What one COPY puts into a stage.

    `source` is a path in the build context, or in the stage `stage`; `target` is an absolute one in
    the image, and `folder` tells that it is one.
    """

    source: str
    target: str
    folder: bool
    stage: int | None


class DotnetCommand(NamedTuple):
    """A `dotnet` command: its words, the folder it runs in, and what was copied before."""

    words: tuple[str, ...]
    folder: str
    copied: tuple[Copied, ...]
    stage: int

    @property
    def verb(self) -> str:
        """Such as `publish`; empty for options alone and for a program that is run."""
        word = self.words[0].lower() if self.words else ""
        return "" if word.startswith("-") or word.endswith((".dll", ".exe")) else word


class Steps(NamedTuple):
    """All of a Dockerfile: commands in their order, and what each stage has at its end.

    `own_sdk` are the stages that put an SDK of their own there, or another `global.json`.
    """

    commands: tuple[DotnetCommand, ...]
    copied: Mapping[int, tuple[Copied, ...]]
    own_sdk: frozenset[int]

    @property
    def copies(self) -> bool:
        """Whether anything of the build context comes in."""
        return any(one.stage is None for copied in self.copied.values() for one in copied)


class _State:
    """Where one stage is."""

    def __init__(self, variables: dict[str, str]) -> None:
        self.folder = "/"
        self.copied: tuple[Copied, ...] = ()
        self.variables = variables
        self.own_sdk = False


def steps(file: Dockerfile) -> Steps:
    """What the stages do, in their order; nothing of files that are too long for people."""
    if sum(len(stage.instructions) for stage in file.stages) > _MOST_INSTRUCTIONS:
        return Steps((), {}, frozenset())
    defaults = _defaults(file)
    states: dict[int, _State] = {}
    commands: list[DotnetCommand] = []
    for stage in file.stages:
        state = _State({})
        if stage.parent is not None:
            before = states[stage.parent]
            state.folder, state.copied = before.folder, before.copied
            state.variables, state.own_sdk = dict(before.variables), before.own_sdk
        states[stage.number] = state
        for instruction in stage.instructions:
            commands += _step(file, stage, instruction, state, defaults)
    return Steps(
        tuple(commands),
        {number: state.copied for number, state in states.items()},
        frozenset(number for number, state in states.items() if state.own_sdk),
    )


def _defaults(file: Dockerfile) -> dict[str, str]:
    """What ARG says before the first FROM."""
    found: dict[str, str] = {}
    for instruction in file.preamble:
        if instruction.keyword == "ARG":
            _assign(instruction, found, {})
    return found


def _step(
    file: Dockerfile,
    stage: Stage,
    instruction: Instruction,
    state: _State,
    defaults: Mapping[str, str],
) -> Iterator[DotnetCommand]:
    keyword = instruction.keyword
    if keyword == "ARG":
        _assign(instruction, state.variables, defaults)
    elif keyword == "ENV":
        words = [word.text for word in instruction.words]
        for name, value in zip(words[::2], words[1::2], strict=False):
            state.variables[name] = _expanded(value.strip("\"'"), state.variables)
    elif keyword == "WORKDIR":
        state.folder = _joined(state.folder, _expanded(instruction.body.text, state.variables))
    elif keyword in ("COPY", "ADD"):
        state.copied = (*state.copied, *_copied(file, instruction, state))[-_MOST:]
    elif keyword == "RUN":
        yield from _commands(stage, instruction, state)


def _assign(
    instruction: Instruction, variables: dict[str, str], defaults: Mapping[str, str]
) -> None:
    for word in instruction.words:
        name, equals, value = word.text.partition("=")
        variables[name] = (
            _expanded(value.strip("\"'"), variables) if equals else defaults.get(name, "")
        )


def _expanded(text: str, variables: Mapping[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        return variables.get(match[1] or match[3]) or match[2] or ""

    found = _VARIABLE.sub(value, text)
    return found if len(found) <= _LONGEST else ""


def _joined(folder: str, path: str) -> str:
    """A path in the image, absolute and without a drive of Windows."""
    path = path.strip().strip("\"'").replace("\\", "/")
    path = re.sub(r"^[A-Za-z]:/?", "/", path)
    return posixpath.normpath(posixpath.join(folder, path)).replace("//", "/")


def _copied(file: Dockerfile, instruction: Instruction, state: _State) -> Iterator[Copied]:
    stage = None
    for flag in instruction.flags:
        name, _, value = flag.text.partition("=")
        if name == "--from":
            earlier = file.named(value)
            if earlier is None:
                return
            stage = earlier.number
    words = [_expanded(word.text.strip("\"'"), state.variables) for word in instruction.words]
    if not words:
        return
    *sources, target = words
    folder = target.endswith(("/", "\\")) or target in (".", "..") or len(sources) > 1
    for source in sources:
        plain = source.replace("\\", "/")
        if stage is None:
            plain = posixpath.normpath(plain.lstrip("/") or ".")
        globbed = bool(_GLOB.search(plain))
        yield Copied(plain, _joined(state.folder, target), folder or globbed, stage)


def _commands(stage: Stage, instruction: Instruction, state: _State) -> Iterator[DotnetCommand]:
    text = instruction.body.text
    if instruction.is_list:
        text = " ".join(f'"{word.text}"' for word in instruction.words)
    state.own_sdk = state.own_sdk or _OWN_SDK.search(text) is not None
    copied = (*state.copied, *_mounted(instruction, state))
    folder = state.folder
    for part in _COMMANDS.split(text):
        words = [
            _expanded(match[1] or match[2] or match[3] or "", state.variables)
            for match in _WORD.finditer(part.strip().lstrip("({ ").rstrip(")} "))
        ]
        while words and _ASSIGNMENT.match(words[0]):
            words.pop(0)
        if not words:
            continue
        if words[0] in ("cd", "pushd") and len(words) > 1:
            folder = _joined(folder, words[-1])
        program = words[0].replace("\\", "/").rpartition("/")[2].lower()
        if program in ("dotnet", "dotnet.exe") and len(words) > 1:
            yield DotnetCommand(tuple(words[1:]), folder, copied, stage.number)


def _mounted(instruction: Instruction, state: _State) -> Iterator[Copied]:
    """What of the build context a RUN sees besides."""
    for flag in instruction.flags:
        name, _, value = flag.text.partition("=")
        options = dict(one.partition("=")[::2] for one in value.split(","))
        if name != "--mount" or options.get("type", "bind") != "bind" or "from" in options:
            continue
        target = options.get("target") or options.get("dst") or options.get("destination")
        if target:
            source = options.get("source", options.get("src", "")).lstrip("/") or "."
            yield Copied(
                posixpath.normpath(source), _joined(state.folder, target), folder=True, stage=None
            )


class Context:
    """Where what is in an image stands in a folder that is its build context.

    Args:
        folder: The folder.
        copied: What each stage has at its end.
    """

    def __init__(self, folder: str, copied: Mapping[int, tuple[Copied, ...]]) -> None:
        self._folder = folder
        self._copied = copied

    def file(self, path: str, copied: tuple[Copied, ...], depth: int = 0) -> str | None:
        """The file that is at a path in an image; None where none was copied there."""
        for one in reversed(copied):
            found = self._behind(one, path, depth)
            if found and os.path.isfile(found):
                return found
        return None

    def folders(self, path: str, copied: tuple[Copied, ...], depth: int = 0) -> Iterator[str]:
        """The folders whose content is at a path in an image."""
        for one in reversed(copied):
            rest = _below(path, one.target)
            if rest is None:
                continue
            if one.stage is not None:
                if depth < len(self._copied):
                    inner = posixpath.normpath(posixpath.join("/", one.source, rest))
                    yield from self.folders(inner, self._copied[one.stage], depth + 1)
                continue
            for source in self._sources(one):
                found = self._real(posixpath.join(source, rest))
                if os.path.isdir(self._real(source)) and os.path.isdir(found):
                    yield found

    def files(self, path: str, copied: tuple[Copied, ...], pattern: str) -> list[str]:
        """The files in a folder of an image whose names match a pattern, each once."""
        found: dict[str, None] = {}
        for folder in self.folders(path, copied):
            for name in sorted(_names(folder)):
                if fnmatch.fnmatchcase(name, pattern):
                    found[os.path.join(folder, name)] = None
        for one in copied:
            if one.stage is None and one.folder and one.target == path:
                for source in self._sources(one):
                    real = self._real(source)
                    name = os.path.basename(real)
                    if fnmatch.fnmatchcase(name, pattern) and os.path.isfile(real):
                        found[real] = None
        return list(found)

    def _behind(self, one: Copied, path: str, depth: int) -> str | None:
        rest = _below(path, one.target)
        if rest is None:
            return None
        if one.stage is not None:
            if depth >= len(self._copied):
                return None
            inner = posixpath.normpath(posixpath.join("/", one.source, rest))
            name = posixpath.basename(one.source)
            found = self.file(inner, self._copied[one.stage], depth + 1)
            if not found and rest == name:
                inner = posixpath.join("/", one.source)
                found = self.file(inner, self._copied[one.stage], depth + 1)
            return found
        for source in self._sources(one):
            real = self._real(source)
            if os.path.isdir(real):
                return self._real(posixpath.join(source, rest))
            if rest in ("", posixpath.basename(source)) and os.path.isfile(real):
                return real
        return None

    def _sources(self, one: Copied) -> Iterator[str]:
        """The paths that a source stands for, a pattern for several."""
        if not _GLOB.search(one.source):
            yield one.source
            return
        folder, name = posixpath.split(one.source)
        if not _GLOB.search(folder):
            for own in sorted(_names(self._real(folder))):
                if fnmatch.fnmatchcase(own, name):
                    yield posixpath.join(folder, own)

    def _real(self, path: str) -> str:
        return os.path.normpath(os.path.join(self._folder, *path.split("/")))


def _below(path: str, folder: str) -> str | None:
    """The rest of a path behind a folder, None where it is not in it."""
    if path == folder:
        return ""
    start = folder.rstrip("/") + "/"
    return path[len(start) :] if path.startswith(start) else None


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except (OSError, ValueError):  # a name that no file has
        return []


def reached(file: Dockerfile, target: str | None) -> frozenset[int]:
    """The numbers of the stages that the one that is built needs."""
    found: set[int] = set()
    pending = [file.target(target).number]
    while pending:
        number = pending.pop()
        if number in found:
            continue
        found.add(number)
        stage = file.stages[number]
        if stage.parent is not None:
            pending.append(stage.parent)
        for instruction in stage.instructions:
            for flag in instruction.flags:
                named = map(file.named, _FROM.findall(flag.text))
                pending += (source.number for source in named if source)
    return frozenset(found)
