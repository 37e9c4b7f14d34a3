"""What a repository is: a present home of .NET images, a former one, or something else."""

from typing import NamedTuple

from dotimg.catalog.tables import Catalog
from dotimg.explain.model import Home
from dotimg.names.reference import DOCKER_HUB, DOTNET_REGISTRY

DOTNET = f"{DOTNET_REGISTRY}/dotnet/"
_ERAS = (
    (f"{DOCKER_HUB}/", "docker-hub"),
    (DOTNET + "core/", "mcr-core"),
    (DOTNET + "framework/", "mcr-framework"),
    (DOTNET, "mcr-dotnet"),
)


class RepositoryHome(NamedTuple):
    """A repository by its path.

    `kind` is `known`, `nightly`, `unknown` (where the publisher's are), `publisher` (another one's
    that carries .NET) or `foreign`; `stable` is where to look instead, empty where nowhere.
    """

    kind: Home
    stable: str = ""


def home(catalog: Catalog, path: str) -> RepositoryHome:
    """What the repository of a path is."""
    if path in catalog.paths():
        return RepositoryHome("known", path)
    for prefix, stable in catalog.traits["nightly"].items():
        if path.startswith(prefix):
            return RepositoryHome("nightly", stable + path.removeprefix(prefix))
    if path.startswith(DOTNET):
        return RepositoryHome("unknown")
    return RepositoryHome("publisher" if path and catalog.publishers.family(path) else "foreign")


def era(path: str) -> str:
    """In which years' registry a repository is."""
    return next(name for prefix, name in _ERAS if path.startswith(prefix))
