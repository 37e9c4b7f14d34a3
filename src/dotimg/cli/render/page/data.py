"""The rows of the table of listed images."""

import json
import zlib
from base64 import b64encode
from collections.abc import Iterable
from typing import Any, NamedTuple

from dotimg.cli.render import picks
from dotimg.cli.render.explanation import facts
from dotimg.explain.model import Explanation
from dotimg.names.mirror import located
from dotimg.resolver.details import Listing

_MEGA = 1e6
_SMALLEST = 9


class PageRow(NamedTuple):
    """One listed image; `size` is compressed bytes of the first platform, 0 where unknown."""

    repository: str
    name: str
    reference: str
    architectures: str
    size: int
    megabytes: str
    status: str
    until: str


def row(one: Listing, mirror: str | None) -> PageRow:
    """An image as a row, named without the part that all official repositories share."""
    reference = f"{located(one.repository, mirror)}:{one.tag.name}"
    repository = one.repository.partition("/dotnet/")[2] or one.repository
    size = (one.platforms[0].size if one.platforms else None) or 0
    return PageRow(
        repository=repository,
        name=f"{repository}:{one.tag.name}",
        reference=reference,
        architectures=" ".join(one.tag.architectures()),
        size=size,
        megabytes=f"{size / _MEGA:.1f}" if size else "",
        status=one.support.status,
        until=picks.until(one.tag.name, one.support),
    )


def document(explanations: Iterable[Explanation]) -> dict[str, Any]:
    """By repository the tags, their sentences, fixes and facts, as numbers of labels and texts.

    A fact stands once, however many tags share it.
    """
    known: dict[tuple[str, str], int] = {}
    repositories: dict[str, Any] = {}
    for found in explanations:
        place = repositories.setdefault(
            found.name.repository or "", {"tags": [], "sentences": [], "fixes": [], "facts": []}
        )
        place["tags"].append(found.name.tag)
        place["sentences"].append(found.sentence)
        place["fixes"].append(known.setdefault(("fix", found.scanner), len(known)))
        place["facts"].append([known.setdefault(fact, len(known)) for fact in facts(found)])
    return {"repositories": repositories, "facts": list(known)}


def packed(document: object) -> str:
    """The text that `unpack` of `page.js` makes the document of."""
    text = json.dumps(document, separators=(",", ":"))
    return b64encode(zlib.compress(text.encode(), _SMALLEST)).decode()
