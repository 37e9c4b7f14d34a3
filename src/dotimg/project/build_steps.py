"""What the stages of a Dockerfile do: the `dotnet` commands that they run, where, and on what.

A stage is followed as a builder would: WORKDIR and `cd` say where a command runs, COPY and ADD what
of the build context is there. Nothing is run.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from dotimg.files.builds.publishing import target_of
from dotimg.files.dockerfile import Dockerfile, Instruction, Stage
from dotimg.named_tuples import NamedTuple

BETWEEN_COMMANDS = re.compile(r"&&|\|\||[;|&\n]")
_WORD = re.compile(r"\"([^\"]*)\"|'([^']*)'|([^\s\"']+)")
_VARIABLE = re.compile(r"\$(?:\{(\w+)(?::?[-+]([^}]*))?\}|(\w+))")
_FROM = re.compile(r"(?:^--from=|[=,]from=)([^,]+)")
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
GLOB = re.compile(r"[*?\[]")
_DRIVE = re.compile(r"[A-Za-z]:/?")
_OWN_SDK = re.compile(r"dotnet-install|global\.json|globaljson")
_PROJECT_OPTIONS = ("--project", "-p")
_SELF_CONTAINED = ("--self-contained=true", "selfcontained=true", "publishaot=true")
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

    @property
    def target(self) -> str:
        """The file or folder that it names, empty for none."""
        words = self.words[1:]
        if self.verb in ("run", "watch", "test"):
            for option, value in pairwise(words):
                if option in _PROJECT_OPTIONS:
                    return value.replace("\\", "/")
        if self.verb in ("run", "watch"):
            return ""
        number = target_of(words)
        return "" if number is None else words[number].replace("\\", "/")

    @property
    def self_contained(self) -> bool:
        """Whether it publishes an app with its runtime."""
        words = [word.lower() for word in self.words]
        for word, following in zip(words, (*words[1:], ""), strict=False):
            if word in ("--self-contained", "--sc") and following != "false":
                return True
            if word.endswith(_SELF_CONTAINED):
                return True
        return False


class Steps(NamedTuple):
    """All of a Dockerfile: commands in their order, and what each stage has at its end.

    `own_sdk` are the stages that put an SDK of their own there, or another `global.json`; `needed`
    are those that the last one needs.
    """

    commands: tuple[DotnetCommand, ...]
    copied: Mapping[int, tuple[Copied, ...]]
    own_sdk: frozenset[int]
    needed: frozenset[int]

    @property
    def copies(self) -> bool:
        """Whether anything of the build context comes in."""
        return any(one.stage is None for copied in self.copied.values() for one in copied)


class _State:
    """Where one stage is, and what it ran so far.

    Args:
        file: The Dockerfile.
        stage: The stage.
        defaults: What ARG says before the first FROM.
        before: The end of the stage that it is built on, None for an image.
    """

    def __init__(
        self, file: Dockerfile, stage: Stage, defaults: Mapping[str, str], before: "_State | None"
    ) -> None:
        self.file = file
        self.stage = stage
        self.defaults = defaults
        self.folder: str = before.folder if before else "/"
        self.copied: tuple[Copied, ...] = before.copied if before else ()
        self.variables: dict[str, str] = dict(before.variables) if before else {}
        self.own_sdk: bool = before.own_sdk if before else False
        self.commands: list[DotnetCommand] = []


def steps(file: Dockerfile) -> Steps:
    """What the stages do, in their order; nothing of files that are too long for people."""
    if sum(len(stage.instructions) for stage in file.stages) > _MOST_INSTRUCTIONS:
        return Steps((), {}, frozenset(), frozenset())
    defaults = _defaults(file)
    states: dict[int, _State] = {}
    for stage in file.stages:
        before = None if stage.parent is None else states[stage.parent]
        states[stage.number] = state = _State(file, stage, defaults, before)
        for instruction in stage.instructions:
            if follow := _FOLLOWED.get(instruction.keyword):
                follow(instruction, state)
    return Steps(
        tuple(command for state in states.values() for command in state.commands),
        {number: state.copied for number, state in states.items()},
        frozenset(number for number, state in states.items() if state.own_sdk),
        reached(file, None),
    )


def _defaults(file: Dockerfile) -> dict[str, str]:
    """What ARG says before the first FROM."""
    found: dict[str, str] = {}
    for instruction in file.preamble:
        if instruction.keyword == "ARG":
            _assign(instruction, found, {})
    return found


def _argument(instruction: Instruction, state: _State) -> None:
    _assign(instruction, state.variables, state.defaults)


def _environment(instruction: Instruction, state: _State) -> None:
    words = [word.text for word in instruction.words]
    for name, value in zip(words[::2], words[1::2], strict=False):
        state.variables[name] = _expanded(value.strip("\"'"), state.variables)


def _workdir(instruction: Instruction, state: _State) -> None:
    state.folder = _joined(state.folder, _expanded(instruction.body.text, state.variables))


def _copy(instruction: Instruction, state: _State) -> None:
    state.copied = (*state.copied, *_copied(instruction, state))[-_MOST:]


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

    found = _VARIABLE.sub(value, text) if "$" in text else text
    return found if len(found) <= _LONGEST else ""


def _joined(folder: str, path: str) -> str:
    """A path in the image, absolute and without a drive of Windows."""
    path = path.strip().strip("\"'").replace("\\", "/")
    if drive := _DRIVE.match(path):
        path = f"/{path[drive.end() :]}"
    return posixpath.normpath(posixpath.join(folder, path)).replace("//", "/")


def _copied(instruction: Instruction, state: _State) -> Iterator[Copied]:
    stage = None
    for flag in instruction.flags:
        name, _, value = flag.text.partition("=")
        if name == "--from":
            earlier = state.file.named(value)
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
        globbed = bool(GLOB.search(plain))
        yield Copied(plain, _joined(state.folder, target), folder or globbed, stage)


def _run(instruction: Instruction, state: _State) -> None:
    text = instruction.script
    if instruction.is_list:
        text = " ".join(f'"{word.text}"' for word in instruction.words)
    state.own_sdk = state.own_sdk or _OWN_SDK.search(text) is not None
    if "dotnet" not in text.lower() and "$" not in text:
        return
    copied = (*state.copied, *_mounted(instruction, state))
    folder = state.folder
    for part in BETWEEN_COMMANDS.split(text):
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
            command = DotnetCommand(tuple(words[1:]), folder, copied, state.stage.number)
            state.commands.append(command)


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


# What is done of an instruction of each keyword.
_FOLLOWED = {
    "ARG": _argument,
    "ENV": _environment,
    "WORKDIR": _workdir,
    "COPY": _copy,
    "ADD": _copy,
    "RUN": _run,
}


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
