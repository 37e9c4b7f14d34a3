"""The version of .NET that an image's environment tells, as official images set it.

`DOTNET_VERSION` stands in all that hold a runtime, `ASPNET_VERSION` in those with ASP.NET Core,
`DOTNET_SDK_VERSION` in those with an SDK (their Dockerfiles). The .NET SDK labels what it makes
with the channel that the app is for (`net.dot.runtime.majorminor`).
"""

from typing import NamedTuple

from dotimg.base.model import BuiltImage
from dotimg.errors import UsageError
from dotimg.names import versions

_VARIABLES = {
    "DOTNET_SDK_VERSION": "sdk",
    "ASPNET_VERSION": "aspnet",
    "ASPNETCORE_VERSION": "aspnet",
    "DOTNET_VERSION": "runtime",
}
_LABEL = "net.dot.runtime.majorminor"
# Each holds what stands before it.
_UPON = ("runtime-deps", "runtime", "aspnet", "sdk")


class ToldVersion(NamedTuple):
    """A version, the repository of images that have it, and the variable or label that tells it."""

    version: str
    repository: str
    variable: str


def version_in(image: BuiltImage) -> ToldVersion | None:
    """The version that the environment or a label tells; None where there is none."""
    if told := version_of(image):
        return told
    channel = _version(image.labels.get(_LABEL, ""))
    return ToldVersion(channel, "runtime", _LABEL) if channel else None


def version_of(image: BuiltImage) -> ToldVersion | None:
    """The version that the environment tells, which is in the image; the label is of the app."""
    for variable, repository in _VARIABLES.items():
        if version := _version(image.env.get(variable, "")):
            return ToldVersion(version, repository, variable)
    return None


def is_above(repository: str, lower: str) -> bool:
    """Whether images of a repository hold more than those of another that they are built on."""
    return lower in _UPON and _UPON.index(repository) > _UPON.index(lower)


def _version(word: str) -> str:
    """A version as images are named for it, without the number of a build; empty for none."""
    try:
        kind = versions.parse(word).kind
    except UsageError:
        return ""
    plain = kind in ("release", "sdk", "channel") and word[:1].isdigit() and word.split() == [word]
    return versions.short(word) if plain else ""
