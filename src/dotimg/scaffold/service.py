"""One project with the Dockerfile that builds it, as `scaffold` writes it."""

import os
from collections.abc import Iterator

from dotimg.catalog.tables import Catalog
from dotimg.errors import InputError, NoMatchError, printable, quoted
from dotimg.files.repository import MARK, root_of
from dotimg.named_tuples import NamedTuple
from dotimg.names import frameworks
from dotimg.project import global_json
from dotimg.project.images.app import unchosen
from dotimg.project.images.project_images import images
from dotimg.project.model import Project
from dotimg.resolver.model import NoMatch, Pick, Request
from dotimg.scaffold import dockerfile, refusals
from dotimg.scaffold.extras import Extras, extras_of
from dotimg.scaffold.hosts import Host, host_of
from dotimg.scaffold.images import BaseImages, images_of, names_digest
from dotimg.scaffold.layout import Layout, layout_of
from dotimg.scaffold.needs import Needs, needs_of
from dotimg.scaffold.places import is_wide
from dotimg.scaffold.publishing import Publishing, publishing_of
from dotimg.scaffold.services import dockerfile_of
from dotimg.scaffold.traits import traits_of

_OLD_PORT, _NEW_PORT = 80, 8080  # of ASP.NET Core before .NET 8.0 and since


class Wishes(NamedTuple):
    """What the command line asks for.

    Attributes:
        system: The system to run on, empty for what the project asks for.
        mirror: Where the official images are, None for their own registry.
        simple: Whether the Dockerfile is to be of the simple form.
        context: The build context, empty for the lowest folder that will do.
        output: Where the Dockerfile is to stand, empty for beside the project.
    """

    system: str | None = None
    mirror: str | None = None
    simple: bool = False
    context: str = ""
    output: str = ""


class Service(NamedTuple):
    """A project, what its build takes and runs on, and its Dockerfile.

    `dockerfile` is its absolute path, `text` what it says, `remarks` what to know of its images,
    `git` whether it reads `.git`, which is in its context, `port` where it serves, 0 if it does
    not or if that is not known.
    """

    project: Project
    needs: Needs
    layout: Layout
    images: BaseImages
    publishing: Publishing
    dockerfile: str
    text: str
    remarks: tuple[str, ...]
    extras: Extras
    git: bool
    port: int


def service_of(
    catalog: Catalog, project: Project, wishes: Wishes, today: str, program: str = ""
) -> Service:
    """The Dockerfile of a project.

    Args:
        catalog: The tables.
        project: Its facts.
        wishes: What the command line asks for.
        today: The day on which support is judged.
        program: The target framework of a program of one file that states none.

    Raises:
        NoMatchError: It is nothing that an image runs, or none fits it.
        InputError: Something that it needs cannot be used.
    """
    host = host_of(catalog, project)
    build, run = _picked(catalog, project, wishes, today, host)
    needs = needs_of(project, program)
    folder = os.path.dirname(needs.projects[0])
    traits = traits_of(needs.restored, folder, root_of(folder) or folder)
    repository = _with_git(folder) if traits.git else ""
    layout = layout_of(project, needs, wishes.context or repository or None)
    git = layout.context == repository
    bases = images_of(catalog, project, build, run, wishes.mirror, host)
    publishing = publishing_of(project, needs, layout, bases)
    extras = extras_of(
        traits,
        git=git,
        windows=bases.windows,
        musl="alpine" in build.tag.name,
        cross=publishing.cross,
    )
    place = _place(project, layout, wishes)
    text = dockerfile.text(
        layout,
        bases,
        publishing,
        dockerfile=place,
        simple=wishes.simple,
        doubts=needs.doubts,
        extras=extras,
    )
    remarks = tuple(_remarks(build, run, extras))
    port = host.port if host else _port(bases, publishing, extras)
    return Service(
        project, needs, layout, bases, publishing, place, text, remarks, extras, git, port
    )


def _port(images: BaseImages, publishing: Publishing, extras: Extras) -> int:
    """The port on which an app serves."""
    if not publishing.web or not images.known:
        return 0
    if extras.ports:
        return int(extras.ports[0])
    return _NEW_PORT if images.ports else _OLD_PORT


def _place(project: Project, layout: Layout, wishes: Wishes) -> str:
    """Where the Dockerfile stands, as an absolute path.

    Raises:
        InputError: It or the context has a name that a comment cannot hold.
    """
    place = wishes.output or dockerfile_of(os.path.abspath(project.path))
    for path in (place, layout.context):
        inside = path.removeprefix(layout.base)
        if not inside.isprintable():
            text = f"{project.path}: {quoted(inside)} cannot be written into a Dockerfile"
            raise InputError(text)
    return place


def _remarks(build: Pick, run: Pick | None, extras: Extras) -> Iterator[str]:
    """What is to be known of the images, and what the Dockerfile says besides."""
    for one in filter(None, (build, run)):
        for said in (*one.warnings, *one.notes):
            yield f"{one.repository}:{one.tag.name}: {said}"
    for line in (*extras.build, *extras.run):
        if line.startswith("# "):
            yield line[2:]


def _with_git(folder: str) -> str:
    """The root of the repository, empty where `.git` is not a folder that a context can hold."""
    root = root_of(folder)
    return root if root and os.path.isdir(os.path.join(root, MARK)) and not is_wide(root) else ""


def _picked(
    catalog: Catalog, project: Project, wishes: Wishes, today: str, host: Host | None
) -> tuple[Pick, Pick | None]:
    """The images to build on and to run on, None for one that is not of .NET.

    Raises:
        NoMatchError: There is none for the project.
    """
    if reason := refusals.of_project(project):
        raise NoMatchError(reason)
    asked = global_json.nearest(project.path)
    found = images(catalog, project, asked, None, Request(os=wishes.system), today)
    build, run = found.build, found.run
    library = "" if host else refusals.of_library(project)
    if library and (unchosen(project) or isinstance(build, Pick)):
        raise NoMatchError(library)
    if isinstance(build, NoMatch):
        raise _refused(project, build)
    if host:
        return build, None
    if isinstance(run, NoMatch):
        if names_digest(project):
            return build, None
        raise _refused(project, run)
    return build, run


def _refused(project: Project, found: NoMatch) -> NoMatchError:
    """Why there is no image, with the option that chooses what is left open."""
    several = [name for name in unchosen(project) if _is_core(name)] or unchosen(project)
    choice = f" with --framework {printable(several[-1])}" if several else ""
    place = "" if found.reason.startswith(f"{project.path}:") else f"{project.path}: "
    return NoMatchError(f"{place}{found.reason}{choice}")


def _is_core(name: str) -> bool:
    framework = frameworks.parse(name)
    return bool(framework and framework.identifier == ".NETCoreApp")
