"""What to look at in a Dockerfile beside the images that move: one line each."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from dotimg.dockerfile import Dockerfile, Instruction
from dotimg.edits import Advice
from dotimg.explanation.records import Records, Subject
from dotimg.model import System
from dotimg.resolver.need import DISTROLESS
from dotimg.upgrader.policy import age
from dotimg.uses import Use

PAGE = "docs/upgrade.md"
_NEW_DEFAULTS = [8, 0]  # port 8080 and the user app came with .NET 8.0
_PORTS = ("ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "DOTNET_URLS", "HTTP_PORTS")
_IS_80 = re.compile(r"(?:^|[:;])80(?:$|[;/])")
_COMMANDS = re.compile(r"[&|;\n]+")
_MANAGERS = {
    "debian": ("apt-get", "apt"),
    "ubuntu": ("apt-get", "apt"),
    "alpine": ("apk",),
    "azurelinux": ("tdnf", "dnf", "yum"),
}
_VERSIONED = re.compile(r"lib[a-z][a-z+.-]*[0-9][0-9.]*(?:t64)?")
_SHELL_FORMS = ("RUN", "CMD", "ENTRYPOINT")


class Change(NamedTuple):
    """An image of a stage that moves: where it stands, what it was, and what it is now."""

    use: Use
    old: Subject
    new: Subject


class _Look(NamedTuple):
    """One instruction behind an image that moves."""

    records: Records
    change: Change
    instruction: Instruction
    text: str


def advice(
    records: Records, path: str, content: bytes, file: Dockerfile, changes: Iterable[Change]
) -> Iterator[Advice]:
    """What to look at in the stages that are built on images that move."""
    roots: list[int] = []
    for stage in file.stages:
        roots.append(stage.number if stage.parent is None else roots[stage.parent])
    for change in changes:
        if change.use.role != "from":
            continue
        at = change.use.span.start
        root = next(one.number for one in file.stages if one.instructions[0].end >= at)
        for stage in file.stages:
            if roots[stage.number] != root:
                continue
            for instruction in stage.instructions:
                raw = content[instruction.start : instruction.end]
                look = _Look(records, change, instruction, raw.decode("utf-8", errors="replace"))
                for message, section in _messages(look):
                    yield Advice(path, instruction.line, message, f"{PAGE}#{section}")


def _messages(look: _Look) -> Iterator[tuple[str, str]]:
    """Each message with its section of the page."""
    old, new = look.change.old, look.change.new
    if age(old.channel) < _NEW_DEFAULTS <= age(new.channel):
        yield from _ports(look)
        yield from _user(look)
    yield from _packages(look)
    if _is_distroless(new) and not _is_distroless(old):
        yield from _shell(look)


def _ports(look: _Look) -> Iterator[tuple[str, str]]:
    keyword, words = look.instruction.keyword, [word.text for word in look.instruction.words]
    message = "images since .NET 8.0 are set up for port 8080, not 80"
    if keyword == "EXPOSE" and {"80", "80/tcp"} & set(words):
        yield f"EXPOSE 80: {message}", "ports"
    if keyword == "ENV":
        for name, value in zip(words[::2], words[1::2], strict=False):
            if name in _PORTS and _IS_80.search(value):
                yield f"{name}={value}: {message}", "ports"


def _user(look: _Look) -> Iterator[tuple[str, str]]:
    for command in _COMMANDS.split(look.text) if look.instruction.keyword == "RUN" else ():
        words = set(command.split())
        if "app" in words and words & {"adduser", "useradd", "addgroup", "groupadd"}:
            yield "images since .NET 8.0 have a user and a group app: drop this", "user"


def _packages(look: _Look) -> Iterator[tuple[str, str]]:
    old, new = _system(look, look.change.old), _system(look, look.change.new)
    if look.instruction.keyword != "RUN" or old.name == new.name:
        return
    words = set(look.text.split())
    used = [name for name in _MANAGERS.get(old.family, ()) if name in words]
    missing = used and used[0] not in _MANAGERS.get(new.family, ())
    if missing:
        yield f"{new.title} has no {used[0]}", "packages"
        return
    versioned = sorted(word for word in words if _VERSIONED.fullmatch(word)) if used else []
    if versioned:
        what = ", ".join(versioned)
        yield f"{what}: look for the names of these packages in {new.title}", "packages"


def _shell(look: _Look) -> Iterator[tuple[str, str]]:
    instruction = look.instruction
    if instruction.keyword in _SHELL_FORMS and not instruction.is_list:
        yield f"{look.change.new.tag.name} has no shell: {instruction.keyword} needs it", "shell"


def _system(look: _Look, subject: Subject) -> System:
    """The first system of Linux, else the first."""
    systems = [look.records.catalog.systems[release] for release in subject.tag.releases]
    return next((system for system in systems if system.type == "linux"), systems[0])


def _is_distroless(subject: Subject) -> bool:
    return any(variant in subject.tag.variants.split() for variant in DISTROLESS)
