"""All that a registry tells of one image, with no question that is not needed for it."""

from collections.abc import Callable
from typing import TypeVar

from dotimg.errors import DotimgError, NoMatchError, UnreachableError
from dotimg.names.reference import Reference
from dotimg.registry import images
from dotimg.registry.client import Client
from dotimg.registry.manifests import Config, Index, Manifest
from dotimg.registry.model import Inspection, Offer, Settings
from dotimg.registry.platforms import Wanted, name, wanted

_USUAL = wanted("linux/amd64")

T = TypeVar("T")


def inspect(client: Client, what: Reference, platform: Wanted | None) -> Inspection:
    """Ask for an image, its manifests, one configuration and its end of life.

    Only for the image itself does it raise; what else could not be asked is in `errors`.

    Raises:
        NoMatchError: The image, or that platform of it, is not there.
        UnreachableError: The registry could not be asked.
    """
    image = images.image(client, what, platform)
    errors = [one for one in image.manifests if isinstance(one, UnreachableError)]
    settings = _tried(lambda: _settings(client, what, image), errors)
    days = _tried(lambda: client.end_of_life(what, image.found.digest), errors)
    return Inspection(
        reference=str(what),
        digest=image.found.digest,
        kind="index" if isinstance(image.found, Index) else "manifest",
        media_type=image.found.media_type,
        offers=tuple(map(_offer, image.offers, image.manifests)),
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


def _offer(offer: images.Offer, manifest: Manifest | DotimgError) -> Offer:
    layers = None if isinstance(manifest, DotimgError) else manifest.layers
    return Offer(
        name(offer.platform),
        *offer.platform,
        digest=offer.digest,
        size=None if layers is None else sum(layer.size for layer in layers),
        layers=None if layers is None else len(layers),
    )


def _settings(client: Client, what: Reference, image: images.Image) -> Settings | None:
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
