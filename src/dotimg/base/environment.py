"""What the configuration of an image says about its .NET, as in official images.

`DOTNET_VERSION` is set in all images with a runtime, `ASPNET_VERSION` in those with ASP.NET Core,
`DOTNET_SDK_VERSION` in those with an SDK (see their Dockerfiles). The .NET SDK labels what it makes
with the channel that the app is for (`net.dot.runtime.majorminor`). Where a builder dropped the
variables, the steps in the history still set them; those steps also show where .NET was put.
"""

import re
from collections.abc import Iterator

from dotimg.base.model import BuiltImage
from dotimg.errors import UsageError
from dotimg.named_tuples import NamedTuple
from dotimg.names import versions

_VARIABLES = {
    "DOTNET_SDK_VERSION": "sdk",
    "ASPNET_VERSION": "aspnet",
    "ASPNETCORE_VERSION": "aspnet",
    "DOTNET_VERSION": "runtime",
}
_LABEL = "net.dot.runtime.majorminor"
_NO_COMMAND = "#(nop)"  # before what is not a command of a shell, as older builders write it
# Where official images have .NET; what is above stands there in some other way.
_PLACES = ("/usr/share/dotnet", "\\program files\\dotnet")
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
    env = {**dict(_set_by_steps(image)), **image.env}
    for variable, repository in _VARIABLES.items():
        if version := _version(env.get(variable, "")):
            return ToldVersion(version, repository, variable)
    return None


def doubt(image: BuiltImage) -> str:
    """Why it may not be an official image that the version is of; empty where nothing says so."""
    steps = [step.lower().replace("/program files/", "\\program files\\") for step in image.history]
    if not steps or any(place in step for place in _PLACES for step in steps):
        return ""
    return f"no step of its history puts .NET into {_PLACES[0]}, as official images have it"


def runs_dotnet(image: BuiltImage) -> bool:
    """Whether the command of an image is `dotnet`, or starts it."""
    program = image.command[0] if image.command else ""
    return re.split(r"[/\\]", program.lower())[-1] in ("dotnet", "dotnet.exe")


def _set_by_steps(image: BuiltImage) -> Iterator[tuple[str, str]]:
    """The variables that steps of the history set, later ones last."""
    for step in image.history:
        instruction, *words = step.rpartition(_NO_COMMAND)[2].split() or [""]
        if instruction != "ENV":
            continue
        if words and "=" not in words[0]:  # ENV NAME value
            words = ["=".join(words)]
        for word in words:
            name, _, value = word.partition("=")
            yield name, value.strip('"')


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
