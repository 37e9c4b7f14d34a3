"""The stages of a Dockerfile, and which one is built on which."""

import re
from collections.abc import Iterable, Mapping

from dotimg.errors import InputError, NoStageError
from dotimg.files.dockerfile.expansion import assign, expand
from dotimg.files.dockerfile.instructions import Instruction
from dotimg.files.dockerfile.text import Text, decoded
from dotimg.files.dockerfile.variables import Unresolved, Value, Variables
from dotimg.files.model import Span
from dotimg.named_tuples import NamedTuple

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9._-]*")
_BASE_AND_NAME = re.compile(rb"([^\s]++)(?:\s++[Aa][Ss]\s++([^\s]++))?")


class Stage(NamedTuple):
    """One stage, from its FROM up to the next one.

    `number` counts from 0, `name` is as written, empty without one; `base` is what stands behind
    FROM and `image` the same with its variables resolved; `parent` is the number of the earlier
    stage that it names, None for an image. The first of `instructions` is the FROM.
    """

    number: int
    name: str
    base: Text
    image: Value
    parent: int | None
    span: Span
    instructions: tuple[Instruction, ...]

    @property
    def label(self) -> str:
        """The name, else the number."""
        return self.name or str(self.number)


class Dockerfile(NamedTuple):
    """All of a file: `preamble` is what stands before the first FROM, with its `variables`.

    `contexts` are what a build gives instead of images and stages of these names.
    """

    preamble: tuple[Instruction, ...]
    stages: tuple[Stage, ...]
    variables: Variables
    contexts: "Contexts"

    @property
    def instructions(self) -> tuple[Instruction, ...]:
        """All instructions in their order."""
        return self.preamble + tuple(one for stage in self.stages for one in stage.instructions)

    def target(self, name: str | None) -> Stage:
        """The stage of that name or number, else the last one, which is built by default."""
        return self.named(name or "") or self.stages[-1]

    def named(self, name: str) -> Stage | None:
        """The stage of that name or number, None where there is none."""
        wanted = name.lower()
        for stage in reversed(self.stages):
            if stage.name and stage.name.lower() == wanted:
                return stage
        for stage in self.stages:
            if str(stage.number) == wanted:
                return stage
        return None

    def root(self, stage: Stage) -> Stage:
        """The stage at the end of the chain of parents, which is built on no other."""
        while stage.parent is not None:
            stage = self.stages[stage.parent]
        return stage


class Contexts:
    """The named contexts of a build; a name with a tag is found however it is written.

    Args:
        values: The image of each name; `scratch` for what is none.
    """

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values = {_normalized(name): value for name, value in values.items()}

    def __bool__(self) -> bool:
        return bool(self._values)

    def find(self, name: str) -> Value | None:
        """What stands in the place of a name, None where the name means what it says."""
        return self._values.get(_normalized(name)) if self._values else None


def _normalized(name: str) -> str:
    """A name as BuildKit compares it: in lower case, for `docker.io/library/alpine` alpine."""
    name = name.lower().removeprefix("docker.io/").removeprefix("library/")
    return name.removesuffix(":latest")


def assemble(
    instructions: Iterable[Instruction], given: Mapping[str, Value], contexts: Contexts
) -> Dockerfile:
    """Cut a file's instructions into stages.

    Args:
        instructions: All of them.
        given: Build arguments from outside.
        contexts: Named contexts from outside.

    Raises:
        InputError: There is no FROM, or one that no builder takes.
    """
    preamble: list[Instruction] = []
    groups: list[list[Instruction]] = []
    for instruction in instructions:
        if instruction.keyword == "FROM":
            groups.append([instruction])
        else:
            (groups[-1] if groups else preamble).append(instruction)
    if not groups:
        raise NoStageError("line 1: no FROM in it: not a Dockerfile")
    variables = Variables(given)
    for instruction in preamble:
        assign(instruction, variables)
    stages: list[Stage] = []
    numbers: dict[str, int] = {}
    for group in groups:
        stage = _stage(group, len(stages), variables, numbers)
        if contexts:
            stage = _replaced(stage, contexts)
        if stage.name:
            numbers[stage.name.lower()] = stage.number
        stages.append(stage)
    return Dockerfile(tuple(preamble), tuple(stages), variables, contexts)


def _replaced(stage: Stage, contexts: Contexts) -> Stage:
    """The stage with what a named context puts in the place of it or of what it is built on."""
    image = "" if isinstance(stage.image, Unresolved) else stage.image.text
    for name in filter(None, (stage.name, image if stage.parent is None else "")):
        value = contexts.find(name)
        if value is not None:
            return stage._replace(image=value, parent=None)
    return stage


def _stage(
    group: list[Instruction], number: int, variables: Variables, numbers: Mapping[str, int]
) -> Stage:
    start = group[0]
    if not start.body.raw:
        raise InputError(f"line {start.line}: FROM names no image")
    match = _BASE_AND_NAME.fullmatch(start.body.raw)
    if not match:
        words = "FROM takes IMAGE or IMAGE AS NAME, nothing else"
        raise InputError(f"line {start.line}: {words}")
    base = start.body.cut(*match.span(1))
    name = decoded(match[2] or b"")
    if name and not _NAME.fullmatch(name):
        raise InputError(f"line {start.line}: the name after AS is not valid")
    image = expand(base, variables, start.escape)
    parent = None if isinstance(image, Unresolved) else numbers.get(decoded(image.raw).lower())
    return Stage(number, name, base, image, parent, Span(start.start, group[-1].end), tuple(group))
