"""Where a Dockerfile names images, with variables resolved."""

import re
from collections.abc import Iterator

from dotimg.files.dockerfile.expansion import assign, expand
from dotimg.files.dockerfile.instructions import Instruction
from dotimg.files.dockerfile.stages import Dockerfile, Stage
from dotimg.files.dockerfile.text import Text
from dotimg.files.dockerfile.variables import Unresolved, Value, Variables
from dotimg.files.model import Found, Role, Skipped, Span, Use

_SCRATCH = b"scratch"
_PLATFORM = b"--platform="
_NUMBER_DIGITS = 9
_FROM = b"--from="
_MOUNT = b"--mount="
# Comma-separated values; quotes hold a value together.
_FIELD = re.compile(rb'"([^"]*+)"|([^",]++)')


def find(dockerfile: Dockerfile, target: str | None, platform: str | None = None) -> Found:
    """All images that a file names, and all places that cannot be judged.

    Args:
        dockerfile: The file.
        target: Name or number of the stage that is built.
        platform: What it is built for, where a FROM does not tell.
    """
    finder = _Finder(dockerfile, target, platform)
    found = [one for stage in dockerfile.stages for one in finder.of_stage(stage)]
    return Found(
        tuple(one for one in found if isinstance(one, Use)),
        tuple(one for one in found if isinstance(one, Skipped)),
    )


class _Finder:
    """Goes through the stages of a file in their order, since one may see another's variables.

    Args:
        dockerfile: The file.
        target: Name or number of the stage that is built.
        platform: What it is built for, where a FROM does not tell.
    """

    def __init__(self, dockerfile: Dockerfile, target: str | None, platform: str | None) -> None:
        self._platform = platform
        self._global = dockerfile.variables
        self._contexts = dockerfile.contexts
        last = dockerfile.target(target)
        self._shipped, self._last = dockerfile.root(last), (last.number,)
        self._count = len(dockerfile.stages)
        # A stage that comes later can be copied from, too.
        self._names = {stage.name.lower() for stage in dockerfile.stages if stage.name}
        # What ARG and ENV set in a stage matters only to these.
        self._tracks = any(
            b"$" in text.raw
            for stage in dockerfile.stages
            for instruction in stage.instructions
            if instruction.flags or instruction.keyword == "ONBUILD"
            for _, text in sources(instruction)
        )
        self._scopes: list[Variables] = []

    def of_stage(self, stage: Stage) -> Iterator[Use | Skipped]:
        """What one stage names."""
        if stage.parent is None and (found := self._base(stage)):
            yield found
        variables = self._scope(stage)
        for instruction in stage.instructions:
            if self._tracks:
                assign(instruction, variables)
            if instruction.flags or instruction.keyword == "ONBUILD":
                for role, text in sources(instruction):
                    value = expand(text, variables, instruction.escape)
                    if found := self._source(text, value, role, stage):
                        yield found

    def _scope(self, stage: Stage) -> Variables:
        if not self._tracks:
            return self._global
        parent = None if stage.parent is None else self._scopes[stage.parent]
        self._scopes.append(Variables(self._global.given, self._global, parent))
        return self._scopes[-1]

    def _base(self, stage: Stage) -> Use | Skipped | None:
        start = stage.instructions[0]
        platform = self._platform
        for flag in start.flags:
            if flag.raw.startswith(_PLATFORM):
                text = flag.cut(len(_PLATFORM), len(flag.raw))
                value = expand(text, self._global, start.escape)
                platform = None if isinstance(value, Unresolved) else value.text or None
        ships = stage is self._shipped
        found = _judged(stage.base, stage.image, "from", stage, ships=ships, platform=platform)
        return found._replace(shipped=self._last) if isinstance(found, Use) and ships else found

    def _source(self, text: Text, value: Value, role: Role, stage: Stage) -> Use | Skipped | None:
        """What a COPY or a mount takes files from, unless it is a stage or the build context."""
        if isinstance(value, Text):
            if self._contexts and (replaced := self._contexts.find(value.text)) is not None:
                return _judged(text, replaced, role, stage)
            if not text.raw or value.text.lower() in self._names:
                return None
            # A mount takes no number.
            if role == "copy" and value.raw.isdigit():
                known = len(value.raw) <= _NUMBER_DIGITS and int(value.raw) < self._count
                return None if known else Skipped(text.span, f"there is no stage {value.text}")
        return _judged(text, value, role, stage)


def _judged(
    text: Text,
    value: Value,
    role: Role,
    stage: Stage,
    *,
    ships: bool = False,
    platform: str | None = None,
) -> Use | Skipped | None:
    span = _inside_quotes(text)
    if isinstance(value, Unresolved):
        return Skipped(value.place or span, value.reason)
    if value.raw == _SCRATCH:
        return None
    if not value.raw:
        return Skipped(span, "it is empty once its variables are resolved")
    pieces = value.pieces
    reference = "".join(piece.text for piece in pieces)
    return Use(reference, span, pieces, role, stage.label, ships, platform)


def _inside_quotes(text: Text) -> Span:
    raw = text.raw
    if len(raw) > 1 and raw[:1] == raw[-1:] and raw[:1] in (b'"', b"'"):
        return text.cut(1, len(raw) - 1).span
    return text.span


def sources(instruction: Instruction) -> Iterator[tuple[Role, Text]]:
    """Each word of `COPY --from` and `RUN --mount`, also behind ONBUILD, with its role."""
    instruction = instruction.trigger or instruction
    for flag in instruction.flags:
        if instruction.keyword == "COPY" and flag.raw.startswith(_FROM):
            yield "copy", flag.cut(len(_FROM), len(flag.raw))
        elif instruction.keyword == "RUN" and (source := _from_of_mount(flag)):
            yield "mount", source


def _from_of_mount(flag: Text) -> Text | None:
    source = None
    if not flag.raw.startswith(_MOUNT):
        return source
    for match in _FIELD.finditer(flag.raw, len(_MOUNT)):
        start, end = match.span(match.lastindex or 0)
        key, equals, _ = flag.raw[start:end].partition(b"=")
        if equals and key.lower() == b"from":
            source = flag.cut(start + len(key) + 1, end)
    return source
