"""The builds of bake files, by the pages "Bake file reference" and "Inheritance" of docker.

A target's Dockerfile is relative to its context. A context is relative to the folder that bake is
called in, which no file states: the folder of the file and the root of the tree are tried.
"""

import os
import re
from collections.abc import Iterator, Mapping
from itertools import islice, product

from dotimg.errors import InputError, quoted
from dotimg.files.builds.model import Build, Given, Inline, Problem
from dotimg.files.builds.tree import Tree, located
from dotimg.files.builds.values import Values, block_lines
from dotimg.files.formats.expansion import Finder, Variable, delimited, known_later, unknown
from dotimg.files.model import Span
from dotimg.files.syntax import hcl_tree, json_tree
from dotimg.files.syntax.tree import Node, Scalar, fields, is_empty, items, outside, text_of

_TARGET = re.compile(rb'(?m)^[ \t]*target[ \t]+"|"target"[ \t\r\n]*:')
_NAME = re.compile(r"[^\W\d][\w-]*")
_REMOTE = re.compile(r"[a-z][a-z0-9+.-]*://|git@|target:|docker-image:")
_MAPS = ("args", "contexts")
_DEEPEST = 50
# What bake puts together where no file is named, in that order.
_BY_DEFAULT = (
    *("docker-bake.json", "docker-bake.override.json"),
    *("docker-bake.hcl", "docker-bake.override.hcl"),
)
_OVERRIDES = ".override."
_COMBINATIONS = 256  # targets that one matrix may make


def is_bake(path: str, content: bytes) -> bool:
    """Whether it is a bake file: HCL or JSON that is called so, or other HCL with targets."""
    name = os.path.basename(path).lower()
    if not name.endswith((".hcl", ".json")):
        return False
    if name.startswith("docker-bake."):
        return True
    return (name.endswith(".hcl") or "bake" in name) and _TARGET.search(content) is not None


def read(
    path: str, content: bytes, tree: Tree, arguments: Mapping[str, str]
) -> Iterator[Build | Problem]:
    """The builds of a bake file.

    Args:
        path: Of the file, which the spans bear.
        content: Its bytes.
        tree: The files that it may name.
        arguments: Values of variables that go before those of the file.

    Raises:
        InputError: It is not a bake file; the message names the line.
    """
    contents = _together(path, content, tree)
    file = _BakeFile(contents, arguments)
    for name in file.targets:
        try:
            target = file.inherited(name)
        except InputError as error:
            yield Problem(Span(0, 0, path), f"the target {quoted(name)}: {error}")
            continue
        for variables in _combinations(target.get("matrix")):
            yield _build(target, Values(file.finder(variables)), path, contents, tree)


def _together(path: str, content: bytes, tree: Tree) -> dict[str, bytes]:
    """The files that bake reads as one; none for an override, which is read with what it is of."""
    folder, own = os.path.split(path)
    if own not in _BY_DEFAULT:
        return {path: content}
    others = {name: os.path.join(folder, name) for name in _BY_DEFAULT if name != own}
    there = {name: one for name, one in others.items() if tree.is_file(one) and tree.holds(one)}
    if _OVERRIDES in own and any(_OVERRIDES not in name for name in there):
        return {}
    there[own] = path
    files = [there[name] for name in _BY_DEFAULT if name in there]
    return {one: content if one == path else tree.content(one) for one in files}


