"""Which machine a place of a YAML file is for: `runs-on`, `vmImage`, a pod's `nodeSelector`."""

from collections.abc import Iterator

from dotimg.errors import InputError
from dotimg.files.model import Span
from dotimg.files.syntax.tree import Node, Scalar, fields, items, text_of, walk
from dotimg.files.syntax.yaml_tree import documents

_BUILD = "node.kubernetes.io/windows-build"
_SYSTEM = ("kubernetes.io/os", "beta.kubernetes.io/os")


def machine_at(content: bytes, place: Span) -> str:
    """The machine of the innermost job or pod around a place; empty where none is told.

    That is a label, as `windows-2022`, the build of a node's Windows, as `10.0.20348`, or its
    system, `linux` or `windows`.
    """
    if not any(word in content for word in (b"runs-on", b"vmImage", b"nodeSelector")):
        return ""
    try:
        mappings = [one for document in documents(content) for one in walk(document)]
    except InputError:
        return ""
    around: list[tuple[int, str]] = []
    for mapping in mappings:
        if machine := _machine(mapping):
            spans = list(_spans(mapping))
            start, end = min(one.start for one in spans), max(one.end for one in spans)
            if start <= place.start and place.end <= end:
                around.append((end - start, machine))
    return min(around)[1] if around else ""


def _machine(mapping: dict[str, Node]) -> str:
    pool, node = fields(mapping.get("pool")), fields(mapping.get("nodeSelector"))
    labels = mapping.get("runs-on")
    told = [text_of(one) for one in items(labels)] or [text_of(labels)]
    told += [text_of(pool.get("vmImage")), text_of(node.get(_BUILD))]
    told += [text_of(node.get(one)) for one in _SYSTEM]
    plain = [one for one in told if one and "$" not in one]
    return plain[0] if plain and "self-hosted" not in plain else ""


def _spans(mapping: dict[str, Node]) -> Iterator[Span]:
    """Where the texts below a mapping stand."""
    left: list[Node] = [mapping]
    while left:
        node = left.pop()
        if isinstance(node, Scalar):
            yield node.span
        left += node.values() if isinstance(node, dict) else items(node)
