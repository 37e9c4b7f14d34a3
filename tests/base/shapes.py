"""Images as builders write them, upon real official images, whose layers `rows.jsonl` holds."""

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from dotimg.base import documents
from dotimg.base.model import BuiltImage
from dotimg.registry.manifests import (
    DOCKER_MANIFEST,
    OCI_INDEX,
    OCI_MANIFEST,
    Manifest,
    read_config,
    read_manifest,
)
from tests.registry_doubles import Blob, document

Json = dict[str, Any]

EMPTY = f"sha256:{'4f4fb700ef54461cfa02':0<64}"  # as `rows` ends the others
_OCI_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
_DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip"
_OCI_CONFIG = "application/vnd.oci.image.config.v1+json"
_DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json"
_NAME, _DIGEST = (f"org.opencontainers.image.base.{word}" for word in ("name", "digest"))


class Row(NamedTuple):
    """A real official image for one platform; `layers` are digests whose end is made up."""

    repository: str
    digest: str
    os: str
    architecture: str
    layers: tuple[str, ...]


def rows() -> list[Row]:
    lines = (Path(__file__).parent / "rows.jsonl").read_text("utf-8").splitlines()
    return [_row(**json.loads(line)) for line in lines]


def _row(layers: list[str], **more: str) -> Row:
    return Row(layers=tuple(f"sha256:{layer:0<64}" for layer in layers), **more)


def layer(text: str) -> str:
    """The digest of a layer of somebody's own."""
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def own_layers(count: int) -> list[str]:
    """Layers of an app; every second is one that changed no file."""
    return [EMPTY if number % 2 else layer(f"app {number}") for number in range(count)]


class Built(NamedTuple):
    """A manifest and its configuration."""

    manifest: Blob
    config: Blob

    def read(self) -> BuiltImage:
        found = read_manifest(self.manifest.body, self.manifest.media_type, self.manifest.digest)
        assert isinstance(found, Manifest)
        return documents.of_manifest(found, read_config(self.config.body))


def build(
    row: Row,
    layers: list[str],
    *,
    oci: bool = True,
    config: Json | None = None,
    annotations: dict[str, str] | None = None,
    **more: object,
) -> Built:
    """An image of all these layers; `config` is what its process gets, `more` stands besides."""
    settings = document(
        _OCI_CONFIG if oci else _DOCKER_CONFIG,
        {
            "architecture": row.architecture,
            "os": row.os,
            "created": "2026-08-01T10:00:00Z",
            "config": {"Env": ["PATH=/usr/bin"], **(config or {})},
            "rootfs": {"type": "layers", "diff_ids": [layer(f"diff {one}") for one in layers]},
            **more,
        },
    )
    kind = _OCI_LAYER if oci else _DOCKER_LAYER
    content = {
        "schemaVersion": 2,
        "mediaType": OCI_MANIFEST if oci else DOCKER_MANIFEST,
        "config": settings.descriptor(),
        "layers": [{"mediaType": kind, "digest": one, "size": 7} for one in layers],
        **({"annotations": annotations} if annotations else {}),
    }
    return Built(document(OCI_MANIFEST if oci else DOCKER_MANIFEST, content), settings)


def docker(row: Row, count: int) -> Built:
    layers = [*row.layers, *own_layers(count)]
    history = [{"created_by": "/bin/sh -c #(nop) COPY dir:1 in /app"}]
    return build(row, layers, oci=False, container="c0ffee", docker_version="24.0.7",
                 history=history)  # fmt: skip


def buildkit(row: Row, count: int) -> Built:
    history = [{"created_by": "WORKDIR /app", "comment": "buildkit.dockerfile.v0"}]
    return build(row, [*row.layers, *own_layers(count)], history=history)


def buildah(row: Row, count: int) -> Built:
    stated = {_NAME: _tag_of(row), _DIGEST: row.digest}
    labels = {"io.buildah.version": "1.37.3"}
    layers = [*row.layers, *own_layers(count)]
    return build(row, layers, annotations=stated, config={"Labels": labels})


