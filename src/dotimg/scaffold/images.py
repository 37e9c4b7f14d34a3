"""The images that a Dockerfile builds on and runs on."""

from dotimg.catalog.tables import Catalog
from dotimg.errors import NoMatchError, UsageError
from dotimg.named_tuples import NamedTuple
from dotimg.names import reference
from dotimg.names.mirror import located
from dotimg.names.versions import age
from dotimg.project.images.app import PublishedApp, app_of
from dotimg.project.images.sdk_defaults import is_self_contained
from dotimg.project.model import Project
from dotimg.resolver.model import NoMatch, Pick
from dotimg.scaffold.hosts import Host

_NEW_DEFAULTS = [8, 0]  # port 8080, the user app, and building for other architectures


class BaseImages(NamedTuple):
    """The images to build on and to run on, and what they are.

    Attributes:
        build: The image to build on.
        run: The image to run on.
        windows: Whether they are of Windows.
        ports: Whether the image sets port 8080.
        user: Whether it has a user app.
        cross: Whether the SDK can build for other architectures.
        musl: Whether the app needs it though the SDK's image has it not.
        own_runtime: Whether the app brings its runtime along.
        known: Whether dotimg knows the image to run on.
        platform: The one platform that the project is for, as `linux/arm64`; empty for any.
        host: The lines that put the app into an image that starts it by itself; none for others.
    """

    build: str
    run: str
    windows: bool = False
    ports: bool = False
    user: bool = False
    cross: bool = False
    musl: bool = False
    own_runtime: bool = False
    known: bool = True
    platform: str = ""
    host: tuple[str, ...] = ()


def images_of(
    catalog: Catalog,
    project: Project,
    build: Pick,
    run: Pick | None,
    mirror: str | None,
    host: Host | None = None,
) -> BaseImages:
    """Two picked images, named as on a mirror if one is given.

    Args:
        catalog: The tables.
        project: The facts of what runs; its `ContainerBaseImage` is named as it is written.
        build: The image to build on.
        run: The image to run on, None for that of `host` or the one that the project names.
        mirror: A registry that has the official images.
        host: The image that starts the app by itself.
    """
    before = catalog.systems[build.tag.releases[0]]
    app = app_of(project, "windows" if before.type == "windows" else "")
    if isinstance(app, NoMatch):
        raise NoMatchError(app.reason)
    found = BaseImages(
        build=f"{located(build.repository, mirror)}:{build.tag.name}",
        run=project.container_base_image or "",
        windows=before.type == "windows",
        cross=age(build.channel) >= _NEW_DEFAULTS and build.tag.multi_platform,
        own_runtime=is_self_contained(app),
        known=False,
        platform=_platform(app),
    )
    if host:
        return found._replace(run=host.image, host=host.lines)
    if not run or not run.tag.releases:
        return found
    after = catalog.systems[run.tag.releases[0]]
    new = age(run.channel) >= _NEW_DEFAULTS
    return found._replace(
        run=f"{located(run.repository, mirror)}:{run.tag.name}",
        windows=after.type == "windows",
        ports=new,
        user=new,
        known=True,
        musl=found.own_runtime and after.family == "alpine" != before.family,
    )


def names_digest(project: Project) -> bool:
    """Whether the image that a project names is pinned, which tells no more than its bytes."""
    try:
        return bool(reference.parse(project.container_base_image or "").digest)
    except UsageError:
        return False


def _platform(app: PublishedApp) -> str:
    """The one platform of Linux that an app states, empty for none or several."""
    if app.targets.kind == "windows" or len(app.targets.architectures) != 1:
        return ""
    return f"linux/{app.targets.architectures[0]}"
