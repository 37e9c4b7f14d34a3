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
    channel = image.labels.get(_LABEL, "")
    return ToldVersion(channel, "runtime", _LABEL) if _is_version(channel) else None


def version_of(image: BuiltImage) -> ToldVersion | None:
    """The version that the environment tells, which is in the image; the label is of the app."""
    for variable, repository in _VARIABLES.items():
        if _is_version(image.env.get(variable, "")):
            return ToldVersion(image.env[variable], repository, variable)
    return None


def is_above(repository: str, lower: str) -> bool:
    """Whether images of a repository hold more than those of another that they are built on."""
    return lower in _UPON and _UPON.index(repository) > _UPON.index(lower)


def _is_version(word: str) -> bool:
    try:
        kind, _, text = versions.parse(word)
    except UsageError:
        return False
    return kind in ("release", "sdk", "channel") and text == word
