"""The picker: its choices, and a table with the answer to each of them."""

from typing import TYPE_CHECKING, Any

from dotimg.catalog.details import Platform
from dotimg.catalog.model import Channel, System
from dotimg.names.mirror import located
from dotimg.resolver.details import Offer
from dotimg.resolver.model import NoMatch, Pick, marked

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
        found.setdefault(heading, []).append((channel.name, _label(channel, ended=ended)))
    return found


def document(contents: "Contents") -> dict[str, Any]:
    """The answers, each once, and a table by channel, purpose, app, system and architecture.

    An answer is a reference with what is to be said of it, or why there is none.
    """
    answers: dict[str, int] = {}
    kept: list[dict[str, Any]] = []
    table: dict[str, Any] = {}
    for offer in contents.offers:
        answer = _answer(offer, contents.systems, contents.mirror)
        number = answers.setdefault(repr(answer), len(kept))
        if number == len(kept):
            kept.append(answer)
        asked = offer.request
        place = table
        for key in (asked.version, asked.purpose, asked.app, asked.os or ""):
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


def _label(channel: Channel, *, ended: bool) -> str:
    name = f"{channel.name} {channel.kind.upper()}" if channel.kind else channel.name
    if channel.preview:
        state = "preview"
    elif channel.end:
        state = f"{'ended' if ended else 'until'} {channel.end}"
    else:
        state = "no end date"
    return f"{name}, {state}"


def _answer(offer: Offer, systems: dict[str, System], mirror: str | None) -> dict[str, Any]:
    found = offer.found
    if isinstance(found, NoMatch):
        located_ones = (located(one, mirror) for one in found.nearest)
        return {"no": found.reason, "nearest": list(map(marked, located_ones, found.statuses))}
    return {
        "reference": f"{located(found.repository, mirror)}:{found.tag.name}",
        "status": found.support.status,
        "support": _support(found),
        "why": list(found.why),
        "warnings": list(found.warnings),
        "notes": list(found.notes),
        "platforms": [_platform(one, systems) for one in offer.platforms],
    }


def _support(found: Pick) -> str:
    status, _, reason = found.support
    return reason if status == "retired" else f"{status.replace('-', ' ')}: {reason}"


def _platform(one: Platform, systems: dict[str, System]) -> str:
    title = systems[one.release].title if one.release in systems else one.release
    size = "" if one.size is None else f", {one.size / _MEGA:.1f} MB"
    return f"{one.os}/{one.architecture} on {title}{size}"
