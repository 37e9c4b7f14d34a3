"""A mirror of the official registry: only what stands in front of a repository's path differs."""

from collections.abc import Iterable

from dotimg.errors import UsageError, quoted

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
            f"{quoted(text)} is no registry prefix; write it as contoso.azurecr.io/mcr"
        )
    return plain


def official(name: str, mirror: str | None) -> str:
    """The official name for a mirror's: what the prefix stood for is known by the path behind."""
    if not mirror or not name.startswith(mirror + "/"):
        return name
    path = name.removeprefix(mirror + "/")
    return path if path.startswith("microsoft/") else f"{_OFFICIAL}/{path}"


def located(name: str, mirror: str | None) -> str:
    """An official name, on the mirror if one is given."""
    host, _, rest = name.partition("/")
    return f"{mirror}/{rest}" if mirror and host == _OFFICIAL else name


def mirrored(text: str, repositories: Iterable[str]) -> str:
    """What stands in a reference before the path of a repository of another registry; else empty.

    `contoso.azurecr.io/mcr` for `contoso.azurecr.io/mcr/dotnet/sdk:10.0`: most likely a mirror.
    """
    name = text.partition("@")[0]
    for repository in repositories:
        host, _, path = repository.partition("/")
        before, found, rest = name.partition(f"/{path}")
        registry = before.partition("/")[0]
        whole = host == _OFFICIAL and found and rest[:1] in ("", ":")
        # docker's own rule for what is a registry and no folder of Docker Hub
        if whole and ("." in registry or ":" in registry or registry == "localhost"):
            return "" if registry == _OFFICIAL else before
    return ""
