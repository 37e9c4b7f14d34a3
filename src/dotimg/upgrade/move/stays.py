"""Images that use their channel on purpose, and stay."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from dotimg.errors import InputError
from dotimg.files.builds.collection import Builds
from dotimg.files.dockerfile import Dockerfile, Instruction, Stage
from dotimg.files.model import Span, Use
from dotimg.files.syntax import yaml_tree
from dotimg.files.syntax.tree import Node, Scalar, fields
from dotimg.named_tuples import NamedTuple
from dotimg.names.versions import age
from dotimg.project.build_steps import reached
from dotimg.upgrade.reading import ParsedFile, content_at

# Folders of .NET's own files in an image.
_HOME = re.compile(
    r"(?i)(?:[a-z]:)?/(?:usr/share|usr/lib64|usr/lib|usr/local/share|opt|program files)/dotnet"
    r"(?:/.*)?|/usr/bin/dotnet|/dotnet/(?:shared|host|sdk|packs)(?:/.*)?"
)
_ARCHITECTURES = re.compile(r"(?i)arm(?:32|64)v[0-9]|armv[0-9]|v[0-9](?:l|hf)")
_SOURCES = ("source", "src")
_VARIABLE = re.compile(r"\\\$(?:\\\{[^{}]*\\\}|\w+)")
_SEVERAL = 2


class Stay(NamedTuple):
    """Why an image stays; `alone` tells that the others of its file need not wait for it."""

    reason: str
    alone: bool


class _Gift(NamedTuple):
    """What a stage gets from an image or from a stage: the paths, and the stage that gets them."""

    sources: tuple[str, ...]
    stage: int

    @property
    def is_runtime(self) -> bool:
        return all(map(_HOME.fullmatch, self.sources))


def stays(file: ParsedFile, channels: Mapping[int, str], builds: Builds) -> dict[int, Stay]:
    """The images of a file that are to stay in their channel.

    Args:
        file: The file.
        channels: The channels of its images of .NET, by their numbers.
        builds: The builds that files declare.
    """
    found: dict[int, Stay] = {}
    if file.parsed:
        found |= _of_services(file, channels, builds)
        found |= _of_stages(file.parsed, file.uses, channels)
        found |= _donors(file.parsed, file.uses, channels)
    elif file.kind == "compose":
        found |= _of_services(file, channels, builds)
    return found


def holds_channel(name: str, channel: str) -> bool:
    """Whether a name is called after a channel: `sdk-8.0`, `net8`, `web_net80` for 8.0."""
    major, minor = (*age(channel), 0)[:2]
    name = _ARCHITECTURES.sub("", name)
    return re.search(rf"(?<![0-9]){major}(?:[._-]?{minor})?(?![0-9])", name) is not None


def _of_stages(
    file: Dockerfile, uses: Iterable[Use], channels: Mapping[int, str]
) -> dict[int, Stay]:
    """Stages that are called after their channel, or among which a FROM chooses by an argument."""
    of_stage = {
        _stage_at(file, use.span).number: number
        for number, use in enumerate(uses)
        if use.role == "from" and number in channels
    }
    needed = reached(file, None)
    found: dict[int, Stay] = {}
    for stage in file.stages:
        number = of_stage.get(stage.number)
        if number is not None and stage.name and holds_channel(stage.name, channels[number]):
            reason = f"its stage {stage.name} is named after .NET {channels[number]}"
            found[number] = Stay(reason, stage.number not in needed)
    for base, members in _families(file):
        numbers = [of_stage[one.number] for one in members if one.number in of_stage]
        if len({channels[one] for one in numbers}) >= _SEVERAL:
            for member in members:
                if (number := of_stage.get(member.number)) is not None:
                    reason = f"FROM {base} chooses among stages of several channels"
                    found[number] = Stay(reason, member.number not in needed)
    return found


def _families(file: Dockerfile) -> Iterator[tuple[str, list[Stage]]]:
    """The stages that a FROM with a variable may mean."""
    for stage in file.stages:
        base = stage.base.text
        if "$" not in base or "/" in base or ":" in base.replace(":-", "").replace(":+", ""):
            continue
        pattern = re.compile(_VARIABLE.sub(".+", re.escape(base)), re.IGNORECASE)
        members = [one for one in file.stages if one.name and pattern.fullmatch(one.name)]
        if members:
            yield base, members


def _donors(file: Dockerfile, uses: Iterable[Use], channels: Mapping[int, str]) -> dict[int, Stay]:
    """Images that only give their runtime away, to stand beside one of another channel."""
    numbered = list(enumerate(uses))
    of_root = {
        _stage_at(file, use.span).number: channels.get(number, "")
        for number, use in numbered
        if use.role == "from"
    }
    gifts: dict[int, list[_Gift]] = {}
    for number, use in numbered:
        if number not in channels:
            continue
        if use.role == "from":
            gifts[number] = list(_gifts_of(file, _stage_at(file, use.span)))
        elif use.role in ("copy", "mount"):
            gifts[number] = [_gift_at(file, use.span)]
    donors = {
        number: own for number, own in gifts.items() if own and all(one.is_runtime for one in own)
    }
    given: dict[int, set[str]] = {}
    for number, own in donors.items():
        for gift in own:
            given.setdefault(gift.stage, set()).add(channels[number])
    found = {}
    for number, own in donors.items():
        roots = {of_root.get(file.root(file.stages[one.stage]).number, "") for one in own}
        beside = sorted(roots - {channels[number], ""}) if channels[number] not in roots else []
        several = any(len(given[one.stage]) >= _SEVERAL for one in own) and roots == {""}
        if beside or several:
            what = f" next to .NET {' and '.join(beside)}" if beside else " next to others"
            found[number] = Stay(f"only its runtime is copied,{what}", alone=True)
    return found


def _stage_at(file: Dockerfile, span: Span) -> Stage:
    starts = [stage.span.start for stage in file.stages]
    return file.stages[max(bisect_right(starts, span.start) - 1, 0)]


def _gifts_of(file: Dockerfile, giver: Stage) -> Iterator[_Gift]:
    """What a stage gives to others; all of it where one is built on it."""
    for stage in file.stages:
        if stage.parent == giver.number or stage is file.stages[-1] is giver:
            yield _Gift(("/",), stage.number)
        for instruction in stage.instructions:
            for flag in instruction.flags:
                if file.named(_from(flag.text)) is giver:
                    yield _Gift(_sources(instruction, flag.text), stage.number)


def _gift_at(file: Dockerfile, span: Span) -> _Gift:
    """What is taken from an image that a COPY or a mount names."""
    stage = _stage_at(file, span)
    for instruction in stage.instructions:
        for flag in instruction.flags:
            if flag.span.start <= span.start < flag.span.end:
                return _Gift(_sources(instruction, flag.text), stage.number)
    return _Gift(("/",), stage.number)


def _from(flag: str) -> str:
    name, _, value = flag.partition("=")
    if name == "--mount":
        value = dict(one.partition("=")[::2] for one in value.split(",")).get("from", "")
    return value if name in ("--from", "--mount") else ""


def _sources(instruction: Instruction, flag: str) -> tuple[str, ...]:
    """The paths that a COPY or a mount takes."""
    if flag.startswith("--mount"):
        options = dict(one.partition("=")[::2] for one in flag.split(","))
        return (next((options[one] for one in _SOURCES if one in options), "/"),)
    words = [word.text.strip("\"'").replace("\\", "/") for word in instruction.words]
    return tuple(words[:-1]) or ("/",)


def _of_services(file: ParsedFile, channels: Mapping[int, str], builds: Builds) -> dict[int, Stay]:
    """Images of services that are called after their channel."""
    found = {}
    for number, channel in channels.items():
        use = file.uses[number]
        spans = [use.place, *(piece.span for piece in use.pieces if piece.span)]
        for span in spans:
            kind = file.kind if span.path == file.path else builds.declaring.get(span.path)
            if kind != "compose":
                continue
            name = _service_at(content_at(file, span.path, builds), span.start)
            if name and holds_channel(name, channel):
                reason = f"the service {name} is named after .NET {channel}"
                found[number] = Stay(reason, alone=not file.parsed)
    return found


@lru_cache(maxsize=64)
def _documents(content: bytes) -> tuple[Node, ...]:
    try:
        return tuple(yaml_tree.documents(content))
    except InputError:
        return ()


def _service_at(content: bytes, offset: int) -> str:
    """The service of a compose file that a place is in."""
    for document in _documents(content):
        for name, service in fields(fields(document).get("services")).items():
            spans = [one.span for one in _scalars(service)]
            if spans and min(spans).start <= offset <= max(one.end for one in spans):
                return name
    return ""


def _scalars(node: Node) -> Iterator[Scalar]:
    left = [node]
    while left:
        one = left.pop()
        if isinstance(one, Scalar):
            yield one
        elif isinstance(one, dict):
            left += one.values()
        elif isinstance(one, list):
            left += one
