"""Kubernetes manifests and kustomizations, in any YAML file; others name no image."""

from collections.abc import Iterator, Mapping

from dotimg.documents.expansion import UnresolvedError, Variable, expand
from dotimg.documents.images import Images, no_variables
from dotimg.documents.tree import Node, Scalar, fields, is_empty, items, text_of, walk
from dotimg.documents.yaml_tree import documents
from dotimg.errors import InputError
from dotimg.uses import Found, Piece, Skipped, Span

_LISTS = ("containers", "initContainers", "ephemeralContainers")
_WORDS = tuple("image".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))


def read(content: bytes, _arguments: Mapping[str, str]) -> Found:
    """The images of the containers at any depth, and those that a kustomization puts in.

    A file that is no YAML is skipped as a whole: it need not be one of Kubernetes.
    """
    if not any(word in content for word in _WORDS):
        return Found((), ())
    images = Images()
    try:
        for document in documents(content):
            _read_document(images, fields(document))
    except InputError as error:
        reason = f"it cannot be read as YAML: {error}"
        if b"{{" in content:
            reason = "a template: what fills it in decides on its images"
        return Found((), (Skipped(Span(0, len(content)), reason),))
    return images.found()


def _read_document(images: Images, document: dict[str, Node]) -> None:
    kind = text_of(document.get("kind"))
    if kind in {"", "Kustomization", "Component"}:
        for replacement in items(document.get("images")):
            _read_replacement(images, fields(replacement))
    elif not is_empty(document.get("apiVersion")):
        for mapping in walk(document):
            for container in [one for key in _LISTS for one in items(mapping.get(key))]:
                name = text_of(fields(container).get("name"))
                images.add(fields(container).get("image"), _templates, name)


def _read_replacement(images: Images, replacement: dict[str, Node]) -> None:
    """Add what stands in the place of an image (kustomize, "images")."""
    name = replacement.get("newName", replacement.get("name"))
    tag, digest = replacement.get("newTag"), replacement.get("digest")
    if not isinstance(name, Scalar) or "name" not in replacement:
        return
    if tag is None and digest is None:
        if "newName" in replacement:
            images.skip(name.span, "its tag stands in the files that the kustomization changes")
        return
    pieces = [*expand(name, no_variables)]
    for sign, part in ((":", tag), ("@", digest)):
        if isinstance(part, Scalar):
            pieces += [Piece(sign, None), *expand(part, no_variables)]
    images.use(name.span, tuple(pieces))


def _templates(scalar: Scalar) -> Iterator[Variable]:
    """Kubernetes has no variables here, but tools that fill in a file before it is used have."""
    if "{{" in scalar.text or "$" in scalar.text:
        raise UnresolvedError("a template: what fills it in decides on the image")
    return iter(())