def kaniko(row: Row, count: int) -> Built:
    layers = [*row.layers, *own_layers(count)]
    return build(row, layers, oci=False, author="kaniko", config={"Image": layer("before")})


def dotnet_sdk(row: Row, count: int) -> Built:
    labels = {
        "net.dot.runtime.majorminor": "8.0",
        "net.dot.sdk.version": "8.0.404",
        "org.opencontainers.image.created": "2026-08-01T10:00:00.0000000Z",
        _NAME: f"{_tag_of(row)}@{row.digest}" if count % 2 else _tag_of(row),
        _DIGEST: row.digest,
    }
    layers = [*row.layers, *own_layers(count)]
    return build(row, layers, oci=count > 1, config={"Labels": labels})


def ko(row: Row, count: int) -> Built:
    stated = {_NAME: f"{row.repository}:8.0", _DIGEST: row.digest}
    layers = [*row.layers, *own_layers(count)]
    return build(row, layers, annotations=stated, author="github.com/ko-build/ko")


TOOLS: dict[str, Callable[[Row, int], Built]] = {
    one.__name__: one for one in (docker, buildkit, buildah, kaniko, dotnet_sdk, ko)
}


def _tag_of(row: Row) -> str:
    return f"{row.repository}:8.0"


def provenance(*digests: str, slsa: str = "v0.2") -> Blob:
    """An attestation of BuildKit: the images that went into a build."""
    named = [
        {
            "uri": "pkg:docker/mcr.microsoft.com/dotnet/runtime-deps@8.0?platform=linux%2Famd64",
            "digest": {"sha256": digest.removeprefix("sha256:")},
        }
        for digest in digests
    ]
    of_version = {
        "v0.2": {"materials": named},
        "v1": {"buildDefinition": {"resolvedDependencies": named}},
    }
    return document(
        "application/vnd.in-toto+json",
        {"predicateType": f"https://slsa.dev/provenance/{slsa}", "predicate": of_version[slsa]},
    )


def attestation(statement: Blob) -> Blob:
    """The manifest of an attestation."""
    notes = {"in-toto.io/predicate-type": "https://slsa.dev/provenance/v0.2"}
    content = {
        "schemaVersion": 2,
        "mediaType": OCI_MANIFEST,
        "config": document(_OCI_CONFIG, {"os": "unknown"}).descriptor(),
        "layers": [statement.descriptor(annotations=notes)],
    }
    return document(OCI_MANIFEST, content)


def index(members: list[Json]) -> Blob:
    content = {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": members}
    return document(OCI_INDEX, content)


def stated(row: Row) -> dict[str, str]:
    """The annotations of an image that is said to be built on a row."""
    return {_NAME: _tag_of(row), _DIGEST: row.digest}


def elsewhere(manifest: Blob, *own: str) -> Blob:
    """The manifest, with all layers but own ones at an address that no registry looks at.

    So it takes layers that nobody has here (docker's "Image Manifest Version 2, Schema 2", `urls`).
    """
    content = json.loads(manifest.body)
    for one in content["layers"]:
        if one["digest"] not in own:
            one["mediaType"] = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"
            one["urls"] = ["https://mcr.example/"]
    return document(manifest.media_type, content)


def attested_member(manifest: Blob, image: Blob) -> Json:
    notes = {
        "vnd.docker.reference.type": "attestation-manifest",
        "vnd.docker.reference.digest": image.digest,
    }
    unknown = {"os": "unknown", "architecture": "unknown"}
    return manifest.descriptor(platform=unknown, annotations=notes)


def layout(folder: Path, members: list[Json], blobs: Iterator[Blob] | list[Blob]) -> Path:
    """An OCI layout in a folder."""
    place = folder / "blobs" / "sha256"
    place.mkdir(parents=True, exist_ok=True)
    for blob in blobs:
        (place / blob.digest.partition(":")[2]).write_bytes(blob.body)
    (folder / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    (folder / "index.json").write_bytes(index(members).body)
    return folder
