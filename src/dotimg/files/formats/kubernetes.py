"""Kubernetes manifests and kustomizations, in any YAML file; others name no image."""

from collections.abc import Iterator, Mapping

from dotimg.errors import InputError
from dotimg.files.formats.expansion import UnresolvedError, Variable
from dotimg.files.formats.images import Images
from dotimg.files.model import Found, Piece, Skipped, Span
from dotimg.files.syntax.tree import Node, Scalar, fields, is_empty, items, text_of, walk
from dotimg.files.syntax.yaml_tree import documents

_TEMPLATE = "a template: what fills it in decides on the image"
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
                images.add(fields(container).get("image"), _find, name)


def _read_replacement(images: Images, replacement: dict[str, Node]) -> None:
    """Add what stands in the place of an image (kustomize, "images")."""
    given = {key: node for key, node in replacement.items() if not is_empty(node)}
    name = given.get("newName", given.get("name"))
    if not isinstance(name, Scalar) or "name" not in given:
        return
    if "newTag" not in given and "digest" not in given:
        if "newName" in given:
            images.skip(name.span, "its tag stands in the files that the kustomization changes")
        return
    pieces = [name.piece()]
    for sign, part in ((":", given.get("newTag")), ("@", given.get("digest"))):
        if isinstance(part, Scalar):
            pieces += [Piece(sign, None), part.piece()]
    if any(_is_template(piece.text) for piece in pieces):
        images.skip(name.span, _TEMPLATE)
    else:
        images.use(name.span, tuple(pieces))


def _find(scalar: Scalar) -> Iterator[Variable]:
    if _is_template(scalar.text):
        raise UnresolvedError(_TEMPLATE)
    return iter(())


def _is_template(text: str) -> bool:
    """Whether a tool fills in the text before it is used; Kubernetes has no variables here."""
    return "{{" in text or "$" in text
