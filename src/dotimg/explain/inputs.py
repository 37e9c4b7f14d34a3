"""Parses the input: a repository with a tag or a digest, or only a digest."""

from collections.abc import Collection

from dotimg.catalog.tables import Catalog
from dotimg.explain.homes import DOTNET
from dotimg.named_tuples import NamedTuple
from dotimg.names import reference
from dotimg.names.mirror import official

_ALGORITHM = "sha256:"
_LEAST_DIGITS = 12
_WHOLE = len(_ALGORITHM) + 64


class Query(NamedTuple):
    """An input with its parts; `digest` may be the beginning of one, `path` has its registry."""

    text: str
    path: str | None
    tag: str | None
    digest: str | None

    @property
    def reference(self) -> str | None:
        """The whole name, None for a digest alone."""
        if not self.path:
            return None
        tag = f":{self.tag}" if self.tag else ""
        digest = f"@{self.digest}" if self.digest else ""
        return f"{self.path}{tag}{digest}"


def understood(text: str, short_names: Collection[str], mirror: str | None = None) -> Query:
    """The parts of an input; no tag and no digest mean the tag `latest`.

    Args:
        text: What a person pasted.
        short_names: See `short_names`.
        mirror: A prefix that stands for the official registry.

    Raises:
        UsageError: It is neither a reference nor a digest.
    """
    if text.lower().startswith(_ALGORITHM) or _is_hexadecimal(text.lower()):
        return Query(text, None, None, text.lower())
    name, at_sign, digest = text.partition("@")
    digest = digest.lower()
    cut_short = digest.startswith(_ALGORITHM) and len(digest) < _WHOLE
    whole = name if cut_short else name + at_sign + digest
    found = official(reference.parse(whole, short_names), mirror)
    pinned = digest if cut_short else found.digest
    tag = found.tag or (None if pinned else "latest")
    return Query(text, found.name, tag, pinned)


def short_names(catalog: Catalog) -> frozenset[str]:
    """What may be named without the registry: `sdk`, `core/aspnet`, `nightly/sdk`."""
    own = [path.removeprefix(DOTNET) for path in catalog.paths() if DOTNET in path]
    nightly = [path.removeprefix(DOTNET) for path in catalog.traits["nightly"] if DOTNET in path]
    return frozenset((*own, *(first + name for first in nightly for name in own)))


def _is_hexadecimal(text: str) -> bool:
    return len(text) >= _LEAST_DIGITS and not text.strip("0123456789abcdef")
