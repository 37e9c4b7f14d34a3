"""Images from a registry.

Requests at most one index, and for each platform one manifest and one configuration; also the
provenance of BuildKit if the layers fit several bases.
"""

from collections.abc import Iterator

from dotimg.base import documents
from dotimg.base.finder import BaseFinder
from dotimg.base.model import BaseStatement, BuiltImage, ReadImage
from dotimg.errors import DotimgError, NoMatchError, UnreachableError, printable
from dotimg.names.reference import Reference
from dotimg.registry import Client, Config, Index, Manifest, each
from dotimg.registry.images import OfferedPlatform, fetch_image
from dotimg.registry.platforms import PlatformChoice
from dotimg.registry.platforms import name as platform_name
from dotimg.registry.typed_json import DocumentError


def read(
    client: Client,
    finder: BaseFinder,
    name: str,
    reference: Reference,
    choice: PlatformChoice | None,
) -> ReadImage:
    """An image in a registry, for each of its platforms that fits the choice.

    Raises:
        NoMatchError: The image, or that platform of it, is not there.
        UnreachableError: The registry could not be asked.
    """
    image = fetch_image(client, reference, choice)
    pairs = list(zip(image.offers, image.manifests, strict=True))
    configs = each(pairs, lambda pair: _config(client, reference, *pair))
    errors: list[DotimgError] = []
    images = []
    for (offer, manifest), config in zip(pairs, configs, strict=True):
        if isinstance(manifest, DotimgError):
            errors += [manifest] if isinstance(manifest, UnreachableError) else []
            missing = f"not read: {printable(str(manifest))}"
            images.append(BuiltImage(platform_name(offer.platform), missing=missing))
            continue
        if isinstance(config, DotimgError):  # absent: a registry that has half an image
            errors.append(UnreachableError(str(config)))
        told = config if isinstance(config, Config) else None
        built = documents.of_manifest(manifest, told, offer.platform)
        if isinstance(image.root, Index):
            built = built._replace(annotations={**image.root.annotations, **built.annotations})
            if finder.is_ambiguous(built):
                attested = tuple(_attested(client, reference, image.root, manifest.digest))
                built = built._replace(attested=attested)
        images.append(built)
    return ReadImage(name, tuple(images), tuple(errors))


def _config(
    client: Client, reference: Reference, offer: OfferedPlatform, manifest: Manifest | DotimgError
) -> Config | None:
    if offer.config or isinstance(manifest, DotimgError):
        return offer.config
    return client.config(reference, manifest)


def _attested(
    client: Client, reference: Reference, index: Index, digest: str
) -> Iterator[BaseStatement]:
    """The images that went into a build, as BuildKit attested; none where that cannot be had."""
    try:
        for member in documents.attestations_of(index, digest):
            manifest = client.manifest(reference.at(member.digest))
            if isinstance(manifest, Manifest):
                for blob in documents.provenance_of(manifest):
                    yield from documents.materials(client.statement(reference, blob))
    except (NoMatchError, UnreachableError, DocumentError):
        return
