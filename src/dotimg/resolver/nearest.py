"""The nearest images: for requests with fewer conditions, and successors of retired tags."""

from collections.abc import Iterator

from dotimg.catalog import support
from dotimg.catalog.model import OVER, Channel, SupportStatus, Tag
from dotimg.catalog.tables import Catalog
from dotimg.named_tuples import NamedTuple
from dotimg.names import platforms, versions
from dotimg.resolver import system
from dotimg.resolver.finding import find, understood
from dotimg.resolver.model import Request
from dotimg.resolver.need import Need
from dotimg.resolver.target import Target

MOST = 3


class Near(NamedTuple):
    """How near an image is: its support, and whether it has the system that was asked for."""

    status: SupportStatus
    of_system: bool = False

    @property
    def alive(self) -> bool:
        """Whether it is still supported, as far as is known."""
        return self.status not in OVER


def nearest(catalog: Catalog, request: Request, today: str) -> dict[str, SupportStatus]:
    """The images that answer a request that asks for less, the best first, with their support.

    Of those that are not supported any more only the nearest, at the end. The product that was
    asked for stays as long as it can, then the kind of system.
    """
    found: dict[str, Near] = {}
    for own in (True, False):
        for kind in dict.fromkeys((_kind(catalog, request), "")):
            for one in easier(catalog, request, today, kind, own=own):
                _add(catalog, request, one, today, found)
                if sum(near.alive for near in found.values()) == MOST:
                    return chosen(found)
            if any(near.alive for near in found.values()):
                break
        if found:
            break
    return chosen(found)


def chosen(found: dict[str, Near]) -> dict[str, SupportStatus]:
    """The nearest of what was found: what is supported, then the first of what is not any more.

    That one only if it is nearer than all that is supported, or alone is of the system.
    """
    names = list(found)
    alive = [name for name in names if found[name].alive]
    over = [name for name in names if not found[name].alive][:1]
    if over and alive and names.index(over[0]) > names.index(alive[0]):
        kept = any(found[name].of_system for name in alive)
        over = over if found[over[0]].of_system and not kept else []
    return {name: found[name].status for name in (*alive[: MOST - len(over)], *over)}


def easier(
    catalog: Catalog, request: Request, today: str, kind: str, *, own: bool
) -> Iterator[Request]:
    """The request with one wish given up, the wish that people give up first at the front.

    Args:
        catalog: The tables.
        request: What was asked for.
        today: Tells which channels are supported.
        kind: The kind of system to stay with, empty for any.
        own: Whether to stay with the product that was asked for.
    """
    asked = versions.parse(request.version)
    channel = request.version if asked.kind == "framework" else asked.channel or asked.text
    fixed = request.fixed or asked.kind in ("release", "sdk", "band")
    precisions = dict.fromkeys((fixed, False))
    patches = [request, *(request._replace(version=channel, fixed=one) for one in precisions)]
    systems = _wider(catalog, request, kind)
    for patch in patches if own else ():
        yield patch
        yield from (patch._replace(os=name) for name in systems)
    for one in patches if own else ():
        yield one._replace(composite=False)
        yield one._replace(distroless=False)
        yield one._replace(globalization=None)
        yield one._replace(arch=None, single_arch=False, also=(), os=one.os or kind or None)
    if own:
        on_channel = request._replace(version=channel, fixed=False)
        apps = (on_channel._replace(app=app) for app in ("web", "console"))
        yield from (one._replace(os=name) for one in apps for name in (request.os, *systems))
    others = _channels(catalog, asked, own=own, today=today)
    for name in (request.os, *systems):
        for other in others:
            wishes = request._replace(version=other.name, os=name)
            yield from (wishes._replace(fixed=precise) for precise in precisions)
    if own:
        yield Request(request.purpose, channel, os=kind or None, app="console")
    yield from (Request(request.purpose, other.name, os=kind or None) for other in others)


def listed_instead(catalog: Catalog, need: Need, tag: Tag) -> Iterator[Need]:
    """Needs whose answer, if listed, replaces a retired tag: the least change first."""
    channel = Target(need.target.channel, need.target.channel, need.target.framework)
    yield need._replace(target=channel)
    if need.target.framework and need.target.channel.startswith("4"):
        # .NET Framework 4.x replaces its predecessors in place; the host decides the release.
        own = system.wanted(catalog, tag.releases[0]) if len(tag.releases) == 1 else need.system
        for newer in catalog.framework:
            later = Target(newer.name, newer.name, framework=True)
            yield need._replace(target=later, system=own)
    family = catalog.systems[tag.releases[0]].family
    if need.system.kind == "release" and family:
        yield need._replace(target=channel, system=system.wanted(catalog, family))


def _add(
    catalog: Catalog,
    request: Request,
    one: Request,
    today: str,
    found: dict[str, Near],
) -> None:
    """Add what answers a request that asks for less than another."""
    # Another kind of app is what people asked for only if nothing else is near.
    another = one.app != request.app and not request.composite
    if another and any(near.alive for near in found.values()):
        return
    need = understood(catalog, one, today)
    if isinstance(need, str):
        return
    if one.os in (None, *system.KINDS) and request.os not in (None, one.os):
        # Who named a system reads best which one the answer has.
        need = need._replace(system=need.system._replace(kind="release"))
    if answer := find(catalog, need):
        home, tag = answer
        status = support.judge(catalog, home, need.target.channel, today).support(tag).status
        kept = request.os is not None and one.os == request.os
        found.setdefault(f"{home}:{tag.name}", Near(status, kept))


def _kind(catalog: Catalog, request: Request) -> str:
    """The kind of system that was asked for, empty where none was."""
    kind = platforms.required(request.arch)[0] if request.arch else None
    for word in (request.os, kind):
        if word:
            return catalog.systems[system.wanted(catalog, word).releases[0]].type
    return ""


def _wider(catalog: Catalog, request: Request, kind: str) -> list[str | None]:
    """The systems around the one asked for: its family, its kind, any where no kind is to stay."""
    if request.os is None:
        return []
    asked = system.wanted(catalog, request.os)
    own = [catalog.systems[release] for release in asked.releases]
    families = [one.family for one in own if one.family] if asked.kind == "release" else []
    return [*dict.fromkeys(families), kind or None]


def _channels(
    catalog: Catalog, asked: versions.VersionWord, *, own: bool, today: str
) -> list[Channel]:
    """Other channels, of the product that was asked for or of the other one: supported first."""
    found = catalog.framework if own == (asked.kind == "framework") else catalog.channels
    released = [one for one in found if not one.preview]
    return sorted(released, key=lambda channel: channel.has_ended(today))
