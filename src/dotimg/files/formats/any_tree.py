"""YAML and JSON of any kind: images by the keys that name them, whatever tool reads the file.

What stands literally in a value is found as in any text; this reader adds what only the tree tells:
a name whose tag stands under another key, as in the values of Helm and in kustomizations, and an
`image` without a tag. YAML whose first keys tell that it has variables of its own goes to the
reader of its format.
"""

import re
from collections.abc import Iterator, Mapping

from dotimg.errors import InputError, UsageError
from dotimg.files.formats import azure_pipelines, compose, workflow
from dotimg.files.formats.expansion import UnresolvedError, Variable
from dotimg.files.formats.images import Images
from dotimg.files.model import Found, Piece, Skipped, Span
from dotimg.files.syntax import json_tree, yaml_tree
from dotimg.files.syntax.tree import Node, Opaque, Scalar, is_empty, text_of, walk
from dotimg.names import reference

_TEMPLATE = "a template: what fills it in decides on the image"
_ELSEWHERE = "its tag is in the files that the kustomization changes"
_NAMES = ("newName", "image", "repository", "name")
_TAGS = ("newTag", "tag", "imageTag")
_KEY = re.compile(rb"^([A-Za-z-]+):", re.MULTILINE)
# As Azure Pipelines lists what GitHub maps.
_LISTED = re.compile(rb"^[ \t]*- (?:job|stage|deployment|template|container):", re.MULTILINE)
_AZURE = {b"jobs", b"stages", b"resources", b"container", b"pool"}
# Without one of these nothing is to be found, and nothing is parsed.
_WORDS = tuple(
    word.encode(encoding)
    for word in ("image", "container", "tag:", "Tag:", 'tag"', 'Tag"')
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)


def read_yaml(content: bytes, arguments: Mapping[str, str]) -> Found:
    """The images of a compose file, a pipeline, a workflow, or of any other YAML.

    What cannot be read is skipped as a whole: it need not be any of them.
    """
    if not any(word in content for word in _WORDS):
        return Found((), ())
    keys = set(_KEY.findall(content))
    try:
        if b"services" in keys and not keys & {b"apiVersion", b"kind"}:
            return compose.read(content, arguments)
        if {b"on", b"jobs"} <= keys:
            return workflow.read(content, arguments)
        if keys & _AZURE and _LISTED.search(content):
            return azure_pipelines.read(content, arguments)
        return _of_trees(yaml_tree.documents(content))
    except InputError as error:
        template = b"{{" in content
        reason = "a template: what fills it in decides on its images"
        return _unread(content, reason if template else f"it cannot be read as YAML: {error}")


def read_json(content: bytes, _arguments: Mapping[str, str]) -> Found:
    """The images of any JSON; what cannot be read is skipped as a whole."""
    if not any(word in content for word in _WORDS):
        return Found((), ())
    try:
        return _of_trees([json_tree.document(content)])
    except InputError as error:
        return _unread(content, f"it cannot be read as JSON: {error}")


def _unread(content: bytes, reason: str) -> Found:
    return Found((), (Skipped(Span(0, len(content)), reason),))


def _of_trees(documents: list[Node]) -> Found:
    images = Images()
    for document in documents:
        for mapping in walk(document):
            _read_mapping(images, mapping)
    return images.found()


def _read_mapping(images: Images, mapping: dict[str, Node]) -> None:
    """Add what one mapping names: a name with a tag beside it, else its `image`."""
    given = {key: node for key, node in mapping.items() if not is_empty(node)}
    image = given.get("image")
    if isinstance(image, Opaque):
        images.skip(image.span, image.reason)
    name = next((node for key in _NAMES if isinstance(node := given.get(key), Scalar)), None)
    if not name:
        return
    tag = next((node for key in _TAGS if isinstance(node := given.get(key), Scalar)), None)
    digest = given.get("digest")
    named = _parsed(name.text)
    if (tag or isinstance(digest, Scalar)) and not (named and (named.tag or named.digest)):
        _add_pair(images, given, name, {":": tag, "@": digest})
    elif "newName" in given:
        images.skip(name.span, _ELSEWHERE, named.name if named else "")
    elif name is image and (named or _is_template(name.text)):
        images.add(name, _find, _stage(given, name))


def _add_pair(
    images: Images, given: dict[str, Node], name: Scalar, parts: Mapping[str, Node | None]
) -> None:
    """Add an image whose registry, name, tag and digest are values of their own."""
    registry = given.get("registry")
    front = [registry.piece(), Piece("/", None)] if isinstance(registry, Scalar) else []
    behind = [
        piece
        for sign, part in parts.items()
        if isinstance(part, Scalar)
        for piece in (Piece(sign, None), part.piece())
    ]
    pieces = (*front, name.piece(), *behind)
    named = _parsed("".join(piece.text for piece in (*front, name.piece())))
    if any(_is_template(piece.text) for piece in pieces):
        images.skip(name.span, _TEMPLATE, named.name if named else "")
    elif named:
        try:
            reference.parse("".join(piece.text for piece in pieces))
        except UsageError as error:
            images.skip(name.span, str(error), named.name)
        else:
            images.use(name.span, pieces, _stage(given, name))


def _stage(given: dict[str, Node], image: Scalar) -> str:
    """What the container is called, where `name` is not what is put in another's place."""
    name = given.get("name")
    return "" if name is image or "newName" in given else text_of(name)


def _parsed(text: str) -> reference.Reference | None:
    try:
        return reference.parse(text)
    except UsageError:
        return None


def _find(scalar: Scalar) -> Iterator[Variable]:
    if _is_template(scalar.text):
        raise UnresolvedError(_TEMPLATE)
    return iter(())


def _is_template(text: str) -> bool:
    """Whether a tool fills in the text before it is used."""
    return "{{" in text or "$" in text
