"""Advice on other lines of a Dockerfile whose images move."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

from dotimg.catalog.model import System
from dotimg.catalog.tables import Catalog
from dotimg.explain.subject import Subject
from dotimg.files.dockerfile import Dockerfile, Instruction, Stage
from dotimg.files.model import Span, Use
from dotimg.named_tuples import NamedTuple
from dotimg.names import frameworks
from dotimg.names.versions import age, without_rebuild
from dotimg.project.of_dockerfile import App
from dotimg.upgrade.model import Advice, AdviceName
from dotimg.upgrade.move.model import Companion
from dotimg.upgrade.systems import Crossing

_NEW_DEFAULTS = [8, 0]  # port 8080 and the user app came with .NET 8.0
_PORTS = ("ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "DOTNET_URLS", "HTTP_PORTS")
_IS_80 = re.compile(r"(?:^|[:;])80(?:$|[;/])")
_VARIABLE = re.compile(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)")
_COMMANDS = re.compile(r"[&|;\n]+")
_SHELL_FORMS = ("RUN", "CMD", "ENTRYPOINT")
_READ = ("RUN", "ENV", "ARG", "ADD", "COPY")


class Change(NamedTuple):
    """An image of a stage that moves: where it stands, what it was, and what it is now."""

    use: Use
    old: Subject
    new: Subject


class _Edge(NamedTuple):
    """What changes for the instructions behind an image that moves.

    `defaults` tells that port and user of .NET 8.0 are new to it; `crossing` are its systems;
    `shell` names the tag that has none, empty where nothing is lost.
    """

    defaults: bool
    crossing: Crossing
    shell: str


def advice(
    catalog: Catalog, path: str, content: bytes, file: Dockerfile, changes: Iterable[Change]
) -> Iterator[Advice]:
    """What to look at in the stages that are built on images that move."""
    for edge, instruction in _behind(catalog, file, changes):
        for message, name in _messages(edge, instruction, content):
            yield Advice(path, instruction.line, message, name)


def package_edits(
    catalog: Catalog, path: str, file: Dockerfile, changes: Iterable[Change]
) -> Iterator[Companion]:
    """The packages in stages on images that move which are called otherwise on the next system."""
    for edge, instruction in _behind(catalog, file, changes):
        for edit in edge.crossing.edits(instruction):
            yield edit._replace(span=edit.span._replace(path=path))


def _behind(
    catalog: Catalog, file: Dockerfile, changes: Iterable[Change]
) -> Iterator[tuple[_Edge, Instruction]]:
    """Each instruction of a stage that is built on an image that moves, with what changes there."""
    built_on, values = _built_on(file), _values(file)
    starts = [stage.span.start for stage in file.stages]
    for change in changes:
        if change.use.role != "from":
            continue
        old, new = change.old, change.new
        edge = _Edge(
            defaults=age(old.channel) < _NEW_DEFAULTS <= age(new.channel),
            crossing=Crossing(catalog, _system(old), _system(new), values),
            shell=new.tag.name if new.tag.distroless and not old.tag.distroless else "",
        )
        root = bisect_right(starts, change.use.span.start) - 1
        for stage in built_on[root]:
            yield from ((edge, instruction) for instruction in stage.instructions)


def _values(file: Dockerfile) -> dict[str, str]:
    """What ARG and ENV give, by name; the last word where they give several."""
    found: dict[str, str] = {}
    pairs: Iterable[Sequence[str]]
    for instruction in file.instructions:
        if instruction.keyword not in ("ARG", "ENV"):
            continue
        words = [word.text for word in instruction.words]
        if instruction.keyword == "ARG":
            pairs = (word.partition("=")[::2] for word in words if "=" in word)
        else:
            pairs = zip(words[::2], words[1::2], strict=False)
        found.update((name, value.strip("\"'")) for name, value in pairs)
    return found


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
                message = f"{instruction.keyword} also uses {name}, which changes"
                yield Advice(path, instruction.line, message, "arguments")


def _messages(
    edge: _Edge, instruction: Instruction, content: bytes
) -> Iterator[tuple[str, AdviceName]]:
    """Each message with its name."""
    if edge.defaults:
        yield from _ports(instruction)
    if instruction.keyword in _READ:
        text = _text(instruction, content)
        if edge.defaults and instruction.keyword == "RUN":
            yield from _user(text)
        yield from edge.crossing.messages(instruction, text)
    if edge.shell and instruction.keyword in _SHELL_FORMS and not instruction.is_list:
        yield f"{edge.shell} has no shell: {instruction.keyword} needs it", "shell"


def _text(instruction: Instruction, content: bytes) -> str:
    """What an instruction says, its heredocs included and its comments left out."""
    documents = (content[one.lines.start : one.lines.end] for one in instruction.heredocs)
    return b"\n".join((instruction.body.raw, *documents)).decode("utf-8", errors="replace")


def _ports(instruction: Instruction) -> Iterator[tuple[str, AdviceName]]:
    message = "since .NET 8.0, images use port 8080, not 80"
    if instruction.keyword not in ("EXPOSE", "ENV"):
        return
    words = [word.text for word in instruction.words]
    if instruction.keyword == "EXPOSE" and {"80", "80/tcp"} & set(words):
        yield f"EXPOSE 80: {message}", "ports"
    if instruction.keyword == "ENV":
        for name, value in zip(words[::2], words[1::2], strict=False):
            if name in _PORTS and _IS_80.search(value):
                yield f"{name}={value}: {message}", "ports"


def _user(text: str) -> Iterator[tuple[str, AdviceName]]:
    for command in _COMMANDS.split(text):
        words = set(command.split())
        if "app" in words and words & {"adduser", "useradd", "addgroup", "groupadd"}:
            yield "since .NET 8.0, images have a user and a group app: remove this", "user"


def _system(subject: Subject) -> System:
    """The first system of Linux, else the first."""
    systems = subject.systems
    return next((system for system in systems if system.type == "linux"), systems[0])


def project_advice(app: App, changes: Iterable[Change], *, raises: bool) -> Iterator[Advice]:
    """The target framework to raise, and a global.json that accepts no SDK of the new image."""
    for change in changes:
        if change.use.role not in ("from", "base-image"):
            continue
        if raises and change.old.channel != change.new.channel:
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
        yield Advice(place.path, place.line, message, "project")


def _pin(app: App, version: str) -> Iterator[Advice]:
    asked, held = app.global_json, without_rebuild(version)
    if asked and asked.version and held and not asked.accepts(held):
        message = f"it requires SDK {asked.version}, but the new image has {held}"
        yield Advice(asked.path, asked.line, message, "project")
