"""Built images from the documents that describe them.

Formats: manifests and configurations of the OCI image specification and of docker, what `docker
image inspect` prints, and the provenance that BuildKit attests (in-toto statements, SLSA 0.2 and
1). Sources: opencontainers/image-spec `annotations.md` for the names of base annotations,
docker/buildx' attestation storage for the annotations of attestation manifests.
"""

from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from dotimg.base.model import BaseStatement, BuiltImage, How
from dotimg.errors import printable
from dotimg.names.reference import is_digest
from dotimg.registry.manifests import (
    Config,
    Descriptor,
    Index,
    Manifest,
    OciPlatform,
    command_of,
)
from dotimg.registry.platforms import name as platform_name
from dotimg.registry.typed_json import Document, DocumentError

ATTESTED = "vnd.docker.reference.digest"
PROVENANCE = "https://slsa.dev/provenance/"

_PREDICATE = "in-toto.io/predicate-type"
_REFERENCE_TYPE = "vnd.docker.reference.type"
_ATTESTATION = "attestation-manifest"
_PACKAGE = "pkg:docker/"
_UNCOMPRESSED = ".tar"


def of_manifest(
    manifest: Manifest, config: Config | None, platform: OciPlatform | None = None
) -> BuiltImage:
    """An image from its manifest, and its configuration where that could be had."""
    told = platform or (config.platform if config else OciPlatform("", ""))
    built = BuiltImage(
        platform=platform_name(told),
        digests=(manifest.digest,),
        layers=tuple(layer.digest for layer in manifest.layers),
        compressed=not any(_is_uncompressed(layer) for layer in manifest.layers),
        architecture=told.architecture,
        annotations=manifest.annotations,
    )
    if not config:
        return built
    return built._replace(
        created=_moment(config),
        env=config.env,
        labels=config.labels,
        command=config.command,
        history=config.history,
    )


def of_config(config: Config, layers: tuple[str, ...]) -> BuiltImage:
    """An image of docker's own archives, which have no manifest of a registry."""
    return BuiltImage(
        platform=platform_name(config.platform),
        layers=layers,
        compressed=False,
        architecture=config.platform.architecture,
        created=_moment(config),
        env=config.env,
        labels=config.labels,
        command=config.command,
        history=config.history,
    )


def attestations_of(index: Index, digest: str) -> Iterator[Descriptor]:
    """The manifests of an index that attest how the image of a digest was built."""
    for one in index.manifests:
        notes = one.annotations
        if notes.get(_REFERENCE_TYPE) == _ATTESTATION and notes.get(ATTESTED) == digest:
            yield one


def is_attestation(member: Descriptor) -> bool:
    """Whether a member of an index is not an image, but tells how one was built."""
    nowhere = member.platform is not None and member.platform.os == "unknown"
    return member.annotations.get(_REFERENCE_TYPE) == _ATTESTATION or nowhere


def provenance_of(manifest: Manifest) -> Iterator[Descriptor]:
    """The blobs of an attestation manifest that hold provenance."""
    for layer in manifest.layers:
        if layer.annotations.get(_PREDICATE, "").startswith(PROVENANCE):
            yield layer


def materials(statement: Document) -> Iterator[BaseStatement]:
    """The images that a provenance statement names as what went into the build.

    Raises:
        DocumentError: Its fields are not what they should be.
    """
    predicate = statement.row("predicate")
    build = predicate.row("buildDefinition")
    for one in (*predicate.rows("materials"), *build.rows("resolvedDependencies")):
        address, digest = one.shown("uri"), f"sha256:{one.row('digest').shown('sha256')}"
        if address.startswith(_PACKAGE) and is_digest(digest):
            package = unquote(address.removeprefix(_PACKAGE).partition("?")[0])
            yield BaseStatement("attestation", package.partition("@")[0], digest)


def of_daemon(document: Document) -> tuple[str, BuiltImage]:
    """An image as `docker image inspect` or `podman image inspect` prints it, with its name.

    Raises:
        DocumentError: Its fields are not what they should be.
    """
    settings = document.row("Config")
    digests = [one.rpartition("@")[2] for one in document.texts("RepoDigests")]
    own = document.shown("Digest")  # podman's
    names = [printable(name) for name in document.texts("RepoTags")]
    env = (printable(entry).partition("=") for entry in settings.texts("Env"))
    platform = OciPlatform(
        *(document.shown(key) for key in ("Os", "Architecture", "Variant", "OsVersion"))
    )
    if not document.has("RootFS") and not document.has("Config"):
        raise DocumentError("it is not what 'docker image inspect' prints")
    built = BuiltImage(
        platform=platform_name(platform),
        digests=tuple(one for one in dict.fromkeys([*digests, own]) if is_digest(one)),
        layers=tuple(printable(layer) for layer in document.row("RootFS").texts("Layers")),
        compressed=False,
        architecture=platform.architecture,
        created=document.shown("Created"),
        env={name: value for name, _, value in env},
        labels=settings.pairs("Labels"),
        command=command_of(settings),
        annotations=document.pairs("Annotations"),
    )
    return next(iter(names), document.shown("Id")), built


def stated(image: BuiltImage) -> Iterator[BaseStatement]:
    """What an image says itself that it is built on."""
    yield from _stated("annotations", image.annotations)
    yield from _stated("labels", image.labels)


def _stated(how: How, told: Mapping[str, str]) -> Iterator[BaseStatement]:
    name, digest = (
        told.get(f"org.opencontainers.image.base.{what}", "").strip() for what in ("name", "digest")
    )
    if "@" in name and not digest:
        digest = name.partition("@")[2]
    if name or digest:
        yield BaseStatement(how, name, digest if is_digest(digest) else "")


def _moment(config: Config) -> str:
    return config.created.isoformat() if config.created else ""


def _is_uncompressed(layer: Descriptor) -> bool:
    return layer.media_type.endswith(_UNCOMPRESSED)
