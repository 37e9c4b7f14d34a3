"""The instructions of the stages that are built on an image."""

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence

from dotimg.check.rules.rule import Case
from dotimg.files.dockerfile import Dockerfile, Instruction, Stage
from dotimg.project.build_steps import BETWEEN_COMMANDS

_VARIABLE = re.compile(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?")
_DOTNET = re.compile(r"(?<![\w.-])dotnet(?:\.exe)?(?![\w.-])")
_QUOTES = "\"'"
_ASSEMBLIES = (".dll", ".exe")
_VERBS = ("run", "exec")
_LONGEST = 200  # of a value that is looked at
_WRAPPERS = ("exec", "--")
_SHELLS = ("sh", "bash", "ash", "dash", "zsh", "cmd", "pwsh", "powershell")
_SCRIPTS = (".sh", ".ps1", ".cmd", ".bat", ".py", ".js")
# What brings a .NET of its own: the install script, archives, packages; folders for a copy of it.
_INSTALL = re.compile(
    r"dotnet-install|/dotnet/(?:Sdk|Runtime|aspnetcore)/|\b(?:dotnet|aspnetcore)-(?:sdk|runtime)-\d"
    r"|\b(?:dotnet|aspnetcore)\d+-(?:sdk|runtime)",
    re.IGNORECASE,
)
_HOMES = re.compile(r"(?:^|/)(?:share|lib|lib64|opt|program files)/dotnet/?$")
# Where tools are, which are no app of the image's own.
_OF_THE_SYSTEM = ("bin", "sbin", ".dotnet/tools", "/tools", "/windows/system32")


def environment(case: Case, name: str) -> str:
    """The last value that ENV gives a variable behind an image that ships; empty without one."""
    return _variables(_shipped(case)).get(name, "")


def _variables(instructions: Iterable[Instruction]) -> dict[str, str]:
    """The last values that ENV gives, as far as they are plain text."""
    found: dict[str, str] = {}
    for instruction in instructions:
        if instruction.keyword == "ENV":
            words = [word.text.strip(_QUOTES) for word in instruction.words]
            pairs = zip(words[::2], words[1::2], strict=False)
            found.update((name, value) for name, value in pairs if len(value) <= _LONGEST)
    return found


def commands(case: Case) -> str:
    """What is run behind an image that ships, as one text."""
    runs = (one for one in _shipped(case) if one.keyword == "RUN")
    return "\n".join(one.script for one in runs)


def brings_dotnet(case: Case) -> bool:
    """Whether the stages on an image put a .NET of their own there, of which nothing is known."""
    stage = case.file.named(case.use.stage) if case.file else None
    own = stage.instructions if stage and not case.use.shipped else _shipped(case)
    for one in own:
        if one.keyword == "RUN" and _INSTALL.search(one.script):
            return True
        # To cut all lines into words takes long.
        named = one.keyword == "COPY" and b"dotnet" in one.body.raw.lower()
        if named and one.words and _HOMES.search(_path(one.words[-1].text)):
            return True
    return False


def runs_of(case: Case, number: int) -> Iterator[str]:
    """What is run in a stage and in those that it is built on."""
    return (one.body.text for one in _chain(case, number) if one.keyword == "RUN")


def by_image(file: Dockerfile) -> dict[str, list[Stage]]:
    """The stages by the label of the one on an image that they are built on, itself the first."""
    found: dict[str, list[Stage]] = {}
    roots: list[str] = []
    for stage in file.stages:
        roots.append(stage.label if stage.parent is None else roots[stage.parent])
        found.setdefault(roots[-1], []).append(stage)
    return found


def built_on(case: Case) -> list[Stage]:
    """The stages that are built on an image, directly or by way of one another."""
    return case.stages.get(case.use.stage, [])


def images_built_on(case: Case) -> Iterator[list[Instruction]]:
    """All that is done in each of those stages that no other is built on, the first thing first."""
    stages = built_on(case)
    parents = {one.parent for one in stages}
    for one in stages:
        if one.number not in parents:
            yield list(_chain(case, one.number))


def starts_program(case: Case) -> bool:
    """Whether the image that ships starts a program of its own, such as `./App`, not `dotnet`."""
    for number in case.use.shipped:
        last = {one.keyword: one.body.text for one in _chain(case, number)}
        started = f"{last.get('ENTRYPOINT', '')} {last.get('CMD', '')}"
        if _starts_app(case, number) and not _DOTNET.search(started):
            return True
    return False


def starts_app(case: Case) -> bool:
    """Whether the image that ships starts an app, as far as ENTRYPOINT and CMD tell.

    That is `dotnet App.dll`, `dotnet run`, or a program of the image's own such as `./App`. No app
    are a shell, a script, of which nobody knows what it does, and what needs the SDK: `dotnet
    test`, `dotnet watch`, `dotnet ef`.
    """
    return any(_starts_app(case, number) for number in case.use.shipped)


def _starts_app(case: Case, number: int) -> bool:
    chain = [*_chain(case, number)]
    last, variables = {one.keyword: one for one in chain}, _variables(chain)
    entrypoint, command = last.get("ENTRYPOINT"), last.get("CMD")
    if entrypoint and not entrypoint.is_list:  # it gets no arguments from CMD
        return _line_starts_app(entrypoint.body.text, variables)
    if command and not command.is_list and _line_starts_app(command.body.text, variables):
        return True
    lists = (one for one in (entrypoint, command) if one and one.is_list)
    return _is_app([word.text for one in lists for word in one.words], variables)


def _line_starts_app(line: str, variables: Mapping[str, str]) -> bool:
    """Whether a command of a shell's line starts an app."""
    for command in BETWEEN_COMMANDS.split(line):
        try:
            words = shlex.split(command)
        except ValueError:  # a quote that spans more than this
            words = command.replace('"', " ").replace("'", " ").split()
        if _is_app(words, variables):
            return True
    return False


def _is_app(words: Sequence[str], variables: Mapping[str, str]) -> bool:
    """Whether words start an app, perhaps behind others that only wrap it: `tini -- ./App`."""
    words = [
        _VARIABLE.sub(lambda found: variables.get(found[1]) or found[0], word) for word in words
    ]
    names = [_path(word).rpartition("/")[2].removesuffix(".exe") for word in words]
    if "dotnet" in names:
        return _dotnet_starts_app(words[names.index("dotnet") + 1 :])
    start = words.index("--") + 1 if "--" in words else 0
    while start < len(words) and names[start] in _WRAPPERS:
        start += 1
    if start == len(words):
        return False
    if names[start] in _SHELLS:  # sh -c "..."
        return bool(words[start + 2 :]) and _line_starts_app(words[-1], variables)
    return _is_own_program(_path(words[start]))


def _dotnet_starts_app(words: Sequence[str]) -> bool:
    """Whether the words behind `dotnet` are an assembly, options before it, or start a project."""
    verb = next((word.lower() for word in words if not word.startswith("-")), "")
    if verb in _VERBS or verb.endswith(_ASSEMBLIES):
        return True
    return words[:1] != [verb] and any(word.lower().endswith(_ASSEMBLIES) for word in words)


def _is_own_program(path: str) -> bool:
    folder, slash, name = path.rpartition("/")
    if name.endswith(_SCRIPTS) or not name:
        return False
    return name.endswith(".exe") or (bool(slash) and not folder.endswith(_OF_THE_SYSTEM))


def _path(word: str) -> str:
    return word.replace("\\", "/").lower()


def _shipped(case: Case) -> Iterator[Instruction]:
    """The instructions from the image that ships up to the end of the stages that are built."""
    for number in case.use.shipped:
        yield from _chain(case, number)


def _chain(case: Case, number: int) -> Iterator[Instruction]:
    """The instructions of a stage, behind those of the stages that it is built on."""
    if not case.file:
        return
    stage = case.file.stages[number]
    chain = [stage]
    while stage.parent is not None:
        stage = case.file.stages[stage.parent]
        chain.append(stage)
    for one in reversed(chain):
        yield from one.instructions
