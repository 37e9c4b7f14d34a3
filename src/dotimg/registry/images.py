"""Whole images, platform by platform: what takes several questions to a registry."""

from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeVar

from dotimg.errors import DotimgError, NoMatchError, UnreachableError, UsageError
from dotimg.names.reference import Reference
from dotimg.registry.client import Client
from dotimg.registry.faults import nonsense
from dotimg.registry.manifests import Config, Index, Manifest, Platform
from dotimg.registry.model import Inspection, Offer, Settings
from dotimg.registry.parallel import each
from dotimg.registry.platforms import Wanted, name, wanted


class OfferedPlatform(NamedTuple):
    """A platform that an image is for; `config` is there where only it tells the platform."""

    platform: Platform
    digest: str
    config: Config | None


class Image(NamedTuple):
    """An index or manifest with its offers, and for each its manifest or why there is none."""

    found: Index | Manifest
    offers: list[OfferedPlatform]
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

    def manifest(offer: OfferedPlatform) -> Manifest:
        inner = client.manifest(what.at(offer.digest))
        if isinstance(inner, Index):
            raise nonsense(what.registry, "an index within an index")
        return inner

    return Image(found, offers, list(each(offers, manifest)))


def _offers(
    client: Client, what: Reference, found: Index | Manifest, wanted: Wanted | None
) -> list[OfferedPlatform]:
    if isinstance(found, Manifest):
        config = client.config(what, found)
        offers = [OfferedPlatform(config.platform, found.digest, config)]
    else:
        offers = [
            OfferedPlatform(one.platform, one.digest, None)
            for one in found.manifests
            if one.platform and one.platform.os != "unknown"  # so build attestations are marked
        ]
    fitting = [one for one in offers if not wanted or wanted.fits(one.platform)]
    if wanted and not fitting:
        raise NoMatchError(f"{what} is not for that platform, but for {_names(offers)}")
    return fitting


def _names(offers: Iterable[OfferedPlatform]) -> str:
    return ", ".join(name(offer.platform) for offer in offers)


_USUAL = wanted("linux/amd64")

T = TypeVar("T")


def inspect(client: Client, what: Reference, platform: Wanted | None) -> Inspection:
    """Ask for an image, its manifests, one configuration and its end of life.

    Only for the image itself does it raise; what else could not be asked is in `errors`.

    Raises:
        NoMatchError: The image, or that platform of it, is not there.
        UnreachableError: The registry could not be asked.
    """
    found = image(client, what, platform)
    errors = [one for one in found.manifests if isinstance(one, UnreachableError)]
    settings = _tried(lambda: _settings(client, what, found), errors)
    days = _tried(lambda: client.end_of_life(what, found.found.digest), errors)
    return Inspection(
        reference=str(what),
        digest=found.found.digest,
        kind="index" if isinstance(found.found, Index) else "manifest",
        media_type=found.found.media_type,
        offers=tuple(map(_offer, found.offers, found.manifests)),
        settings=settings,
        superseded=None if days is None else tuple(day.isoformat() for day in days),
        errors=tuple(errors),
    )


def _tried(ask: Callable[[], T], errors: list[UnreachableError]) -> T | None:
    """What is told of an image; it may be absent from a mirror that has the image."""
    try:
        return ask()
    except (NoMatchError, UnreachableError) as error:
        errors.append(UnreachableError(str(error)))
        return None


def _offer(offer: OfferedPlatform, manifest: Manifest | DotimgError) -> Offer:
    layers = None if isinstance(manifest, DotimgError) else manifest.layers
    return Offer(
        name(offer.platform),
        *offer.platform,
        digest=offer.digest,
        size=None if layers is None else sum(layer.size for layer in layers),
        layers=None if layers is None else len(layers),
    )


def _settings(client: Client, what: Reference, image: Image) -> Settings | None:
    """Those of the usual platform, of the first where that is not there."""
    there = [
        (offer, manifest)
        for offer, manifest in zip(image.offers, image.manifests, strict=True)
        if isinstance(manifest, Manifest)
    ]
    if not there:
        return None
    usual = [pair for pair in there if _USUAL.fits(pair[0].platform)]
    offer, manifest = (usual or there)[0]
    config = offer.config or client.config(what, manifest)
    return _read(name(offer.platform), config)


def _read(platform: str, config: Config) -> Settings:
    created = config.created.isoformat() if config.created else None
    return Settings(platform, created, config.user, config.ports, config.env, config.labels)
