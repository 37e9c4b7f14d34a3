"""Complete images, platform by platform, with several requests."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from dotimg.errors import DotimgError, NoMatchError, UnreachableError, UsageError
from dotimg.named_tuples import NamedTuple
from dotimg.names.reference import Reference
from dotimg.registry.client import Client
from dotimg.registry.faults import nonsense
from dotimg.registry.manifests import Config, Index, Manifest, OciPlatform
from dotimg.registry.model import ImageSettings, InspectedPlatform, Inspection
from dotimg.registry.parallel import each
from dotimg.registry.platforms import PlatformChoice, name, parse_platform

T = TypeVar("T")

_USUAL = parse_platform("linux/amd64")


class OfferedPlatform(NamedTuple):
    """A platform that an image is for; `config` is there where only it tells the platform."""

    platform: OciPlatform
    digest: str
    config: Config | None


class Image(NamedTuple):
    """An index or manifest; for each platform that it offers the manifest or why there is none."""

    root: Index | Manifest
    offers: list[OfferedPlatform]
    manifests: list[Manifest | DotimgError]


def digest_of(client: Client, reference: Reference, choice: PlatformChoice | None) -> str:
    """The digest that a reference stands for, or that of one of its platforms.

    Raises:
        NoMatchError: The image, or that platform of it, is not there.
        UsageError: Several platforms fit.
        UnreachableError: The registry could not be asked.
    """
    if not choice:
        return client.digest(reference)
    offers = _offers(client, reference, client.manifest(reference), choice)
    by_digest = {offer.digest: offer for offer in offers}
    if len(by_digest) > 1:
        names = _names(by_digest.values())
        raise UsageError(f"{reference} has several platforms that fit, choose from {names}")
    return next(iter(by_digest))


def fetch_image(client: Client, reference: Reference, choice: PlatformChoice | None) -> Image:
    """An image with the manifests of its platforms, or of those that fit the choice.

    No blob is asked for, but the configuration of an image that has no index.

    Raises:
        NoMatchError: The image, or that platform of it, is not there.
        UnreachableError: The registry could not be asked.
    """
    root = client.manifest(reference)
    offers = _offers(client, reference, root, choice)
    if isinstance(root, Manifest):
        return Image(root, offers, [root])

    def manifest(offer: OfferedPlatform) -> Manifest:
        inner = client.manifest(reference.at(offer.digest))
        if isinstance(inner, Index):
            raise nonsense(reference.registry, "an index within an index")
        return inner

    return Image(root, offers, list(each(offers, manifest)))


def inspect(client: Client, reference: Reference, choice: PlatformChoice | None) -> Inspection:
    """Ask for an image, its manifests, one configuration and its end of life.

    Only for the image itself does it raise; what else could not be asked is in `errors`.

    Raises:
        NoMatchError: The image, or that platform of it, is not there.
        UnreachableError: The registry could not be asked.
    """
    image = fetch_image(client, reference, choice)
    digest = image.root.digest
    errors = [one for one in image.manifests if isinstance(one, UnreachableError)]
    settings = _tried(lambda: _settings(client, reference, image), errors)
    days = _tried(lambda: client.end_of_life(reference, digest), errors)
    return Inspection(
        reference=str(reference),
        digest=digest,
        kind="index" if isinstance(image.root, Index) else "manifest",
        media_type=image.root.media_type,
        platforms=tuple(map(_inspected, image.offers, image.manifests)),
        settings=settings,
        superseded=None if days is None else tuple(day.isoformat() for day in days),
        errors=tuple(errors),
    )


def _offers(
    client: Client, reference: Reference, root: Index | Manifest, choice: PlatformChoice | None
) -> list[OfferedPlatform]:
    """The platforms of an image that fit the choice, at least one."""
    if isinstance(root, Manifest):
        config = client.config(reference, root)
        offers = [OfferedPlatform(config.platform, root.digest, config)]
    else:
        offers = [
            OfferedPlatform(one.platform, one.digest, None)
            for one in root.manifests
            if one.platform and one.platform.os != "unknown"  # so build attestations are marked
        ]
    fitting = [offer for offer in offers if not choice or choice.fits(offer.platform)]
    if choice and not fitting:
        others = _names(offers) or "none that it names"
        raise NoMatchError(f"{reference} is not for that platform, but for {others}")
    return fitting


def _names(offers: Iterable[OfferedPlatform]) -> str:
    return ", ".join(name(offer.platform) for offer in offers)


def _tried(ask: Callable[[], T], errors: list[UnreachableError]) -> T | None:
    """What is told of an image; it may be absent from a mirror that has the image."""
    try:
        return ask()
    except (NoMatchError, UnreachableError) as error:
        errors.append(UnreachableError(str(error)))
        return None


def _inspected(offer: OfferedPlatform, manifest: Manifest | DotimgError) -> InspectedPlatform:
    layers = None if isinstance(manifest, DotimgError) else manifest.layers
    digests = () if layers is None else tuple(layer.digest for layer in layers)
    return InspectedPlatform(
        name(offer.platform),
        *offer.platform,
        digest=offer.digest,
        size=None if layers is None else sum(layer.size for layer in layers),
        layers=None if layers is None else len(layers),
        layer_digests=digests,
    )


def _settings(client: Client, reference: Reference, image: Image) -> ImageSettings | None:
    """Those of linux/amd64, of the first platform where that is not there."""
    pairs = [
        (offer, manifest)
        for offer, manifest in zip(image.offers, image.manifests, strict=True)
        if isinstance(manifest, Manifest)
    ]
    if not pairs:
        return None
    usual = [pair for pair in pairs if _USUAL.fits(pair[0].platform)]
    offer, manifest = (usual or pairs)[0]
    config = offer.config or client.config(reference, manifest)
    return ImageSettings(
        platform=name(offer.platform),
        created=config.created.isoformat() if config.created else None,
        user=config.user,
        ports=config.ports,
        env=config.env,
        labels=config.labels,
    )
