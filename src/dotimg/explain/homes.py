"""Whether a repository is a current or former one of .NET images, or something else."""

from dotimg.catalog.tables import Catalog
from dotimg.explain.model import Home
from dotimg.named_tuples import NamedTuple
from dotimg.names.mirror import mirror_of
from dotimg.names.reference import DOCKER_HUB, DOTNET_REGISTRY

DOTNET = f"{DOTNET_REGISTRY}/dotnet/"
_WORDS = ("dotnet", "aspnet", DOTNET_REGISTRY)  # one of them is in almost all names
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
    return RepositoryHome("publisher" if path and catalog.image_family(path) else "foreign")


def is_dotnets(catalog: Catalog, name: str) -> bool:
    """Whether a registry and a repository are .NET's, or seem to be a mirror's of them."""
    return home(catalog, name).kind != "foreign" or mirror_of(name, catalog.paths()) != ""


def needles(catalog: Catalog) -> tuple[bytes, ...]:
    """Texts of which the name of every repository of interest holds one.

    A mirror has .NET's own without their registry.
    """
    own = (path.partition("/")[2] for path in (*catalog.paths(), *catalog.traits["nightly"]))
    found: list[str] = []
    for name in sorted((*own, *catalog.publisher_names())):
        if not any(needle in name for needle in found):
            word = next((word for word in _WORDS if word in name), name)
            found.append(word.removeprefix(f"{DOCKER_HUB}/"))
    return tuple(needle.encode() for needle in found)


def era(path: str) -> str:
    """In which years' registry a repository is."""
    return next(name for prefix, name in _ERAS if path.startswith(prefix))
