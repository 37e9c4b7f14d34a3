"""Typed reading of indexes, manifests and configurations.

Formats: OCI image specification ("Image Index", "Image Manifest", "Image Configuration") and
docker's "Image Manifest Version 2, Schema 2", which has the same fields. Texts are printable.
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime

from dotimg.errors import printable, quoted
from dotimg.named_tuples import NamedTuple
from dotimg.names.reference import is_digest
from dotimg.registry.answers import Answer
from dotimg.registry.typed_json import Document, DocumentError, load

OCI_INDEX = "application/vnd.oci.image.index.v1+json"
OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
_DIGEST_HEADER = "docker-content-digest"
ACCEPTED = f"{OCI_INDEX}, {OCI_MANIFEST}, {DOCKER_LIST}, {DOCKER_MANIFEST}"


class OciPlatform(NamedTuple):
    """What an image runs on, in the registry's words; "" where it says nothing."""

    os: str
    architecture: str
    variant: str = ""
    os_version: str = ""


class Descriptor(NamedTuple):
    """A pointer to content: its type, digest and size in bytes.

    `platform` is None outside an index, and in one for what runs nowhere.
    """

    media_type: str
    digest: str
    size: int
    platform: OciPlatform | None
    artifact_type: str
    annotations: Mapping[str, str]


class Index(NamedTuple):
    """A multi-platform image: its own digest, type and size in bytes, and one manifest each."""

    digest: str
    media_type: str
    size: int
    manifests: tuple[Descriptor, ...]
    annotations: Mapping[str, str]


class Manifest(NamedTuple):
    """An image for one platform: its own digest, type and size in bytes, and its parts.

    The sizes of the layers are the compressed bytes that are pulled.
    """

    digest: str
    media_type: str
    size: int
    config: Descriptor
    layers: tuple[Descriptor, ...]
    annotations: Mapping[str, str]


class Config(NamedTuple):
    """What an image says of itself; `created` is in UTC, None where it does not say.

    `user` is who it runs as, "" for root; `ports` are what it declares, as `8080/tcp`; `command` is
    what it runs, `history` are the steps that made it, the oldest first.
    """

    created: datetime | None
    platform: OciPlatform
    env: Mapping[str, str]
    labels: Mapping[str, str]
    user: str
    ports: tuple[str, ...]
    command: tuple[str, ...] = ()
    history: tuple[str, ...] = ()


def read_manifest(body: bytes, content_type: str, digest: str) -> Index | Manifest:
    """An index or a manifest.

    Args:
        body: The document.
        content_type: The header it came with; it must agree with the document
            (distribution specification, "Pulling manifests").
        digest: The digest of the body.

    Raises:
        DocumentError: It is of another type, or its fields are not what they should be.
    """
    media_type = content_type.partition(";")[0].strip().lower()
    document = load(body)
    if (document.shown("mediaType") or media_type) != media_type:
        raise DocumentError("the document and its Content-Type disagree")
    notes = document.pairs("annotations")
    if media_type in (OCI_INDEX, DOCKER_LIST):
        members = _descriptors(document, "manifests")
        return Index(digest, media_type, len(body), members, notes)
    if media_type in (OCI_MANIFEST, DOCKER_MANIFEST):
        config = _descriptor(document.row("config"))
        layers = _descriptors(document, "layers")
        return Manifest(digest, media_type, len(body), config, layers, notes)
    raise DocumentError(f"the type {quoted(media_type)} is not an image index or manifest")


def read_index(body: bytes, content_type: str, digest: str) -> Index:
    """An index, as `read_manifest`, and nothing else.

    Raises:
        DocumentError: It is none.
    """
    document = read_manifest(body, content_type, digest)
    if not isinstance(document, Index):
        raise DocumentError("it sent a manifest where a list belongs")
    return document


def read_config(body: bytes) -> Config:
    """An image configuration.

    Raises:
        DocumentError: Its fields are not what they should be.
    """
    document = load(body)
    inner = document.row("config")
    env = (printable(entry).partition("=") for entry in inner.texts("Env"))
    return Config(
        created=_moment(document.shown("created")),
        platform=_platform(document),
        env={name: value for name, _, value in env},
        labels=inner.pairs("Labels"),
        user=inner.shown("User"),
        ports=tuple(sorted(printable(port) for port in inner.row("ExposedPorts").fields)),
        command=command_of(inner),
        history=tuple(step.shown("created_by") for step in document.rows("history")),
    )


def command_of(settings: Document) -> tuple[str, ...]:
    """What the process settings of an image run, word by word."""
    words = (*settings.texts("Entrypoint"), *settings.texts("Cmd"))
    return tuple(map(printable, words))


def _descriptors(document: Document, key: str) -> tuple[Descriptor, ...]:
    """The descriptors in a list that has to be there (OCI image specification)."""
    if not document.has(key):
        raise DocumentError(f"it has no '{key}'")
    return tuple(_descriptor(item) for item in document.rows(key))


def _descriptor(document: Document) -> Descriptor:
    digest = document.shown("digest")
    if not is_digest(digest):
        raise DocumentError(f"{quoted(digest)} is not a digest")
    platform = document.row("platform")
    return Descriptor(
        media_type=document.shown("mediaType"),
        digest=digest,
        size=document.number("size", "a size"),
        platform=_platform(platform) if platform.fields else None,
        artifact_type=document.shown("artifactType"),
        annotations=document.pairs("annotations"),
    )


def _platform(document: Document) -> OciPlatform:
    keys = ("os", "architecture", "variant", "os.version")
    return OciPlatform(*(document.shown(key) for key in keys))


def _moment(word: str) -> datetime | None:
    """A moment in UTC, which is also what one without a zone is taken for."""
    if not word:
        return None
    try:
        moment = datetime.fromisoformat(word)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (OverflowError, ValueError):
        raise DocumentError(f"{quoted(word)} is not a point in time") from None


def verified(answer: Answer, expected: str | None) -> str:
    """The digest of a body: that which was asked for, else that of the header, else its sha256.

    Raises:
        DocumentError: It is another, or another than the header tells.
    """
    claim = answer.headers.get(_DIGEST_HEADER, "")
    if claim and not is_digest(claim):
        raise DocumentError(f"{quoted(claim)} is not a digest")
    for stated in filter(None, (expected, claim)):
        if stated != _digest(answer.body, stated.partition(":")[0]):
            raise DocumentError(f"what it sent is not {stated}")
    return expected or claim or _digest(answer.body, "sha256")


def _digest(body: bytes, algorithm: str) -> str:
    return f"{algorithm}:{hashlib.new(algorithm, body).hexdigest()}"
