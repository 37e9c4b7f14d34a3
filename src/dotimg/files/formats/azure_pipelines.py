"""Azure Pipelines, by the "YAML schema reference": `resources.containers` and `jobs.job.container`.

A block under a key such as `${{ if ... }}` stands in the place of the key.
"""

from collections.abc import Iterator, Mapping

from dotimg.files.formats.expansion import Definitions, Variable, known_later
from dotimg.files.formats.images import Images
from dotimg.files.model import Found
from dotimg.files.syntax.tree import Node, Scalar, fields, items, text_of
from dotimg.files.syntax.yaml_tree import documents

_EXPRESSION = "${{"


def read(content: bytes, arguments: Mapping[str, str]) -> Found:
    """The images of container resources, and those that jobs name themselves.

    Raises:
        InputError: It is not YAML; the message names the line.
    """
    images = Images()
    for document in documents(content):
        _Pipeline(fields(document), images, arguments).read()
    return images.found()


class _Pipeline:
    def __init__(self, root: dict[str, Node], images: Images, arguments: Mapping[str, str]) -> None:
        self._images = images
        self._resources = list(_resources(root))
        self._scopes = list(_scopes(root))
        self._definitions = Definitions(arguments)
        for scope in self._scopes:
            _define(self._definitions, scope.get("variables"), certain=scope is root)

    def read(self) -> None:
        aliases = {text_of(resource.get("container")) for resource in self._resources}
        for resource in self._resources:
            alias = text_of(resource.get("container"))
            self._images.add(resource.get("image"), self._find, alias)
        for scope in self._scopes:
            container = scope.get("container")
            image = fields(container).get("image", container)
            if text_of(image) not in aliases:
                name = text_of(scope.get("job")) or text_of(scope.get("deployment"))
                self._images.add(image, self._find, name)

    def _find(self, scalar: Scalar) -> Iterator[Variable]:
        if _EXPRESSION in scalar.text or scalar.text.startswith("$["):
            raise known_later(scalar.text, "when the pipeline runs")
        return self._definitions.find(scalar)


def _scopes(root: dict[str, Node]) -> Iterator[dict[str, Node]]:
    """The pipeline, its stages, its jobs, and the conditional blocks of all of them.

    Stages and jobs may be handed to a template as its parameters.
    """
    left: list[Node] = [root]
    while left:
        node = left.pop()
        left += items(node)
        if isinstance(node, dict):
            yield node
            left += [
                value
                for key, value in node.items()
                if key in {"stages", "jobs"} or key.startswith(_EXPRESSION)
            ]
            for parent in (node, fields(node.get("extends"))):
                given = fields(parent.get("parameters"))
                left += [given[key] for key in ("stages", "jobs") if key in given]


def _resources(root: dict[str, Node]) -> Iterator[dict[str, Node]]:
    """The container resources, those of conditional blocks too."""
    left = items(fields(root.get("resources")).get("containers")).copy()
    while left:
        node = left.pop()
        left += items(node)
        if isinstance(node, dict):
            yield node
            left += [value for key, value in node.items() if key.startswith(_EXPRESSION)]


def _define(definitions: Definitions, node: Node | None, *, certain: bool) -> None:
    """Add variables, which are a mapping or a list of `name` and `value`."""
    left = [(node, certain)]
    while left:
        node, certain = left.pop()
        left += [(item, certain) for item in items(node)]
        mapping = fields(node)
        if "name" in mapping:
            mapping = {text_of(mapping["name"]): mapping.get("value", mapping)}
        for name, value in mapping.items():
            if name.startswith(_EXPRESSION):
                left.append((value, False))
            else:
                definitions.add(name, value if certain and isinstance(value, Scalar) else None)