class _BakeFile:
    """What some files say together, later ones over those before.

    Args:
        contents: The bytes of the files, by their paths.
        arguments: Values of variables that go before those of the files.
    """

    def __init__(self, contents: Mapping[str, bytes], arguments: Mapping[str, str]) -> None:
        self.targets: dict[str, dict[str, Node]] = {}
        self._variables: dict[str, Node] = {}
        self._arguments = arguments
        for path, content in contents.items():
            self._add(path, content)

    def _add(self, path: str, content: bytes) -> None:
        if path.lower().endswith(".json"):
            root = fields(json_tree.document(content, path))
            for name, one in fields(root.get("target")).items():
                self.targets[name] = _merged(self.targets.get(name, {}), fields(one))
            for name, one in fields(root.get("variable")).items():
                self._variables[name] = fields(one).get("default", outside(""))
            return
        blocks, variables = hcl_tree.blocks(content, path)
        self._variables |= variables
        for kind, labels, inner in blocks:
            name = labels[0] if labels else ""
            if kind == "target":
                self.targets[name] = _merged(self.targets.get(name, {}), inner)
            elif kind == "variable":
                self._variables[name] = inner.get("default", outside(""))

    def inherited(self, name: str) -> dict[str, Node]:
        """The fields of a target with those that it inherits.

        Raises:
            InputError: What it inherits is not there, or leads back to it.
        """
        return self._inherited(name, (), {})

    def _inherited(
        self, name: str, outer: tuple[str, ...], known: dict[str, dict[str, Node]]
    ) -> dict[str, Node]:
        """The same for one below others; what many ways lead to is put together once."""
        if name in known:
            return known[name]
        if name in outer or len(outer) > _DEEPEST:
            raise InputError("its 'inherits' is circular")
        if name not in self.targets:
            raise InputError(f"it inherits {quoted(name)}, which is not in the file")
        own = self.targets[name]
        found: dict[str, Node] = {}
        for base in map(text_of, items(own.get("inherits"))):
            found = _merged(found, self._inherited(base, (*outer, name), known))
        known[name] = _merged(found, own)
        return known[name]

    def finder(self, variables: Mapping[str, Scalar]) -> Finder:
        """Finds the variables of a text, those of a matrix first."""

        def find(scalar: Scalar) -> Iterator[Variable]:
            for start, end, inside in delimited(scalar.text, "${", "}"):
                name = inside.strip()
                if scalar.text[max(start - 1, 0) : start] == "$":
                    continue  # `$${` is a plain `${`
                if not _NAME.fullmatch(name):
                    raise known_later(scalar.text[start:end], "when it is built")
                yield Variable(start, end, self._value(name, variables))

        return find

    def _value(self, name: str, variables: Mapping[str, Scalar]) -> Scalar:
        if name in variables:
            return variables[name]
        if name in self._arguments:
            return outside(self._arguments[name])
        value = self._variables.get(name)
        if not isinstance(value, Scalar):
            raise unknown(name)
        return value


def _merged(base: dict[str, Node], own: dict[str, Node]) -> dict[str, Node]:
    """The fields of a target on the ground of another one's."""
    maps = {key: fields(base.get(key)) | fields(own.get(key)) for key in _MAPS if key in base}
    return base | own | maps


def _combinations(matrix: Node | None) -> list[dict[str, Scalar]]:
    """The values of each target that a matrix makes; one without values where there is none."""
    axes = {
        name: [one for one in items(values) if isinstance(one, Scalar)]
        for name, values in fields(matrix).items()
    }
    made = islice(product(*axes.values()), _COMBINATIONS)
    return [dict(zip(axes, values, strict=True)) for values in made]


def _build(
    target: dict[str, Node],
    values: Values,
    path: str,
    contents: Mapping[str, bytes],
    tree: Tree,
) -> Build | Problem:
    span = _span(target) or Span(0, 0, path)

    def given(name: str) -> dict[str, Given]:
        known = fields(target.get(name)).items()
        return {key: values.given(node, span) for key, node in known if not _is_null(node)}

    stage = target.get("target")
    made = Build(
        dockerfile="",
        span=span,
        arguments=given("args"),
        contexts=given("contexts"),
        target=None if is_empty(stage) else values.given(stage, span),
        platforms=tuple(
            one.text
            for node in items(target.get("platforms"))
            if (one := values.given(node, span)).text
        ),
    )
    inline = target.get("dockerfile-inline")
    if isinstance(inline, Scalar) and inline.text:
        lines = [
            values.given(line, span) for line in block_lines(inline, contents[inline.span.path])
        ]
        if unresolved := next((one.unknown for one in lines if one.unknown), ""):
            return Problem(inline.span, f"the Dockerfile in it cannot be read: {unresolved}")
        return made._replace(dockerfile=Inline(tuple(p for one in lines for p in one.pieces)))
    context, file = (values.given(target.get(key), span) for key in ("context", "dockerfile"))
    if unresolved := context.unknown or file.unknown:
        return Problem(span, f"the Dockerfile that is built is not known: {unresolved}")
    if _REMOTE.match(context.text):
        return Problem(span, f"it is built from {context.text}, which is not read")
    return made._replace(dockerfile=located(tree, path, context.text, file.text or "Dockerfile"))


def _is_null(node: Node) -> bool:
    return isinstance(node, Scalar) and not node.text and node.span.end - node.span.start > 1


def _span(target: dict[str, Node]) -> Span | None:
    for key in ("dockerfile", "context", "target"):
        node = target.get(key)
        if isinstance(node, Scalar):
            return node.span
    return None
