"""Built images in an archive: of `docker save` or `podman save`, in an OCI layout or its tar file.

Nothing is unpacked. Of a tar file the headers are read once, and then those files that tell of
images, which are small; names are looked up, never followed. In a folder a file counts only where
it really is inside. Formats: OCI image specification, "Image Layout"; docker's `manifest.json`.
"""

import hashlib
import os
import posixpath
import re
import tarfile
from collections.abc import Iterator
from stat import S_ISDIR, S_ISREG
from typing import Protocol

from dotimg.base import documents
from dotimg.base.finder import BaseFinder
from dotimg.base.model import BaseStatement, BuiltImage, ReadImage
from dotimg.errors import InputError, NoMatchError, printable, quoted
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

_MOST_MEMBERS = 200_000
_MOST_BYTES = 4 * 1024 * 1024
_MOST_CONFIG = 1024 * 1024
_MOST_INDEX = 64 * 1024 * 1024  # of a layout of many images
_DEEPEST = 3  # the layout's own index, that of an image, and one between them
_INDEX, _DOCKER = "index.json", "manifest.json"
_NAMES = ("io.containerd.image.name", "org.opencontainers.image.ref.name")
_NAME = re.compile(r"(?:\w[\w.-]*/)*\w[\w.-]*", re.ASCII)
_GZIP = b"\x1f\x8b"


class _Files(Protocol):
    """The files of an archive by their names."""

    def read(self, name: str, limit: int) -> bytes | None:
        """The content of a file; None where there is none.

        Raises:
            InputError: It is too large, cut off, or no plain file.
        """


class _MissingError(LookupError):
    """A blob that the archive does not hold, as of platforms that were not pulled."""


class _Folder:
    """A folder, whose links are not followed: neither that of a file nor of a folder in it."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._plain = {""}  # the folders in it that were looked at

    def read(self, name: str, limit: int) -> bytes | None:
        if not _NAME.fullmatch(name):
            raise _unusable(self._path, f"{quoted(name)} is no name of a file inside it")
        place = os.path.join(self._path, name)
        try:
            kind = os.lstat(place).st_mode
            if not S_ISREG(kind) or not self._is_plain(posixpath.dirname(name)):
                raise _unusable(self._path, f"{quoted(name)} is no plain file inside it")
            with open(place, "rb") as file:
                content = file.read(limit + 1)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise _unusable(self._path, f"{quoted(name)}: {error.strerror}") from error
        if len(content) > limit:
            raise _too_large(self._path, name, limit)
        return content

    def _is_plain(self, folder: str) -> bool:
        """Whether a folder in this one, and each around it, is a folder itself and no link."""
        if folder not in self._plain:
            mode = os.lstat(os.path.join(self._path, folder)).st_mode
            if not S_ISDIR(mode) or not self._is_plain(posixpath.dirname(folder)):
                return False
            self._plain.add(folder)
        return True


class _Tar:
    """A tar file, of which the places of its plain files are known."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._places: dict[str, tuple[int, int]] = {}
        try:
            with open(path, "rb") as file:
                if file.read(len(_GZIP)) == _GZIP:
                    raise InputError(f"{path}: is compressed; unpack it with gunzip first")
            with tarfile.open(path, "r:") as tar:
                self._scan(tar)
        except (tarfile.TarError, EOFError, ValueError, OverflowError, MemoryError) as error:
            raise _unusable(path, f"is no whole tar file: {error}") from error
        except OSError as error:
            raise _unusable(path, f"cannot be read: {error.strerror}") from error

    def _scan(self, tar: tarfile.TarFile) -> None:
        count = 0
        while member := tar.next():
            tar.members = []  # type: ignore[attr-defined]  # it would keep all of them
            count += 1
            if count > _MOST_MEMBERS:
                raise _unusable(self._path, f"has more than {_MOST_MEMBERS:,} entries")
            if member.isreg() and not member.issparse():
                name = member.name.removeprefix("./")
                self._places[name] = member.offset_data, member.size

    def read(self, name: str, limit: int) -> bytes | None:
        if name not in self._places:
            return None
        start, size = self._places[name]
        if size > limit:
            raise _too_large(self._path, name, limit)
        try:
            with open(self._path, "rb") as file:
                file.seek(start)
                content = file.read(size)
        except OSError as error:
            raise _unusable(self._path, f"cannot be read: {error.strerror}") from error
        if len(content) < size:
            raise _unusable(self._path, f"is cut off in {quoted(name)}")
        return content


