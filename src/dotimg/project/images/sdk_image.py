"""The default base images of the SDK for projects that are published as images.

No file names them: ContainerFamily, the target framework and the SDK make them.
"""

import os
import re
from collections.abc import Collection, Iterator
from contextlib import suppress

from dotimg.catalog.tables import Catalog
from dotimg.errors import InputError
from dotimg.files import side_files
from dotimg.files.model import Piece, Span, Use
from dotimg.files.repository import up_to_root
from dotimg.files.syntax import xml_tree
from dotimg.files.syntax.xml_tree import Element
from dotimg.names import versions
from dotimg.project import global_json, project_files
from dotimg.project.files import opened
from dotimg.project.images.app import app_of
from dotimg.project.images.project_images import images
from dotimg.project.images.sdk_choice import chosen
from dotimg.project.images.sdk_defaults import inferred
from dotimg.project.model import Project
from dotimg.project.reader import read
from dotimg.resolver.model import NoMatch, Pick, Request

# What a project says that is published as an image ("Containerize a .NET app").
_PUBLISHED = re.compile(
    rb"<Container(?:Family|Repository|ImageName|ImageTags?|Registry)\b"
    rb"|<EnableSdkContainerSupport>\s*true|PublishContainer|DefaultContainer",
    re.IGNORECASE,
)
_OWN = b"ContainerBaseImage"
_SHARED = ("Directory.Build.props", "Directory.Build.targets")
_FAMILY = "containerfamily"
# What makes the image, in the order in which it is shown.
_MAKING = (_FAMILY, "targetframework", "targetframeworks")


class SdkImages:
    """Finds the images that the SDK takes; what files beside a project say is read once.

    Args:
        catalog: Tells the SDK where nothing asks for one.
        today: The day.
        published: The projects, folders and solutions that commands publish as images, as paths;
            more may be added until a project is asked for.
    """

    def __init__(self, catalog: Catalog, today: str, published: Collection[str] = ()) -> None:
        self._catalog = catalog
        self._today = today
        self._published = published
        self._named: dict[str, frozenset[str]] = {}
        self._shared: dict[tuple[str, str], bool] = {}

    def found(self, path: str, content: bytes) -> Iterator[Use]:
        """The images that the SDK takes for a project, as of `of_frameworks`."""
        for _, use in self.of_frameworks(path, content):
            yield use

    def of_frameworks(self, path: str, content: bytes) -> Iterator[tuple[str, Use]]:
        """The image that the SDK takes for each target framework of a project.

        Nothing for a project that is not published as an image, or names its base image itself.

        Args:
            path: Of the project file.
            content: Its bytes, for the place that makes the image.

        Raises:
            InputError: The project, or its global.json, cannot be used.
        """
        if not path.lower().endswith(project_files.PROJECTS) or _OWN in content:
            return
        own = _PUBLISHED.search(content) is not None or self._is_in_command(path)
        folder = os.path.dirname(os.path.abspath(path))
        if not own and not any(self._is_shared(folder, name) for name in _SHARED):
            return
        place: Span | None = None
        asked = global_json.nearest(path)
        for name in read(path).target_frameworks or ():
            project = read(path, name, table=self._catalog.packages)
            app = app_of(project, "")
            if isinstance(app, NoMatch) or app.unfit or app.framework.identifier != ".NETCoreApp":
                continue
            if app.base_image or not (own or project.as_image):
                continue
            sdk = chosen(self._catalog, app, asked, None, self._today)
            if isinstance(sdk, NoMatch) or sdk.refusal:
                continue
            if reference := inferred(app, sdk.version).reference:
                place = place or _place(xml_tree.parse(content))
                pieces = _pieces(reference, app.family, project)
                use = Use(reference, place, pieces, "sdk-image", "", ships=True, platform=None)
                yield name, use

    def instead(self, path: str, reference: str) -> str:
        """The image that a project should name instead of what the SDK takes; empty for none."""
        for name in read(path).target_frameworks or ():
            project = read(path, name, table=self._catalog.packages)
            asked = global_json.nearest(path)
            run = images(self._catalog, project, asked, None, Request(), self._today).run
            channel = versions.channel(reference.rpartition(":")[2])
            if isinstance(run, Pick) and channel == run.channel:
                image = f"{run.repository}:{run.tag.name}"
                return "" if image == reference else image
        return ""

    def _is_in_command(self, path: str) -> bool:
        """Whether a command publishes a project as an image."""
        if not self._published:
            return False
        real = os.path.realpath(path)
        for one in self._published:
            if one not in self._named:
                self._named[one] = frozenset(map(os.path.realpath, _projects_of(one)))
        return any(real in self._named[one] for one in self._published)

    def _is_shared(self, folder: str, name: str) -> bool:
        """Whether the nearest file of a name, which all projects import, may say so."""
        passed, says = [], False
        for place in up_to_root(folder):
            passed.append((place, name))
            known, path = self._shared.get((place, name)), os.path.join(place, name)
            if known is not None or os.path.isfile(path):
                says = _may_publish(path) if known is None else known
                break
        self._shared.update(dict.fromkeys(passed, says))
        return says


def _may_publish(path: str) -> bool:
    """Whether a file may say that projects are published as images."""
    with suppress(OSError, InputError):  # who reads the projects that import it tells
        return _PUBLISHED.search(side_files.regular_content(path)) is not None
    return False


def _projects_of(path: str) -> tuple[str, ...]:
    """The projects that a command means by a path; a folder may hold a solution instead."""
    files, absolute = opened(path)
    try:
        if os.path.isdir(absolute):
            names = sorted(os.listdir(absolute))
            endings = (*project_files.PROJECTS, ".sln", ".slnx")
            found = [name for name in names if name.lower().endswith(endings)]
            own = [name for name in found if name.lower().endswith(project_files.PROJECTS)]
            found = own or found
            return project_files.named_by(files, os.path.join(absolute, found[0])) if found else ()
        return project_files.named_by(files, absolute)
    except (InputError, OSError):  # a command that fails publishes nothing
        return ()


def _place(root: Element) -> Span:
    """The text that makes the image."""
    found: dict[str, Span] = {}
    for element in _leaves(root):
        if element.name.lower() in _MAKING:
            found.setdefault(element.name.lower(), Span(element.start, element.end))
    return next((found[name] for name in _MAKING if name in found), Span(root.start, root.start))


def _leaves(root: Element) -> Iterator[Element]:
    """The elements without others in them, in their order."""
    pending = [root]
    while pending:
        element = pending.pop()
        if not element.children:
            yield element
        pending += reversed(element.children)


def _pieces(reference: str, family: str, project: Project) -> tuple[Piece, ...]:
    """The parts of an image, the ContainerFamily with its place where it stands literally."""
    stated = project.where.get("container_family") if family else None
    before, found, behind = reference.partition(f"-{family}")
    if not stated or not found:
        return (Piece(reference, None),)
    files, path = opened(stated.path)
    content = files.content(path)
    places = [
        Span(element.start, element.end, "" if stated.path == project.path else stated.path)
        for element in _leaves(files.tree(path))
        if element.name.lower() == _FAMILY and element.line == stated.line
    ]
    if len(places) != 1 or content[places[0].start : places[0].end].strip() != family.encode():
        return (Piece(reference, None),)
    raw = content[places[0].start : places[0].end]
    start = len(raw) - len(raw.lstrip())
    span = places[0].part(start, start + len(family))
    return (Piece(f"{before}-", None), Piece(family, span), Piece(behind, None))
