"""A mirror of the official registry: only the prefix of the repository differs."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from dotimg.errors import UsageError, quoted

if TYPE_CHECKING:
    from dotimg.names.reference import Reference

_DOCKER_HUB = "docker.io"  # what names.reference says too, which pick does not load
_OFFICIAL = "mcr.microsoft.com"


def prefix(text: str) -> str:
    """A prefix as it stands in front of repositories, without a slash at its end.

    Raises:
        UsageError: Nothing can stand behind it.
    """
    from dotimg.names import reference

    plain = text.strip().rstrip("/")
    try:
        # What a repository can stand behind: a registry alone too, but no tag and no digest.
        found = reference.parse(f"{plain}/x").name
    except UsageError:
        found = ""
    if found != f"{plain}/x":
        raise UsageError(
            f"{quoted(text)} is not a registry prefix; expected a form such as "
            "contoso.azurecr.io/mcr"
        )
    return plain


def official(reference: "Reference", mirror: str | None) -> "Reference":
    """The official name for a mirror's: what the prefix stood for is known by the path behind."""
    if not mirror or not reference.name.startswith(mirror + "/"):
        return reference
    path = reference.name.removeprefix(mirror + "/")
    registry = _DOCKER_HUB if path.startswith("microsoft/") else _OFFICIAL
    return reference._replace(registry=registry, repository=path)


def located(name: str, mirror: str | None) -> str:
    """An official name, on the mirror if one is given."""
    host, _, rest = name.partition("/")
    return f"{mirror}/{rest}" if mirror and host == _OFFICIAL else name


def mirror_of(name: str, repositories: Iterable[str]) -> str:
    """The prefix of the mirror that a name seems to be on; empty where it is on none.

    `contoso.azurecr.io/mcr` of `contoso.azurecr.io/mcr/dotnet/sdk`: another registry, and behind
    the prefix the path of a repository. Docker Hub mirrors none: it has folders of one level only.

    Args:
        name: The registry and the repository, as `Reference.name`.
        repositories: The paths of .NET's own, with their registry.
    """
    if name.partition("/")[0] in (_DOCKER_HUB, _OFFICIAL):
        return ""
    paths = (repository.partition("/")[2] for repository in repositories)
    return next((name[: -len(path) - 1] for path in paths if name.endswith(f"/{path}")), "")
