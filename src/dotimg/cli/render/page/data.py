"""The rows of the table of listed images."""

import json
import zlib
from base64 import b64encode
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from dotimg.cli.render import picks
from dotimg.cli.render.explanation import own_facts, shared_facts
from dotimg.cli.render.page import picker
from dotimg.explain.model import Explanation, Summary
from dotimg.named_tuples import NamedTuple
from dotimg.names.mirror import located
from dotimg.resolver.details import Listing

if TYPE_CHECKING:
    from dotimg.cli.render.page import Contents

_MEGA = 1e6
_OTHERS = "Tools with versions of their own"
_LEVEL = 6  # 9 takes three times as long and saves a fiftieth


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


class PageGroup(NamedTuple):
    """The listed images of one channel, or of what is no part of .NET, under a heading.

    `status` and `support` are those of the channel, empty where it has none; `id` is its place in
    an address; `chosen` tells that it is open at first.
    """

    id: str
    title: str
    status: str
    support: str
    chosen: bool
    rows: list[PageRow]


def groups(contents: "Contents") -> list[PageGroup]:
    """The listed images by channel, in the order of the channels; others at the end."""
    rows: dict[str, list[PageRow]] = {}
    for one in contents.listings:
        channel = "" if one.repository in contents.own else one.channel
        rows.setdefault(channel, []).append(row(one, contents.mirror))
    found = [
        PageGroup(
            id=f"images-{channel.name}",
            title=f"{channel.product} {picker.named(channel)}",
            status=picker.status(channel, contents.today),
            support=picker.state(channel, contents.today),
            chosen=channel.name == contents.chosen,
            rows=rows[channel.name],
        )
        for channel in contents.channels
        if channel.name in rows
    ]
    others = rows.get("", [])
    return [*found, PageGroup("images-other", _OTHERS, "", "", False, others)] if others else found


def document(summaries: Iterable[Summary]) -> dict[str, Any]:
    """By repository the tags, their sentences, fixes and facts, as numbers of places and texts.

    A fact stands once, however many tags share it; `kinds` are facts that tags share together.
    """
    known: dict[tuple[int, str, str], int] = {}
    numbers: dict[int, tuple[int, Explanation]] = {}  # kept, or another one gets its identity
    kinds: list[list[int]] = []
    repositories: dict[str, Any] = {}

    def number(fact: tuple[int, str, str]) -> int:
        return known.setdefault(fact, len(known))

    for one in summaries:
        place = repositories.setdefault(
            one.repository, {"tags": [], "sentences": [], "kinds": [], "facts": []}
        )
        if id(one.like) not in numbers:
            numbers[id(one.like)] = len(kinds), one.like
            fix = number((0, "fix", one.like.scanner))
            kinds.append([fix, *map(number, shared_facts(one.like))])
        place["tags"].append(one.tag)
        place["sentences"].append(one.sentence)
        place["kinds"].append(numbers[id(one.like)][0])
        place["facts"].append(list(map(number, own_facts(one))))
    return {"repositories": repositories, "kinds": kinds, "facts": list(known)}


def joined(documents: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The document of all tags from those of parts that share no kind, the same as of one."""
    known: dict[tuple[int, str, str], int] = {}
    kinds: list[list[int]] = []
    repositories: dict[str, Any] = {}
    for part in documents:
        numbers = [known.setdefault(fact, len(known)) for fact in part["facts"]]
        for repository, columns in part["repositories"].items():
            place = repositories.setdefault(repository, {name: [] for name in columns})
            place["tags"] += columns["tags"]
            place["sentences"] += columns["sentences"]
            place["kinds"] += [len(kinds) + kind for kind in columns["kinds"]]
            place["facts"] += [[numbers[fact] for fact in facts] for facts in columns["facts"]]
        kinds += [[numbers[fact] for fact in kind] for kind in part["kinds"]]
    return {"repositories": repositories, "kinds": kinds, "facts": list(known)}


def packed(document: object) -> str:
    """The text that `unpack` of `page.js` makes the document of."""
    text = json.dumps(document, separators=(",", ":"))
    return b64encode(zlib.compress(text.encode(), _LEVEL)).decode()
