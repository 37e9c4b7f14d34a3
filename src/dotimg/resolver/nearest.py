"""What to offer instead: requests that ask for less, and listed successors of retired tags."""

from collections.abc import Iterator

from dotimg.catalog.model import Channel, Tag
from dotimg.catalog.tables import Catalog
from dotimg.names import versions
from dotimg.resolver import system
from dotimg.resolver.model import Request
from dotimg.resolver.need import Need
from dotimg.resolver.target import Target


def easier(catalog: Catalog, request: Request, today: str) -> Iterator[Request]:
    """The request with one wish given up, the wish that people give up first at the front."""
    asked = versions.parse(request.version)
    channel = request.version if asked.kind == "framework" else asked.channel or asked.text
    on_channel = request._replace(version=channel, fixed=False)
    systems = _wider(catalog, request)
    yield from (request._replace(os=name) for name in systems)
    yield on_channel
    yield from (on_channel._replace(os=name) for name in systems)
    yield request._replace(composite=False)
    yield request._replace(distroless=False)
    yield request._replace(globalization=None)
    yield request._replace(arch=None, single_arch=False, also=())
    yield from (on_channel._replace(app=app) for app in ("web", "console"))
    for other in _channels(catalog, asked, today):
        yield request._replace(version=other.name, fixed=False)
    for other in _channels(catalog, asked, today):
        yield from (request._replace(version=other.name, os=name) for name in systems)
    yield Request(request.purpose, channel, app="console")
    yield Request(request.purpose)


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


def _wider(catalog: Catalog, request: Request) -> list[str | None]:
    """The systems around the one asked for: its family, its kind, any."""
    if request.os is None:
        return []
    asked = system.wanted(catalog, request.os)
    own = [catalog.systems[release] for release in asked.releases]
    families = [one.family for one in own if one.family] if asked.kind == "release" else []
    kinds = [] if asked.kind == "type" else [own[0].type] if own[0].type == "windows" else []
    return [*dict.fromkeys(families), *kinds, None]


def _channels(catalog: Catalog, asked: versions.VersionWord, today: str) -> list[Channel]:
    """Other channels: those of the same product first, of these the supported ones."""
    own, others = catalog.channels, catalog.framework
    if asked.kind == "framework":
        own, others = others, own

    def last(channel: Channel) -> tuple[bool, bool, bool]:
        ended = channel.end is not None and channel.end <= today
        return channel not in own, ended, channel.preview

    return sorted((*own, *others), key=last)
