"""The builds of compose files, by the page "Compose Build Specification".

`extends` is followed, into other files too; a file that completes another one, such as
`compose.override.yaml`, is put together with that.
"""

import os
import re
from collections.abc import Collection, Iterator, Mapping

from dotimg.errors import InputError, quoted
from dotimg.files.builds.compose_commands import FILES
from dotimg.files.builds.model import Build, Inline, Problem
from dotimg.files.builds.tree import Tree
from dotimg.files.builds.values import Values, block_lines
from dotimg.files.formats.compose import finder
from dotimg.files.model import Span
from dotimg.files.syntax.tree import Node, Scalar, fields, is_empty, items, outside, text_of
from dotimg.files.syntax.yaml_tree import documents
from dotimg.named_tuples import NamedTuple

_COMPLETING = re.compile(r"(?:docker-)?compose[._-].+\.ya?ml", re.IGNORECASE)
_MAPS = ("args", "additional_contexts")
_REMOTE = re.compile(r"[a-z][a-z0-9+.-]*://|git@|github\.com/")
_DEEPEST = 50


class _Declared(NamedTuple):
    """What a service says of its build; `folder` is where paths in it begin."""

    build: dict[str, Node]
    folder: str
    platform: Node | None


def read(
    path: str,
    content: bytes,
    tree: Tree,
    variables: Mapping[str, "str | Scalar"],
    services: Collection[str] = (),
) -> Iterator[Build | Problem]:
    """The builds of a compose file.

    Args:
        path: Of the file, which the spans bear.
        content: Its bytes.
        tree: The files that it may name.
        variables: What its `.env` and the user say.
        services: Those that are built; all where there are none.

    Raises:
        InputError: It is not YAML; the message names the line.
    """
    project = _Project(path, content, tree)
    values = Values(finder(variables))
    for name in project.services(path):
        if services and name not in services:
            continue
        try:
            declared = project.declared(path, name, ())
        except InputError as error:
            yield Problem(project.span(path, name), f"the build of {quoted(name)}: {error}")
            continue
        if declared.build:
            yield _build(declared, values, variables, project, path)


def included(path: str, content: bytes, tree: Tree) -> Iterator[str | Problem]:
    """The files that a compose file includes, and what cannot be read of them.

    Args:
        path: Of the file, which the spans bear.
        content: Its bytes.
        tree: The files that it may name.

    Raises:
        InputError: It is not YAML; the message names the line.
    """
    for document in documents(content, path):
        for entry in items(fields(document).get("include")):
            named = fields(entry).get("path", entry)
            for one in items(named) if isinstance(named, list) else [named]:
                if not isinstance(one, Scalar):
                    continue
                file = os.path.normpath(os.path.join(os.path.dirname(path), one.text))
                if "$" not in one.text and tree.is_file(file) and tree.holds(file):
                    yield file
                else:
                    remote = _REMOTE.match(one.text) or "$" in one.text
                    why = "is not read" if remote else "is not there"
                    yield Problem(one.span, f"it includes {one.text}, which {why}")


class _Project:
    """The files of a project, each parsed once.

    Args:
        path: The file that is read.
        content: Its bytes.
        tree: The files that it may name.
    """

    def __init__(self, path: str, content: bytes, tree: Tree) -> None:
        self._tree = tree
        self._main = path
        self._contents = {path: content}
        self._parsed: dict[str, dict[str, Node]] = {}

    def content(self, path: str) -> bytes:
        """The bytes of a file of the project."""
        return self._contents.get(path, b"")

    def services(self, path: str) -> dict[str, Node]:
        """The services of a file.

        Raises:
            InputError: It cannot be read.
        """
        if path not in self._parsed:
            if path not in self._contents:
                self._contents[path] = self._tree.content(path)
            found: dict[str, Node] = {}
            for document in documents(self._contents[path], path):
                found |= fields(fields(document).get("services"))
            self._parsed[path] = found
        return self._parsed[path]

    def span(self, path: str, name: str) -> Span:
        """Where a service is declared, as far as a text of it tells."""
        return _first_span(self.services(path).get(name)) or Span(0, 0, path)

    def declared(self, path: str, name: str, outer: tuple[tuple[str, str], ...]) -> _Declared:
        """What a service says of its build, with what it extends and completes.

        Raises:
            InputError: What it extends is not there, or leads back to it.
        """
        if (path, name) in outer or len(outer) > _DEEPEST:
            raise InputError("its 'extends' is circular")
        service = fields(self.services(path).get(name))
        build = service.get("build")
        own = {"context": build} if isinstance(build, Scalar) and build.text else fields(build)
        own = {key: _map(node) if key in _MAPS else node for key, node in own.items()}
        declared = _Declared(own, os.path.dirname(path), service.get("platform"))
        extends = service.get("extends")
        if not is_empty(extends):
            source = text_of(fields(extends).get("service", extends))
            file = text_of(fields(extends).get("file"))
            there = os.path.normpath(os.path.join(os.path.dirname(path), file)) if file else path
            if source not in self.services(there):
                raise InputError(f"{quoted(source)}, which it extends, is not in {there}")
            base = self.declared(there, source, (*outer, (path, name)))
            declared = _merged(base, declared)
        if declared.build and path == self._main and "context" not in declared.build:
            return self._completed(path, name, declared)
        return declared

    def _completed(self, path: str, name: str, declared: _Declared) -> _Declared:
        """A build with what the main file of the folder says of it."""
        folder, file = os.path.split(path)
        if file in FILES or not _COMPLETING.fullmatch(file):
            return declared
        for main in (os.path.join(folder, one) for one in FILES):
            if self._tree.is_file(main) and name in self.services(main):
                return _merged(self.declared(main, name, ()), declared)
        return declared


