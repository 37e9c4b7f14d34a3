"""The images that a Dockerfile builds on and runs on."""

from typing import NamedTuple

from dotimg.catalog.tables import Catalog
from dotimg.names.mirror import located
from dotimg.names.versions import age
from dotimg.resolver.model import Pick

_NEW_DEFAULTS = [8, 0]  # port 8080, the user app, and building for other architectures


class BaseImages(NamedTuple):
    """The images to build on and to run on, and what they are.

    `ports` tells that they set port 8080, `user` that they have a user app, `cross` that the SDK
    can build for other architectures, `musl` that the app needs it though the SDK's image has it
    not.
    """

    build: str
    run: str
    windows: bool
    ports: bool
    user: bool
    cross: bool
    musl: bool


def images_of(catalog: Catalog, build: Pick, run: Pick, mirror: str | None) -> BaseImages:
    """Two picked images, named as on a mirror if one is given."""
    before, after = (catalog.systems[one.tag.releases[0]] for one in (build, run))
    new = age(run.channel) >= _NEW_DEFAULTS
    return BaseImages(
        build=f"{located(build.repository, mirror)}:{build.tag.name}",
        run=f"{located(run.repository, mirror)}:{run.tag.name}",
        windows=after.type == "windows",
        ports=new,
        user=new,
        cross=age(build.channel) >= _NEW_DEFAULTS and build.tag.multi_platform,
        musl=own_runtime(run) and after.family == "alpine" != before.family,
    )


def own_runtime(run: Pick) -> bool:
    """Whether an app on an image brings its runtime along."""
    return run.repository.endswith("/runtime-deps")
