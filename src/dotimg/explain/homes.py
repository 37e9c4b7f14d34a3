"""What a repository is: a present home of .NET images, a former one, or something else."""

from typing import NamedTuple

from dotimg.catalog.tables import Catalog
from dotimg.explain.model import Home
from dotimg.names.mirror import mirror_of
from dotimg.names.reference import DOCKER_HUB, DOTNET_REGISTRY

DOTNET = f"{DOTNET_REGISTRY}/dotnet/"
_WORD = "dotnet"  # in most of their names
_ERAS = (
    (f"{DOCKER_HUB}/", "docker-hub"),
    (DOTNET + "core/", "mcr-core"),
    (DOTNET + "framework/", "mcr-framework"),
    (DOTNET, "mcr-dotnet"),
)


class RepositoryHome(NamedTuple):
    """A repository by its path.

    `kind` is `known`, `nightly`, `unknown` (where the publisher's are) or `foreign`; `stable` is
    where to look instead, empty where nowhere.
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
    return RepositoryHome("unknown" if path.startswith(DOTNET) else "foreign")


def is_dotnets(catalog: Catalog, name: str) -> bool:
    """Whether a registry and a repository are .NET's, or seem to be a mirror's of them."""
    return home(catalog, name).kind != "foreign" or mirror_of(name, catalog.paths()) != ""


def needles(catalog: Catalog) -> tuple[bytes, ...]:
    """Texts of which the name of every .NET repository holds one, whatever its registry is."""
    found: list[str] = []
    for path in sorted((*catalog.paths(), *catalog.traits["nightly"])):
        repository = path.partition("/")[2]
        if not any(needle in repository for needle in found):
            found.append(_WORD if _WORD in repository else repository)
    return tuple(needle.encode() for needle in found)


def era(path: str) -> str:
    """In which years' registry a repository is."""
    return next(name for prefix, name in _ERAS if path.startswith(prefix))
