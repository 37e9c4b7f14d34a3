"""What a repository is: a present home of .NET images, a former one, or something else."""

from typing import NamedTuple

from dotimg.catalog.tables import Catalog

_DOTNET = "mcr.microsoft.com/dotnet/"
_ERAS = (
    ("docker.io/", "docker-hub"),
    (_DOTNET + "core/", "mcr-core"),
    (_DOTNET + "framework/", "mcr-framework"),
    (_DOTNET, "mcr-dotnet"),
)


class Home(NamedTuple):
    """A repository by its path.

    `kind` is `known`, `nightly`, `left-out` (of .NET, but not in the tables), `unknown` (where the
    publisher's are) or `foreign`; `stable` is where to look instead, empty where nowhere.
    """

    kind: str
    stable: str = ""


def home(catalog: Catalog, path: str) -> Home:
    """What the repository of a path is."""
    if path in catalog.paths():
        return Home("known", path)
    for prefix, stable in catalog.traits["nightly"].items():
        if path.startswith(prefix):
            return Home("nightly", stable + path.removeprefix(prefix))
    if path in catalog.traits["left_out"]:
        name = catalog.traits["left_out"][path]
        return Home("left-out", catalog.traits["repositories"][name]["path"])
    return Home("unknown" if path.startswith(_DOTNET) else "foreign")


def repository(catalog: Catalog, path: str, kind: str) -> str:
    """The name in the traits of what a repository holds, of one kind where it held several."""
    return catalog.repository(path, kind).name


def era(path: str) -> str:
    """In which years' registry a repository is."""
    return next(name for prefix, name in _ERAS if path.startswith(prefix))
