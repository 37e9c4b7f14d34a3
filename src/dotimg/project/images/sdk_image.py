"""The base images that the SDK takes by itself for a project that is published as an image.

No file names them: ContainerFamily, the target framework and the SDK make them.
"""

import re
from collections.abc import Iterator

from dotimg.catalog.tables import Catalog
from dotimg.files.model import Piece, Span, Use
from dotimg.files.syntax import xml_tree
from dotimg.files.syntax.xml_tree import Element
from dotimg.names import versions
from dotimg.project import global_json
from dotimg.project.images.app import app_of
from dotimg.project.images.project_images import images
from dotimg.project.images.sdk_choice import chosen
from dotimg.project.images.sdk_defaults import inferred
from dotimg.project.reader import read
from dotimg.resolver.model import NoMatch, Pick, Request

# What a project says that is published as an image ("Containerize a .NET app").
_PUBLISHED = re.compile(
    rb"<Container(?:Family|Repository|ImageName|ImageTags?|Registry)\b"
    rb"|<EnableSdkContainerSupport>\s*true|PublishContainer|DefaultContainer",
    re.IGNORECASE,
)
_OWN = b"ContainerBaseImage"
# What makes the image, in the order in which it is shown.
_MAKING = ("containerfamily", "targetframework", "targetframeworks")


def is_published(content: bytes) -> bool:
    """Whether a project file says that it is published as an image which it does not name."""
    return _PUBLISHED.search(content) is not None and _OWN not in content


def found(catalog: Catalog, path: str, content: bytes, today: str) -> Iterator[Use]:
    """The images that the SDK takes, one for each target framework.

    Args:
        catalog: Tells the SDK where nothing asks for one.
        path: Of the project file.
        content: Its bytes, for the place that makes the image.
        today: The day.

    Raises:
        InputError: The project, or its global.json, cannot be used.
    """
    span = _place(xml_tree.parse(content))
    asked = global_json.nearest(path)
    names = read(path).target_frameworks or ()
    for project in (read(path, name, table=catalog.packages) for name in names):
        app = app_of(project, "")
        if isinstance(app, NoMatch) or app.unfit or app.framework.identifier != ".NETCoreApp":
            continue
        sdk = chosen(catalog, app, asked, None, today)
        if isinstance(sdk, NoMatch) or sdk.refusal:
            continue
        if reference := inferred(app, sdk.version).reference:
            pieces = (Piece(reference, None),)
            yield Use(reference, span, pieces, "sdk-image", "", ships=True, platform=None)


def instead(catalog: Catalog, path: str, reference: str, today: str) -> str:
    """What to set in a project instead of what the SDK takes, in words; empty for nothing."""
    for name in read(path).target_frameworks or ():
        project, asked = read(path, name, table=catalog.packages), global_json.nearest(path)
        run = images(catalog, project, asked, None, Request(), today).run
        if isinstance(run, Pick) and versions.channel(reference.rpartition(":")[2]) == run.channel:
            image = f"{run.repository}:{run.tag.name}"
            return "" if image == reference else f"; set ContainerBaseImage to {image}"
    return ""


def _place(root: Element) -> Span:
    """The text that makes the image."""
    found: dict[str, Span] = {}
    pending = [root]
    while pending:
        element = pending.pop()
        if element.name.lower() in _MAKING and not element.children:
            found.setdefault(element.name.lower(), Span(element.start, element.end))
        pending += reversed(element.children)
    return next((found[name] for name in _MAKING if name in found), Span(root.start, root.start))
