"""Built images in an archive: of `docker save` or `podman save`, in an OCI layout or its tar file.

Formats: OCI image specification, "Image Layout"; docker's `manifest.json`.
"""

import hashlib
import os
from collections.abc import Iterator

from dotimg.base import documents
from dotimg.base.archive_files import DOCKER, INDEX, MOST_BYTES, MOST_INDEX, files_of, unusable
from dotimg.base.finder import BaseFinder
from dotimg.base.model import BaseStatement, BuiltImage, ReadImage
from dotimg.errors import NoMatchError, printable, quoted
from dotimg.registry.manifests import (
    OCI_INDEX,
    Descriptor,
    Index,
    Manifest,
    OciPlatform,
    read_config,
    read_manifest,
)
from dotimg.registry.platforms import PlatformChoice
from dotimg.registry.typed_json import Document, DocumentError, load, parse

_MOST_CONFIG = 1024 * 1024
_MOST_MANIFESTS = 50_000  # an index may name one that names others, again and again
_DEEPEST = 3  # the layout's own index, that of an image, and one between them
_NAMES = ("io.containerd.image.name", "org.opencontainers.image.ref.name")


class _MissingError(LookupError):
    """A blob that the archive does not hold, as of platforms that were not pulled."""


class Archive:
    """The images of an archive.

    Args:
        path: A folder with an OCI layout, or a tar file.

    Raises:
        InputError: It cannot be read, is damaged, or holds no images.
    """

    def __init__(self, path: str) -> None:
        if not os.path.isfile(path) and not os.path.isdir(path):
            raise unusable(path, "no such file or folder")
        self._path = path
        self._files = files_of(path)
        self._left = _MOST_MANIFESTS

    def images(self, finder: BaseFinder, choice: PlatformChoice | None) -> Iterator[ReadImage]:
        """The images, each for those of its platforms that are there and fit the choice.

        Raises:
            InputError: The archive is damaged, or holds no image.
            NoMatchError: It holds none for that platform.
        """
        found = False
        try:
            for image in self._images(finder, choice):
                found = True
                yield image
        except DocumentError as error:
            reason = str(error).replace("it sent", "it holds")  # as one says of a server
            raise unusable(self._path, reason) from error
        if not found and choice:
            raise NoMatchError(f"{self._path}: holds no image for {choice}")
        if not found:
            raise unusable(self._path, "holds no image")

    def _images(self, finder: BaseFinder, choice: PlatformChoice | None) -> Iterator[ReadImage]:
        if (content := self._files.read(INDEX, MOST_INDEX)) is not None:
            index = read_manifest(content, OCI_INDEX, "")
            if isinstance(index, Index):
                yield from self._of_layout(index, finder, choice)
        elif (content := self._files.read(DOCKER, MOST_INDEX)) is not None:
            yield from self._of_docker(content, choice)
        else:
            raise unusable(self._path, f"holds neither {INDEX} nor {DOCKER}")

    def _of_layout(
        self, index: Index, finder: BaseFinder, choice: PlatformChoice | None
    ) -> Iterator[ReadImage]:
        for number, member in enumerate(index.manifests, start=1):
            names = (member.annotations.get(key) for key in _NAMES)
            name = next(filter(None, names), f"image {number}")
            images = tuple(self._platforms(finder, member, index, 1))
            fitting = tuple(image for image, own in images if not choice or choice.fits(own))
            if fitting:
                yield ReadImage(f"{self._path}: {name}", fitting)
            elif not images and not documents.is_attestation(member):
                raise unusable(self._path, f"{quoted(name)} is incomplete")

    def _platforms(
        self, finder: BaseFinder, member: Descriptor, index: Index, depth: int
    ) -> Iterator[tuple[BuiltImage, OciPlatform]]:
        """The image of a descriptor, or those of the index that it is, each with its platform.

        Platforms that were not pulled are left out.
        """
        if documents.is_attestation(member):
            return
        self._left -= 1
        if self._left < 0:
            raise DocumentError(f"it names more than {_MOST_MANIFESTS:,} manifests")
        try:
            found = self._manifest(member)
            if isinstance(found, Index):
                if depth >= _DEEPEST:
                    raise DocumentError("it has an index within an index within an index")
                # What it names twice is one.
                for one in {(one.digest, one.platform): one for one in found.manifests}.values():
                    yield from self._platforms(finder, one, found, depth + 1)
                return
            config = read_config(self._blob(found.config, _MOST_CONFIG))
        except _MissingError:
            return
        platform = member.platform or config.platform
        built = documents.of_manifest(found, config, platform)
        if finder.is_ambiguous(built):
            built = built._replace(attested=tuple(self._attested(index, found.digest)))
        yield built, platform

    def _manifest(self, member: Descriptor) -> Index | Manifest:
        content = self._blob(member, MOST_BYTES)
        return read_manifest(content, member.media_type, member.digest)

    def _attested(self, index: Index, digest: str) -> Iterator[BaseStatement]:
        """The images that went into a build, as BuildKit attested."""
        for member in documents.attestations_of(index, digest):
            try:
                manifest = self._manifest(member)
                if isinstance(manifest, Manifest):
                    for blob in documents.provenance_of(manifest):
                        yield from documents.materials(load(self._blob(blob, MOST_BYTES)))
            except (_MissingError, DocumentError):
                return

    def _blob(self, descriptor: Descriptor, limit: int) -> bytes:
        algorithm, _, digits = descriptor.digest.partition(":")
        name = f"blobs/{algorithm}/{digits}"
        content = self._files.read(name, limit)
        if content is None:
            raise _MissingError(name)
        if hashlib.new(algorithm, content).hexdigest() != digits:
            raise DocumentError(f"the content of {name} does not match its digest")
        return content

    def _of_docker(self, content: bytes, choice: PlatformChoice | None) -> Iterator[ReadImage]:
        """The images of docker's own format, whose layers are not compressed."""
        rows = Document({DOCKER: parse(content)}).rows(DOCKER)
        for number, row in enumerate(rows, start=1):
            place = row.shown("Config")
            body = self._files.read(place, _MOST_CONFIG)
            if body is None:
                raise DocumentError(f"it has no {quoted(place)}")
            config = read_config(body)
            if not choice or choice.fits(config.platform):
                name = printable(next(iter(row.texts("RepoTags")), f"image {number}"))
                built = documents.of_config(config, tuple(row.texts("Layers")))
                yield ReadImage(f"{self._path}: {name}", (built,))
