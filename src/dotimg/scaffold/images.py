"""The images that a Dockerfile builds on and runs on."""

from typing import NamedTuple

from dotimg.catalog.tables import Catalog
from dotimg.names.mirror import located
from dotimg.names.versions import age
from dotimg.resolver.model import Pick

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
    catalog: Catalog, build: Pick, run: Pick, mirror: str | None, *, self_contained: bool = False
) -> BaseImages:
    """Two picked images, named as on a mirror if one is given.

    An image of others is named as it is.

    Args:
        catalog: The tables.
        build: The image to build on.
        run: The image to run on.
        mirror: A registry that has the official images.
        self_contained: Whether the app brings its runtime along on any image.
    """
    before = catalog.systems[build.tag.releases[0]]
    cross = age(build.channel) >= _NEW_DEFAULTS and build.tag.multi_platform
    named = f"{located(build.repository, mirror)}:{build.tag.name}"
    if not run.tag.releases:
        own = f"{run.repository}:{run.tag.name}"
        return BaseImages(named, own, cross=cross, own_runtime=self_contained, known=False)
    after = catalog.systems[run.tag.releases[0]]
    new = age(run.channel) >= _NEW_DEFAULTS
    own_runtime = run.repository.endswith("/runtime-deps") or self_contained
    return BaseImages(
        build=named,
        run=f"{located(run.repository, mirror)}:{run.tag.name}",
        windows=after.type == "windows",
        ports=new,
        user=new,
        cross=cross,
        musl=own_runtime and after.family == "alpine" != before.family,
        own_runtime=own_runtime,
    )
