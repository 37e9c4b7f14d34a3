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

    `kind` is `known`, `nightly`, `left-out` (of .NET, but not in the tables), `unknown` (where the
    publisher's are) or `foreign`; `stable` is where to look instead, empty where nowhere.
    """

    kind: Home
    stable: str = ""


def home(catalog: Catalog, path: str) -> RepositoryHome:
    """What the repository of a path is."""
    if path in catalog.repositories():
        return RepositoryHome("known", path)
    for prefix, stable in catalog.traits["nightly"].items():
        if path.startswith(prefix):
            return RepositoryHome("nightly", stable + path.removeprefix(prefix))
    if path in catalog.traits["left_out"]:
        name = catalog.traits["left_out"][path]
        return RepositoryHome("left-out", catalog.traits["repositories"][name]["path"])
    return RepositoryHome("unknown" if path.startswith(DOTNET) else "foreign")


def repository(catalog: Catalog, path: str, kind: str) -> str:
    """The name in the traits of what a repository holds, of one kind where it held several."""
    homes = [name for name in catalog.traits["repositories"] if path in catalog.homes(name)]
    return next((name for name in homes if name.rpartition("/")[2] == kind), homes[0])


def era(path: str) -> str:
    """In which years' registry a repository is."""
    return next(name for prefix, name in _ERAS if path.startswith(prefix))
