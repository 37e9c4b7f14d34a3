"""The builds of development containers and of skaffold.

They are described in the "Dev Container metadata reference" and in the reference of
`skaffold.yaml`.
"""

import os
import re
from collections.abc import Iterator, Mapping

from dotimg.files.builds.model import Build, Problem
from dotimg.files.builds.values import Values
from dotimg.files.formats import devcontainer
from dotimg.files.formats.expansion import Variable, known_later
from dotimg.files.model import Span
from dotimg.files.syntax.json_tree import document
from dotimg.files.syntax.tree import Node, Scalar, fields, is_empty, text_of, walk
from dotimg.files.syntax.yaml_tree import documents

_SKAFFOLD = re.compile(rb"^apiVersion:[ \t]*[\"']?skaffold/", re.MULTILINE)
_HOLE = re.compile(r"\{\{[^}]*\}\}")
_BUILDERS = ("docker", "kaniko")


def is_skaffold(content: bytes) -> bool:
    """Whether it is a file of skaffold."""
    return _SKAFFOLD.search(content) is not None


def of_devcontainer(
    path: str, content: bytes, arguments: Mapping[str, str]
) -> Iterator[Build | Problem]:
    """The build of a development container, if it has one.

    Raises:
        InputError: It is not JSON with comments; the message names the line.
    """
    root = fields(document(content, path))
    inner = fields(root.get("build"))
    file = inner.get("dockerfile", root.get("dockerFile"))
    if isinstance(file, Scalar) and file.text:
        values = Values(devcontainer.finder(arguments))
        yield _build(path, os.path.dirname(path), file, values, inner, "args")


def of_skaffold(path: str, content: bytes) -> Iterator[Build | Problem]:
    """The builds of a file of skaffold, those of its profiles too.

    Raises:
        InputError: It is not YAML; the message names the line.
    """
    values = Values(_holes)
    for root in documents(content, path):
        for artifact in walk(root):
            if "image" not in artifact:
                continue
            context = text_of(artifact.get("context"))
            for builder in map(fields, map(artifact.get, _BUILDERS)):
                place = builder.get("dockerfile", artifact.get("image"))
                if builder and isinstance(place, Scalar):
                    file = builder.get("dockerfile", place._replace(text="Dockerfile"))
                    folder = os.path.join(os.path.dirname(path), context)
                    yield _build(path, folder, file, values, builder, "buildArgs")


def _build(
    path: str, folder: str, file: Node, values: Values, inner: dict[str, Node], arguments: str
) -> Build | Problem:
    place = file.span if isinstance(file, Scalar) else Span(0, 0, path)
    dockerfile = values.given(file, place)
    if dockerfile.unknown:
        reason = f"the Dockerfile that is built is not known: {dockerfile.unknown}"
        return Problem(place, reason)
    target = inner.get("target")
    return Build(
        dockerfile=os.path.normpath(os.path.join(folder, dockerfile.text)),
        span=place,
        arguments={
            name: values.given(node, place)
            for name, node in fields(inner.get(arguments)).items()
            if not is_empty(node) or isinstance(node, Scalar)
        },
        contexts={},
        target=None if is_empty(target) else values.given(target, place),
    )


def _holes(scalar: Scalar) -> Iterator[Variable]:
    if match := _HOLE.search(scalar.text):
        raise known_later(match[0], "when skaffold runs")
    return iter(())
