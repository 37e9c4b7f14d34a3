"""The builds of pipelines: actions and tasks that build, and commands in scripts of any file.

The inputs are those of the pages of `docker/build-push-action` and of the task `Docker@2`.
"""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from dotimg.errors import InputError
from dotimg.files.builds import commands, compose_commands, jenkins, publishing, shell
from dotimg.files.builds.compose_commands import ComposeBuild
from dotimg.files.builds.model import Build, Problem, Published
from dotimg.files.builds.shell import Chunk, ShellWord
from dotimg.files.builds.tree import Tree
from dotimg.files.builds.values import Values, block_lines
from dotimg.files.builds.variables import Assigned, finder
from dotimg.files.formats.expansion import Finder, UnresolvedError
from dotimg.files.formats.workflow import Matrix, shortened
from dotimg.files.kinds import kind_of
from dotimg.files.model import Span
from dotimg.files.syntax.source import DecodedText, source_of
from dotimg.files.syntax.tree import Node, Scalar, fields, items, text_of, walk
from dotimg.files.syntax.yaml_tree import documents

_ACTION = re.compile(r"(?i:docker/build-push-action|redhat-actions/buildah-build)@")
_TASK = re.compile(r"(?i:docker)@[0-9]+")
_DOTNET_TASK = re.compile(r"(?i:dotnetcorecli)@[0-9]+")
_MATRIX = re.compile(r"\$\{\{\s*matrix\.([\w.-]+)\s*\}\}")
_ROOTS = re.compile(r"^(?:\$\((?:Build|System)\.\w+\)|\$\{\{\s*github\.workspace\s*\}\}|\./?)/?")
_BYTES = (b"build-push-action", b"buildah-build", b"ocker@")
_ANYWHERE = "**/"
_FOLDER = "working-directory"
Declared: TypeAlias = Build | Problem | Published | ComposeBuild
_Reader = Callable[[dict[str, Node]], "commands.Options | None"]

# What finds the commands of a kind, and what reads one of them.
_COMMANDS = (
    (commands.find, commands.builds),
    (publishing.find, publishing.published),
    (compose_commands.find, compose_commands.builds),
)


def may_build(content: bytes) -> bool:
    """Whether an action, a task or a command that builds an image may stand in a file."""
    return any(word in content for word in _BYTES) or any(
        may(content)
        for may in (
            *(commands.may_build, publishing.may_publish),
            *(compose_commands.may_build, jenkins.may_build),
        )
    )


def read(path: str, content: bytes, tree: Tree, arguments: Mapping[str, str]) -> Iterator[Declared]:
    """The builds of a file.

    Args:
        path: Of the file, which the spans bear.
        content: Its bytes.
        tree: The files that it may name.
        arguments: Values of variables that go before those of the file.

    Raises:
        InputError: It is to be YAML and is none; the message names the line.
    """
    source = source_of(content, path)
    roots: list[Node] = []
    if _is_yaml(path):
        try:
            roots = documents(content, path)
        except InputError:
            if any(word in content for word in _BYTES):
                raise
    assigned = Assigned(source, arguments, roots)
    pipeline = _Pipeline(path, content, source, tree, assigned)
    within: list[tuple[int, int]] = []
    for step, matrix in _steps(roots):
        run = step.get("run")
        if isinstance(run, Scalar):
            within.append((run.span.start, run.span.end))
        yield from pipeline.step(step, matrix)
    at = source.start
    for start, end in [*sorted(within), (len(content), len(content))]:
        yield from pipeline.in_text(at, start, None, Matrix(None))
        at = max(at, end)
    if kind_of(path) == "groovy":
        yield from jenkins.read(path, source, tree, finder(assigned.value, {}))


def _is_yaml(path: str) -> bool:
    """Whether a file is YAML by its name."""
    return path.lower().endswith((".yml", ".yaml"))


def _steps(roots: list[Node]) -> Iterator[tuple[dict[str, Node], Matrix]]:
    """The steps of workflows with the matrix of their job, and of other pipelines."""
    for root in roots:
        jobs = fields(fields(root).get("jobs"))
        for job in map(fields, jobs.values()):
            matrix = Matrix(fields(job.get("strategy")).get("matrix"))
            defaults = _defaults(root) | _defaults(job)
            for step in items(job.get("steps")):
                yield defaults | fields(step), matrix
        if not jobs:
            for mapping in walk(root):
                if "task" in mapping or "uses" in mapping:
                    yield mapping, Matrix(None)


def _defaults(node: Node) -> dict[str, Node]:
    """The folder that the steps of a workflow, or of a job, run in if they name none."""
    run = fields(fields(fields(node).get("defaults")).get("run"))
    return {_FOLDER: run[_FOLDER]} if _FOLDER in run else {}


