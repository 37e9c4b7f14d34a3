"""Every question that the picker of the page offers, with the answer of `dotimg pick`.

Offered are all channels; of each the systems and architectures that it has images for; and every
family of systems, because "there is none, the nearest is ..." is an answer that people need.
"""

from collections.abc import Iterator

from dotimg.catalog import Catalog
from dotimg.model import Channel, NoMatch, Offer, Platform, Request, Tag
from dotimg.resolver import fits, pick

_PURPOSES = ("run", "build")


def channels(catalog: Catalog) -> tuple[Channel, ...]:
    """The channels that are offered: all of .NET, then all of .NET Framework, newest first."""
    return (*catalog.channels, *catalog.framework)


def offers(catalog: Catalog, channel: Channel, today: str) -> Iterator[Offer]:
    """All that is offered for a channel, each with the answer of `pick` on a day."""
    for request in _requests(catalog, channel, today):
        found = pick(catalog, request, today)
        platforms: tuple[Platform, ...] = ()
        if not isinstance(found, NoMatch):
            listed = catalog.contents(found.repository, found.channel).get(found.tag.name)
            platforms = listed[1] if listed else catalog.platforms(found.tag)
        yield Offer(request, found, platforms)


def _requests(catalog: Catalog, channel: Channel, today: str) -> Iterator[Request]:
    tags = list(_tags(catalog, channel))
    families = tuple(catalog.traits["families"])
    used = {release for tag in tags for release in tag.releases}
    releases = [name for name in catalog.systems if name in used and name not in families]
    architectures = sorted({name for tag in tags for name in tag.architectures()})
    for purpose in _PURPOSES:
        for app in catalog.traits["apps"]:
            for os in (None, *families, *releases):
                asked = Request(purpose, channel.name, os, app=app)
                answered = fits(catalog, asked, today)
                if answered or os not in releases:
                    yield asked
                for architecture in architectures if answered else ():
                    one = asked._replace(arch=architecture)
                    if fits(catalog, one, today):
                        yield one


def _tags(catalog: Catalog, channel: Channel) -> Iterator[Tag]:
    """Every tag of a channel that `pick` can answer with."""
    for name, traits in catalog.traits["repositories"].items():
        if not traits.get("own_versions"):
            for home in catalog.homes(name):
                yield from catalog.listed(home, channel.name)
                yield from catalog.retired(home, channel.name)
