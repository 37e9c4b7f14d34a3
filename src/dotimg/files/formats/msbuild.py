"""Project files of MSBuild, where `ContainerBaseImage` names what the SDK builds an image on.

The property is told in "Containerize a .NET app reference".
"""

from collections.abc import Iterator, Mapping

from dotimg.files.formats.expansion import Definitions
from dotimg.files.formats.images import Images
from dotimg.files.model import Found, Span
from dotimg.files.syntax import xml_tree
from dotimg.files.syntax.tree import Scalar
from dotimg.files.syntax.xml_tree import Element

_BASE_IMAGE = "containerbaseimage"
# What stands inside of these is not always set.
_CONDITIONAL = {"Choose", "Target"}


def read(content: bytes, arguments: Mapping[str, str]) -> Found:
    """The base images that the project names.

    Raises:
        InputError: It is not XML, or has a document type; the message names the line.
    """
    leaves = list(_leaves(xml_tree.parse(content)))
    if not any(element.name.lower() == _BASE_IMAGE for element, _, _ in leaves):
        return Found((), ())
    definitions = Definitions(arguments)
    base_images = []
    for element, parent, conditional in leaves:
        scalar = _scalar(element, content)
        if element.name.lower() == _BASE_IMAGE:
            base_images.append(scalar)
        if parent == "PropertyGroup":
            definitions.add(element.name, None if conditional else scalar)
    images = Images("base-image", ships=True)
    for image in base_images:
        images.add(image, definitions.find)
    return images.found()


def _leaves(root: Element) -> Iterator[tuple[Element, str, bool]]:
    """The elements without others in them, what they stand in, and whether a condition holds."""
    left = [(root, "", False)]
    while left:
        element, parent, outer = left.pop()
        conditional = outer or "Condition" in element.attributes or element.name in _CONDITIONAL
        if not element.children:
            yield element, parent, conditional
        left += [(child, element.name, conditional) for child in reversed(element.children)]


def _scalar(element: Element, content: bytes) -> Scalar:
    """The text of an element without the white space around it."""
    raw = content[element.start : element.end]
    text = element.text.strip()
    start = element.start + len(raw) - len(raw.lstrip())
    if text and text.isascii() and raw.strip() == text.encode():
        return Scalar(text, Span(start, start + len(text)), verbatim=True)
    return Scalar(text, Span(element.start, element.end), verbatim=False)