def _merged(base: _Declared, own: _Declared) -> _Declared:
    """A build on the ground of another one: lists and maps are put together."""
    build = base.build | own.build
    for key in _MAPS:
        if key in base.build and key in own.build:
            build[key] = fields(base.build[key]) | fields(own.build[key])
    folder = own.folder if "context" in own.build else base.folder
    return _Declared(build, folder, own.platform or base.platform)


def _map(node: Node) -> Node:
    """A list of `NAME=VALUE` as the map that it stands for; a name alone has no value."""
    if not isinstance(node, list):
        return node
    found: dict[str, Node] = {}
    for item in node:
        if isinstance(item, Scalar):
            name, equals, _ = item.text.partition("=")
            start = len(name) + len(equals)
            value = item.part(start, len(item.text))
            found[name] = value._replace(plain=not equals)
    return found


def _build(
    declared: _Declared,
    values: Values,
    variables: Mapping[str, "str | Scalar"],
    project: _Project,
    path: str,
) -> Build | Problem:
    build = declared.build
    span = _first_span(build.get("dockerfile")) or _first_span(build) or Span(0, 0, path)
    arguments = {}
    for name, node in fields(build.get("args")).items():
        asked = node
        if isinstance(node, Scalar) and node.plain and not node.text:
            variable = variables.get(name)  # of the environment, where it has one
            if variable is None:
                continue
            asked = outside(variable) if isinstance(variable, str) else variable
        arguments[name] = values.given(asked, span)
    contexts = fields(build.get("additional_contexts")).items()
    known = [values.given(one, span) for one in items(build.get("platforms"))]
    known = known or [values.given(declared.platform, span)]
    target = build.get("target")
    made = Build(
        dockerfile="",
        span=span,
        arguments=arguments,
        contexts={name: values.given(node, span) for name, node in contexts},
        target=None if is_empty(target) else values.given(target, span),
        platforms=tuple(one.text for one in known if one.text),
    )
    inline = build.get("dockerfile_inline")
    if isinstance(inline, Scalar) and inline.text:
        lines = block_lines(inline, project.content(inline.span.path))
        given = [values.given(line, span) for line in lines]
        if unknown := next((one.unknown for one in given if one.unknown), ""):
            return Problem(inline.span, f"the Dockerfile in it cannot be read: {unknown}")
        return made._replace(dockerfile=Inline(tuple(p for one in given for p in one.pieces)))
    return _with_path(made, declared, values, span)


def _with_path(made: Build, declared: _Declared, values: Values, span: Span) -> Build | Problem:
    context = values.given(declared.build.get("context"), span)
    dockerfile = values.given(declared.build.get("dockerfile"), span)
    if unknown := context.unknown or dockerfile.unknown:
        return Problem(span, f"the Dockerfile that is built is not known: {unknown}")
    if _REMOTE.match(context.text):
        return Problem(span, f"it is built from {context.text}, which is not read")
    name = dockerfile.text or "Dockerfile"
    folder = os.path.join(declared.folder, context.text)
    return made._replace(
        dockerfile=os.path.normpath(os.path.join(folder, name)), context=os.path.normpath(folder)
    )


def _first_span(node: Node | None) -> Span | None:
    """The place of the first text in a node."""
    left = [node]
    found: list[Span] = []
    while left:
        one = left.pop()
        if isinstance(one, dict):
            left += one.values()
        elif isinstance(one, list):
            left += one
        elif one is not None and one.span.path:
            found.append(one.span)
    return min(found, default=None)
