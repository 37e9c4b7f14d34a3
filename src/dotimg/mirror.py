"""A mirror of the official registry: only what stands in front of a repository's path differs."""

_OFFICIAL = "mcr.microsoft.com"


def official(reference: str, prefix: str | None) -> str:
    """The official name for a mirror's: what the prefix stood for is known by the path behind."""
    if not prefix or not reference.startswith(prefix + "/"):
        return reference
    path = reference.removeprefix(prefix + "/")
    return path if path.startswith("microsoft/") else f"{_OFFICIAL}/{path}"


def located(reference: str, prefix: str | None) -> str:
    """An official name, on the mirror if one is given."""
    host, _, rest = reference.partition("/")
    return f"{prefix}/{rest}" if prefix and host == _OFFICIAL else reference
