"""The rows of the table of listed images."""

from typing import NamedTuple

from dotimg.names.mirror import located
from dotimg.resolver.model import Listing

_MEGA = 1e6


class Row(NamedTuple):
    """One listed image; `size` is compressed bytes of the first platform, 0 where unknown."""

    repository: str
    name: str
    reference: str
    architectures: str
    size: int
    megabytes: str
    status: str
    until: str


def row(one: Listing, mirror: str | None) -> Row:
    """An image as a row, named without the part that all official repositories share."""
    reference = f"{located(one.repository, mirror)}:{one.tag.name}"
    repository = one.repository.partition("/dotnet/")[2] or one.repository
    size = (one.platforms[0].size if one.platforms else None) or 0
    status, ends = one.support.status, one.support.ends
    return Row(
        repository=repository,
        name=f"{repository}:{one.tag.name}",
        reference=reference,
        architectures=" ".join(one.tag.architectures()),
        size=size,
        megabytes=f"{size / _MEGA:.1f}" if size else "",
        status=status,
        until="preview" if status == "preview" else ends or "not set",
    )