class _Pipeline:
    """Finds the builds of one file.

    Args:
        path: Of the file.
        content: Its bytes.
        source: The same as text.
        tree: The files that it may name.
        assigned: Its variables.
    """

    def __init__(
        self,
        path: str,
        content: bytes,
        source: DecodedText,
        tree: Tree,
        assigned: Assigned,
    ) -> None:
        self._path = path
        self._content = content
        self._source = source
        self._tree = tree
        self._yaml = _is_yaml(path)
        self._lookup = assigned.value

    def step(self, step: dict[str, Node], matrix: Matrix) -> Iterator[Declared]:
        """The builds of a step of a workflow, or of a task."""
        run, uses, task = step.get("run"), step.get("uses"), step.get("task")
        folder = step.get(_FOLDER, step.get("workingDirectory"))
        if isinstance(run, Scalar):
            yield from self.in_text(run.span.start, run.span.end, folder, matrix)
        if isinstance(uses, Scalar) and _ACTION.match(uses.text):
            yield from self._each(step.get("with"), uses, matrix, self._action)
        if isinstance(task, Scalar) and _TASK.fullmatch(task.text):
            yield from self._each(step.get("inputs"), task, matrix, self._task)
        if isinstance(task, Scalar) and _DOTNET_TASK.fullmatch(task.text):
            yield from self._published(fields(step.get("inputs")), task)

    def in_text(
        self, start: int, end: int, folder: Node | None, matrix: Matrix
    ) -> Iterator[Declared]:
        """The builds of the commands in a part of the file, given by its bytes."""
        first, last = ((one - self._source.start) // self._source.width for one in (start, end))
        for find_all, read_one in _COMMANDS:
            for command in find_all(self._source, first, last, yaml=self._yaml):
                for find, there in self._run_in(command, folder, matrix):
                    if isinstance(find, Problem):
                        yield find
                        continue
                    place = there, self._path, self._tree
                    yield from read_one(command.words, command.span, *place, find)

    def _run_in(
        self, command: commands.BuildCommand, folder: Node | None, matrix: Matrix
    ) -> Iterator[tuple[Finder | Problem, str]]:
        """What finds the variables of a command, and the folder that it runs in."""
        text = " ".join((*(word.text for word in command.words), text_of(folder)))
        for find in self._finders(text, command.span, matrix):
            if isinstance(find, Problem):
                yield find, ""
                continue
            within = Values(find).given(folder, command.span)
            yield find, os.path.join("$" if within.unknown else within.text, command.folder)

    def _published(self, inputs: dict[str, Node], place: Scalar) -> Iterator[Declared]:
        """What the task `DotNetCoreCLI@2` publishes as an image."""
        written = inputs.get("arguments")
        words = shell.split(written, self._source) if isinstance(written, Scalar) else []
        if not publishing.is_of_image(word.text for word in words):
            return
        for one in self._words(inputs.get("projects")) or [_dot(self._path)]:
            for find in self._finders(one.text, place.span, Matrix(None)):
                if isinstance(find, Problem):
                    yield find
                    continue
                said = publishing.published([one], place.span, "", self._path, self._tree, find)
                yield from said

    def _each(
        self, node: Node | None, place: Scalar, matrix: Matrix, options: _Reader
    ) -> Iterator[Declared]:
        inputs = {name.lower(): one for name, one in fields(node).items()}
        given = options(inputs)
        if given is None:
            return
        text = " ".join(one.text for one in inputs.values() if isinstance(one, Scalar))
        for find in self._finders(text, place.span, matrix):
            if isinstance(find, Problem):
                yield find
                continue
            made = commands.build(given, place.span, "", self._path, self._tree, find)
            if made:
                yield made

    def _finders(self, text: str, span: Span, matrix: Matrix) -> Iterator[Finder | Problem]:
        """What finds the variables of a step, once for each job that its matrix makes."""
        keys = list(dict.fromkeys(_MATRIX.findall(text)))
        try:
            jobs = matrix.combinations(keys) if keys else [{}]
        except UnresolvedError as error:
            yield Problem(span, str(error))
            return
        for job in jobs:
            if reason := next(filter(None, map(shortened, job.values())), ""):
                yield Problem(span, reason)
                continue
            values = {f"matrix.{key}": entry for key, entry in job.items()}
            yield finder(self._lookup, values)

    def _action(self, inputs: dict[str, Node]) -> commands.Options:
        """What the inputs of `docker/build-push-action` say."""
        values = {
            "file": self._words(inputs.get("file", inputs.get("containerfiles"))),
            "build-arg": self._words(inputs.get("build-args")),
            "build-context": self._words(inputs.get("build-contexts")),
            "target": self._words(inputs.get("target")),
            "platform": self._words(inputs.get("platforms")),
        }
        context = self._words(inputs.get("context")) or [_dot(self._path)]
        return commands.Options(values, context[0], None)

    def _task(self, inputs: dict[str, Node]) -> commands.Options | None:
        """What the inputs of `Docker@2` say; None for what builds nothing."""
        if text_of(inputs.get("command")).lower() not in {
            "",
            "build",
            "buildandpush",
            "build an image",
        }:
            return None
        written = inputs.get("arguments", inputs.get("buildarguments"))
        words = []
        if isinstance(written, Scalar):
            words = [
                word for one in self._lines(written) for word in shell.split(one, self._source)
            ]
        given = commands.options(words)
        file = self._words(inputs.get("dockerfile", inputs.get("dockerfilepath")))
        context = self._words(inputs.get("buildcontext"))
        context = [one for one in context if not one.text.startswith("**")]
        if not file:
            file = [] if context else [_dot(self._path, "Dockerfile")]
        given.values["file"].extend(file)
        return commands.Options(given.values, context[0] if context else None, None)

    def _words(self, node: Node | None) -> list[ShellWord]:
        """The lines of an input, each as one word."""
        found = []
        for line in self._lines(node) if isinstance(node, Scalar) else ():
            text = line.text
            start = len(text) - len(text.lstrip())
            part = line.part(start, len(text.rstrip()))
            if match := _ROOTS.match(part.text):
                part = part.part(match.end(), len(part.text))
                part = part if part.text else _dot(self._path).chunks[0].scalar
            elif part.text.startswith(_ANYWHERE):
                part = part.part(len(_ANYWHERE), len(part.text))
            if text.strip():
                found.append(ShellWord((Chunk(part, literal=False),)))
        return found

    def _lines(self, scalar: Scalar) -> list[Scalar]:
        return [one for one in block_lines(scalar, self._content) if one.text.strip()]


def _dot(path: str, text: str = ".") -> ShellWord:
    return ShellWord((Chunk(Scalar(text, Span(0, 0, path), verbatim=False), literal=True),))
