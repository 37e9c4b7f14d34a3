"""What to look at in a Dockerfile beside the images that move: one line each."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from dotimg.catalog.model import System
from dotimg.explain.records import Subject
from dotimg.files.dockerfile import Dockerfile, Instruction, Stage
from dotimg.files.model import Span, Use
from dotimg.names import frameworks
from dotimg.names.versions import age, without_rebuild
from dotimg.project.of_dockerfile import App
from dotimg.upgrade.model import Advice

PAGE = "docs/upgrade.md"
_NEW_DEFAULTS = [8, 0]  # port 8080 and the user app came with .NET 8.0
_PORTS = ("ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "DOTNET_URLS", "HTTP_PORTS")
_IS_80 = re.compile(r"(?:^|[:;])80(?:$|[;/])")
_VARIABLE = re.compile(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)")
_COMMANDS = re.compile(r"[&|;\n]+")
_MANAGERS = {
    "debian": ("apt-get", "apt"),
    "ubuntu": ("apt-get", "apt"),
    "alpine": ("apk",),
    "azurelinux": ("tdnf", "dnf", "yum"),
}
_WORDS = re.compile(r"[\w.+=~:-]+")
# A name with its version in it, or pinned to one.
_VERSIONED = re.compile(r"lib[a-z][a-z+.-]*[0-9][0-9.]*(?:t64)?(?:=.*)?|[a-z0-9.+-]+=[0-9].*")
_SHELL_FORMS = ("RUN", "CMD", "ENTRYPOINT")


class Change(NamedTuple):
    """An image of a stage that moves: where it stands, what it was, and what it is now."""

    use: Use
    old: Subject
    new: Subject


class _Crossing(NamedTuple):
    """What changes for the instructions behind an image that moves.

    `defaults` tells that port and user of .NET 8.0 are new to it; `before` and `after` are its
    systems; `shell` names the tag that has none, empty where nothing is lost.
    """

    defaults: bool
    before: System
    after: System
    shell: str


def advice(
    path: str, content: bytes, file: Dockerfile, changes: Iterable[Change]
) -> Iterator[Advice]:
    """What to look at in the stages that are built on images that move."""
    built_on = _built_on(file)
    starts = [stage.span.start for stage in file.stages]
    for change in changes:
        if change.use.role != "from":
            continue
        crossing = _crossing(change)
        root = bisect_right(starts, change.use.span.start) - 1
        for stage in built_on[root]:
            for instruction in stage.instructions:
                for message, section in _messages(crossing, instruction, content):
                    yield Advice(path, instruction.line, message, f"{PAGE}#{section}")


def _built_on(file: Dockerfile) -> dict[int, list[Stage]]:
    """For each stage on an image the stages that are built on it, itself the first."""
    roots: list[int] = []
    found: dict[int, list[Stage]] = {}
    for stage in file.stages:
        roots.append(stage.number if stage.parent is None else roots[stage.parent])
        found.setdefault(roots[-1], []).append(stage)
    return found


def other_readers(
    path: str, content: bytes, file: Dockerfile, values: Mapping[Span, str]
) -> Iterator[Advice]:
    """What else reads an argument whose default is edited."""
    edited = sorted(span.start for span in values)
    changed = set()
    for instruction in file.instructions:
        for word in instruction.words if instruction.keyword == "ARG" and edited else ():
            if bisect_left(edited, word.span.start) < bisect_right(edited, word.span.end):
                changed.add(word.text.partition("=")[0])
    for instruction in file.instructions if changed else ():
        if instruction.keyword in ("ARG", "FROM"):
            continue
        raw = content[instruction.start : instruction.end].decode("utf-8", errors="replace")
        for name in dict.fromkeys(_VARIABLE.findall(raw)):
            if name in changed:
                message = f"{instruction.keyword} reads {name} too, which changes"
                yield Advice(path, instruction.line, message, f"{PAGE}#arguments")


def _crossing(change: Change) -> _Crossing:
    old, new = change.old, change.new
    return _Crossing(
        defaults=age(old.channel) < _NEW_DEFAULTS <= age(new.channel),
        before=_system(old),
        after=_system(new),
        shell=new.tag.name if new.tag.distroless and not old.tag.distroless else "",
    )


def _messages(
    crossing: _Crossing, instruction: Instruction, content: bytes
) -> Iterator[tuple[str, str]]:
    """Each message with its section of the page."""
    if crossing.defaults:
        yield from _ports(instruction)
    if instruction.keyword == "RUN":
        raw = content[instruction.start : instruction.end]
        text = raw.decode("utf-8", errors="replace")
        if crossing.defaults:
            yield from _user(text)
        if crossing.before.name != crossing.after.name:
            yield from _packages(crossing, text)
    if crossing.shell and instruction.keyword in _SHELL_FORMS and not instruction.is_list:
        yield f"{crossing.shell} has no shell: {instruction.keyword} needs it", "shell"


def _ports(instruction: Instruction) -> Iterator[tuple[str, str]]:
    message = "images since .NET 8.0 are set up for port 8080, not 80"
    if instruction.keyword not in ("EXPOSE", "ENV"):
        return
    words = [word.text for word in instruction.words]
    if instruction.keyword == "EXPOSE" and {"80", "80/tcp"} & set(words):
        yield f"EXPOSE 80: {message}", "ports"
    if instruction.keyword == "ENV":
        for name, value in zip(words[::2], words[1::2], strict=False):
            if name in _PORTS and _IS_80.search(value):
                yield f"{name}={value}: {message}", "ports"


def _user(text: str) -> Iterator[tuple[str, str]]:
    for command in _COMMANDS.split(text):
        words = set(command.split())
        if "app" in words and words & {"adduser", "useradd", "addgroup", "groupadd"}:
            yield "images since .NET 8.0 have a user and a group app: drop this", "user"


def _packages(crossing: _Crossing, text: str) -> Iterator[tuple[str, str]]:
    words, title = set(_WORDS.findall(text)), crossing.after.title
    used = [name for name in _MANAGERS.get(crossing.before.family, ()) if name in words]
    if used and used[0] not in _MANAGERS.get(crossing.after.family, ()):
        yield f"{title} has no {used[0]}", "packages"
        return
    versioned = sorted(filter(_VERSIONED.fullmatch, words)) if used else []
    if versioned:
        what = ", ".join(versioned)
        yield f"{what}: look for the names of these packages in {title}", "packages"


def _system(subject: Subject) -> System:
    """The first system of Linux, else the first."""
    systems = subject.systems
    return next((system for system in systems if system.type == "linux"), systems[0])


def project_advice(app: App, changes: Iterable[Change]) -> Iterator[Advice]:
    """The target framework to raise, and a global.json that accepts no SDK of the new image."""
    for change in changes:
        if change.use.role not in ("from", "base-image"):
            continue
        if change.old.channel != change.new.channel:
            yield from _framework(app, change.new.channel)
        if change.new.repository.name == "sdk":
            yield from _pin(app, change.new.tag.version)


def _framework(app: App, channel: str) -> Iterator[Advice]:
    project = app.project
    if not project:
        return
    place = project.where.get("target_frameworks")
    targeted = [frameworks.parse(one) for one in project.target_frameworks or ()]
    channels = [one.channel for one in targeted if one and one.identifier == ".NETCoreApp"]
    if not place or not channels or len(channels) < len(targeted):
        return  # of .NET Framework or Standard, or unknown
    if max(map(age, channels)) < age(channel):
        targets = ", ".join(project.target_frameworks or ())
        message = f"the target framework is {targets}: raise it to net{channel}"
        yield Advice(place.path, place.line, message, f"{PAGE}#project")


def _pin(app: App, version: str) -> Iterator[Advice]:
    asked, held = app.global_json, without_rebuild(version)
    if asked and asked.version and held and not asked.accepts(held):
        message = f"it asks for SDK {asked.version}, and the new image holds {held}"
        yield Advice(asked.path, asked.line, message, f"{PAGE}#project")