class Archive:
    """The images of an archive.

    Args:
        path: A folder with an OCI layout, or a tar file.

    Raises:
        InputError: It cannot be read, is damaged, or holds no images.
    """

    def __init__(self, path: str) -> None:
        if not os.path.isfile(path) and not os.path.isdir(path):
            raise _unusable(path, "no such file or folder")
        self._path = path
        self._files: _Files = _Folder(path) if os.path.isdir(path) else _Tar(path)

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
            raise _unusable(self._path, reason) from error
        if not found and choice:
            raise NoMatchError(f"{self._path}: holds no image for {choice}")
        if not found:
            raise _unusable(self._path, "holds no image")

    def _images(self, finder: BaseFinder, choice: PlatformChoice | None) -> Iterator[ReadImage]:
        if (content := self._files.read(_INDEX, _MOST_INDEX)) is not None:
            index = read_manifest(content, OCI_INDEX, "")
            if isinstance(index, Index):
                yield from self._of_layout(index, finder, choice)
        elif (content := self._files.read(_DOCKER, _MOST_INDEX)) is not None:
            yield from self._of_docker(content, choice)
        else:
            raise _unusable(self._path, f"holds neither {_INDEX} nor {_DOCKER}")

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
                raise _unusable(self._path, f"{quoted(name)} is not whole")

    def _platforms(
        self, finder: BaseFinder, member: Descriptor, index: Index, depth: int
    ) -> Iterator[tuple[BuiltImage, OciPlatform]]:
        """The image of a descriptor, or those of the index that it is, each with its platform.

        Platforms that were not pulled are left out.
        """
        if documents.is_attestation(member):
            return
        try:
            found = self._manifest(member)
            if isinstance(found, Index):
                if depth >= _DEEPEST:
                    raise DocumentError("it has an index within an index within an index")
                for one in found.manifests:
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
        content = self._blob(member, _MOST_BYTES)
        return read_manifest(content, member.media_type, member.digest)

    def _attested(self, index: Index, digest: str) -> Iterator[BaseStatement]:
        """The images that went into a build, as BuildKit attested."""
        for member in documents.attestations_of(index, digest):
            try:
                manifest = self._manifest(member)
                if isinstance(manifest, Manifest):
                    for blob in documents.provenance_of(manifest):
                        yield from documents.materials(load(self._blob(blob, _MOST_BYTES)))
            except (_MissingError, DocumentError):
                return

    def _blob(self, descriptor: Descriptor, limit: int) -> bytes:
        algorithm, _, digits = descriptor.digest.partition(":")
        name = f"blobs/{algorithm}/{digits}"
        content = self._files.read(name, limit)
        if content is None:
            raise _MissingError(name)
        if hashlib.new(algorithm, content).hexdigest() != digits:
            raise DocumentError(f"what stands at {name} is something else")
        return content

    def _of_docker(self, content: bytes, choice: PlatformChoice | None) -> Iterator[ReadImage]:
        """The images of docker's own format, whose layers are not compressed."""
        rows = Document({_DOCKER: parse(content)}).rows(_DOCKER)
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


def _unusable(path: str, why: str) -> InputError:
    return InputError(f"{path}: {why}")


def _too_large(path: str, name: str, limit: int) -> InputError:
    return _unusable(path, f"{quoted(name)} is larger than {limit // 1024} KiB")
