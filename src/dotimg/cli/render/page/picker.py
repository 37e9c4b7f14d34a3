"""The picker: its choices, and a table with the answer to each of them."""

from typing import TYPE_CHECKING, Any

from dotimg.catalog.details import Platform
from dotimg.catalog.model import Channel, System
from dotimg.names.mirror import located
from dotimg.resolver.details import Answered
from dotimg.resolver.model import NoMatch, Pick, Request, marked

if TYPE_CHECKING:
    from dotimg.cli.render.page import Contents

# The kinds of app in the words of people; the keys are those of `dotimg pick --app`.
APPS = {
    "web": "web, ASP.NET Core",
    "console": "console or worker",
    "self-contained": "self-contained",
    "aot": "native AOT",
}
_MEGA = 1e6


def groups(channels: tuple[Channel, ...], today: str) -> dict[str, list[tuple[str, str]]]:
    """The channels as options, name and label, under headings."""
    found: dict[str, list[tuple[str, str]]] = {}
    for channel in channels:
        product = channel.product.removesuffix(" Core")
        ended = channel.has_ended(today)
        heading = f"{product}, support ended" if ended else product
        found.setdefault(heading, []).append(
            (channel.name, f"{named(channel)}, {state(channel, today)}")
        )
    return found


def document(contents: "Contents") -> dict[str, Any]:
    """The answers, each once, and a table by channel, purpose, app, system, variant, architecture.

    An answer is a reference with what is to be said of it, or why there is none; see `_variant`.
    """
    texts: dict[str, int] = {}
    numbers: dict[Pick | NoMatch, int] = {}  # most of which many requests share
    kept: list[dict[str, Any]] = []
    table: dict[str, Any] = {}
    for asked, answer in contents.offers:
        number = numbers.get(answer.found)
        if number is None:
            told = _told(answer, contents.systems, contents.mirror)
            number = numbers[answer.found] = texts.setdefault(repr(told), len(kept))
            if len(texts) > len(kept):
                kept.append(told)
        place = table
        for key in (asked.version, asked.purpose, asked.app, asked.os or "", _variant(asked)):
            place = place.setdefault(key, {})
        place[asked.arch or ""] = number
    return {
        "answers": kept,
        "table": table,
        "families": contents.families,
        "systems": {
            name: {"title": system.title, "family": system.family}
            for name, system in contents.systems.items()
        },
    }


def _variant(asked: Request) -> str:
    """The letters of all that is wished for besides, in the order of `page.js`."""
    icu = {None: "", True: "i", False: "n"}[asked.globalization]
    wishes = (("d", asked.distroless), (icu, True), ("c", asked.composite), ("f", asked.fixed))
    return "".join(letter for letter, wished in wishes if wished)


def named(channel: Channel) -> str:
    """A channel with its kind: `10.0 LTS`."""
    return f"{channel.name} {channel.kind.upper()}" if channel.kind else channel.name


def state(channel: Channel, today: str) -> str:
    """Until when a channel is supported, in words."""
    if channel.preview:
        return "preview"
    if not channel.end:
        return "no end date"
    return f"{'ended' if channel.has_ended(today) else 'until'} {channel.end}"


def status(channel: Channel, today: str) -> str:
    """The same as one of the words that colours stand for."""
    if channel.preview:
        return "preview"
    return "ended" if channel.has_ended(today) else "supported"


def _told(answer: Answered, systems: dict[str, System], mirror: str | None) -> dict[str, Any]:
    found = answer.found
    if isinstance(found, NoMatch):
        located_ones = (located(one, mirror) for one in found.nearest)
        return {"no": found.reason, "nearest": list(map(marked, located_ones, found.statuses))}
    return {
        "home": found.repository,
        "repository": located(found.repository, mirror),
        "tag": found.tag.name,
        "digest": found.digest,
        "unpinned": answer.unpinned,
        "status": found.support.status,
        "support": _support(found),
        "why": list(found.why),
        "warnings": list(found.warnings),
        "notes": list(found.notes),
        "platforms": [_platform(one, systems) for one in answer.platforms],
    }


def _support(found: Pick) -> str:
    status, _, reason = found.support
    return reason if status == "retired" else f"{status.replace('-', ' ')}: {reason}"


def _platform(one: Platform, systems: dict[str, System]) -> str:
    title = systems[one.release].title if one.release in systems else one.release
    size = "" if one.size is None else f", {one.size / _MEGA:.1f} MB"
    return f"{one.os}/{one.architecture} on {title}{size}"
