"""Every question that the picker of the page offers, with the answer of `dotimg pick`.

Offered are all channels; of each the systems and architectures that it has images for; and every
family of systems, because "there is none, the nearest is ..." is an answer that people need.
"""

from collections.abc import Iterator
from itertools import product

from dotimg.catalog.model import Channel, Purpose, Tag
from dotimg.catalog.tables import Catalog
from dotimg.resolver import pick, sought
from dotimg.resolver.details import Offer
from dotimg.resolver.model import NoMatch, Pick, Request
from dotimg.resolver.target import Target, target

_PURPOSES: tuple[Purpose, ...] = ("run", "build")


def channels(catalog: Catalog) -> tuple[Channel, ...]:
    """The channels that are offered: all of .NET, then all of .NET Framework, newest first."""
    return (*catalog.channels, *catalog.framework)


def default(catalog: Catalog, today: str) -> str:
    """The channel that `dotimg pick` takes by itself, else the newest."""
    found = target(catalog, "lts", "run", today)
    return found.channel if isinstance(found, Target) else catalog.channels[0].name


def offers(catalog: Catalog, channel: Channel, today: str) -> Iterator[Offer]:
    """All that is offered for a channel, each with the answer of `pick` on a day."""
    for request, answer in _answered(catalog, channel, today):
        found = answer or pick(catalog, request, today)
        if isinstance(found, NoMatch):
            yield Offer(request, found, ())
            continue
        listed = catalog.contents(found.repository, found.channel).get(found.tag.name)
        yield Offer(request, found, listed[1] if listed else catalog.platforms(found.tag))


def _answered(
    catalog: Catalog, channel: Channel, today: str
) -> Iterator[tuple[Request, Pick | None]]:
    """What is offered, with its image if it has one, as only what names no release may lack."""
    tags = list(_tags(catalog, channel))
    families = tuple(catalog.traits["families"])
    used = {release for tag in tags for release in tag.releases}
    releases = [name for name in catalog.systems if name in used and name not in families]
    architectures = sorted({name for tag in tags for name in tag.architectures()})
    for purpose, app, os in product(
        _PURPOSES, catalog.traits["apps"], (None, *families, *releases)
    ):
        asked = Request(purpose, channel.name, os, app=app)
        found = sought(catalog, asked, today)
        if found or os not in releases:
            yield asked, found
        for architecture in architectures if found else ():
            one = asked._replace(arch=architecture)
            if answer := sought(catalog, one, today):
                yield one, answer


def _tags(catalog: Catalog, channel: Channel) -> Iterator[Tag]:
    """Every tag of a channel that `pick` can answer with."""
    for repository in catalog.repositories.values():
        if repository.product != "own":
            for home in repository.paths:
                yield from catalog.listed(home, channel.name)
                yield from catalog.retired(home, channel.name)
