"""Whole images, platform by platform: what takes several questions to a registry."""

from collections.abc import Iterable
from typing import NamedTuple

from dotimg.errors import DotimgError, NoMatchError, UsageError
from dotimg.names.reference import Reference
from dotimg.registry.client import Client
from dotimg.registry.faults import nonsense
from dotimg.registry.manifests import Config, Index, Manifest, Platform
from dotimg.registry.parallel import each
from dotimg.registry.platforms import Wanted, name


class Offer(NamedTuple):
    """A platform that an image is for; `config` is there where only it tells the platform."""

    platform: Platform
    digest: str
    config: Config | None


class Image(NamedTuple):
    """An index or manifest with its offers, and for each its manifest or why there is none."""

    found: Index | Manifest
    offers: list[Offer]
    manifests: list[Manifest | DotimgError]


def digest_of(client: Client, what: Reference, wanted: Wanted | None) -> str:
    """The digest that a reference stands for, or that of one of its platforms.

    Raises:
        NoMatchError: The image, or that platform of it, is not there.
        UsageError: The platform leaves a choice.
        UnreachableError: The registry could not be asked.
    """
    if not wanted:
        return client.digest(what)
    fitting = {one.digest: one for one in _offers(client, what, client.manifest(what), wanted)}
    if len(fitting) > 1:
        raise UsageError(f"{what} has several of them, choose from {_names(fitting.values())}")
    return next(iter(fitting))


def image(client: Client, what: Reference, wanted: Wanted | None) -> Image:
    """An image with the manifests of its platforms, or of those wanted; no blob but for a lone one.

    Raises:
        NoMatchError: The image, or that platform of it, is not there.
        UnreachableError: The registry could not be asked.
    """
    found = client.manifest(what)
    offers = _offers(client, what, found, wanted)
    if isinstance(found, Manifest):
        return Image(found, offers, [found])

    def manifest(offer: Offer) -> Manifest:
        inner = client.manifest(what.at(offer.digest))
        if isinstance(inner, Index):
            raise nonsense(what.registry, "an index within an index")
        return inner

    return Image(found, offers, list(each(offers, manifest)))


def _offers(
    client: Client, what: Reference, found: Index | Manifest, wanted: Wanted | None
) -> list[Offer]:
    if isinstance(found, Manifest):
        config = client.config(what, found)
        offers = [Offer(config.platform, found.digest, config)]
    else:
        offers = [
            Offer(one.platform, one.digest, None)
            for one in found.manifests
            if one.platform and one.platform.os != "unknown"  # so build attestations are marked
        ]
    fitting = [one for one in offers if not wanted or wanted.fits(one.platform)]
    if wanted and not fitting:
        raise NoMatchError(f"{what} is not for that platform, but for {_names(offers)}")
    return fitting


def _names(offers: Iterable[Offer]) -> str:
    return ", ".join(name(offer.platform) for offer in offers)
