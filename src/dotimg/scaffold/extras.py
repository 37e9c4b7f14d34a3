"""Additional lines, mounts and ports for features of a project."""

from collections.abc import Iterator

from dotimg.named_tuples import NamedTuple
from dotimg.scaffold.traits import ProjectTraits

_WITH_COREPACK = ("yarn", "pnpm")


class Extras(NamedTuple):
    """What is added to a Dockerfile.

    Attributes:
        stages: The lines before the stage that builds.
        build: The lines at its beginning.
        secrets: The variables that its commands get as secrets.
        run: The lines of the stage that runs, before its ports.
        ports: The ports that the app says it listens on; empty for those of the image.
    """

    stages: tuple[str, ...] = ()
    build: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    run: tuple[str, ...] = ()
    ports: tuple[str, ...] = ()


def extras_of(
    traits: ProjectTraits, *, git: bool, windows: bool, musl: bool, cross: bool
) -> Extras:
    """What a Dockerfile says for what a project has.

    Args:
        traits: What the project has.
        git: Whether `.git` is in the build context.
        windows: Whether it is built on Windows, where there are no mounts and no image of Node.
        musl: Whether it is built on Alpine.
        cross: Whether it is built on the builder's own platform.
    """
    stages: list[str] = []
    if traits.scripts and not windows:
        platform = "--platform=$BUILDPLATFORM " if cross else ""
        stages = [
            f"# {traits.scripts.what} runs in the build.",
            f"FROM {platform}node:lts{'-alpine' if musl else ''} AS node",
            "",
        ]
    return Extras(
        tuple(stages),
        tuple(_build(traits, git=git, windows=windows)),
        () if windows else tuple(traits.secrets),
        tuple(_run(traits)),
        tuple(dict.fromkeys(one.port for one in traits.endpoints)),
    )


def _build(traits: ProjectTraits, *, git: bool, windows: bool) -> Iterator[str]:
    if traits.scripts:
        yield f"# {traits.scripts.what} runs in the build ({traits.scripts.where})."
        if windows:
            yield "# Add Node here: there is no Node image for Windows."
        else:
            yield "COPY --from=node /usr/local/bin/ /usr/local/bin/"
            yield "COPY --from=node /usr/local/lib/node_modules/ /usr/local/lib/node_modules/"
            if traits.scripts.what in _WITH_COREPACK:
                yield "RUN corepack enable"
    for name, place in traits.secrets.items():
        yield f"# {name} is a token of a feed ({place.where}), which must not be in a layer."
    if traits.git:
        says = "is copied along" if git else "is not in the context: give publish a version"
        yield f"# {traits.git.what} takes the version from .git ({traits.git.where}), which {says}."


def _run(traits: ProjectTraits) -> Iterator[str]:
    for one in traits.certificates:
        yield f"# Kestrel takes {one.what} ({one.where}): mount it, and keep it out of the image."
    for endpoint in traits.endpoints:
        if endpoint.local:
            place = endpoint.place
            yield f"# {place.what} ({place.where}) accepts only local connections: write * instead."
    for one in traits.health:
        yield f"# {one.what} is a health check ({one.where}): let the platform probe it."
