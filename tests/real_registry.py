"""Debian's docker-registry on a free loopback port, filled over its own API."""

import gzip
import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import requests

from dotimg.registry.manifests import DOCKER_LIST
from tests.base.shapes import build, elsewhere, rows, stated
from tests.registry_doubles import Blob, config, index, layer, manifest

_CONFIG = """\
version: 0.1
log: {{level: error, accesslog: {{disabled: true}}}}
storage:
  filesystem: {{rootdirectory: {folder}}}
  redirect: {{disable: true}}
http: {{addr: "127.0.0.1:{port}"}}
"""

BASE = layer(b"a base that images share")
REPOSITORY = "dotnet/aspnet"
SHOP = "shop/web"
PACKED = layer(gzip.compress(b"a base that is packed", mtime=0))  # which copies leave as it is


def _image(architecture: str, *layers: Blob) -> tuple[Blob, Blob, tuple[Blob, ...]]:
    settings = config(architecture)
    return manifest(settings, BASE, *layers), settings, (BASE, *layers)


class RealRegistry(NamedTuple):
    """Where it is, and the digest of every tag that was pushed."""

    host: str
    digests: dict[str, str]

    def move(self, tag: str, digest: str) -> None:
        """Let a tag name another of the images that were pushed."""
        url = f"http://{self.host}/v2/{REPOSITORY}"
        headers = {"Accept": DOCKER_LIST}
        found = requests.get(f"{url}/manifests/{digest}", headers=headers, timeout=5)
        _push_manifest(url, tag, Blob(DOCKER_LIST, found.content))


@contextmanager
def start(folder: Path) -> Iterator[RealRegistry]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = folder / "config.yml"
    settings.write_text(_CONFIG.format(folder=folder / "storage", port=port))
    log = (folder / "log").open("wb")
    with (
        log,
        subprocess.Popen(["docker-registry", "serve", settings], stdout=log, stderr=log) as process,
    ):
        try:
            host = f"127.0.0.1:{port}"
            _wait(host)
            digests = _fill(f"http://{host}/v2/{REPOSITORY}")
            yield RealRegistry(host, digests | _fill_shop(f"http://{host}/v2/{SHOP}"))
        finally:
            process.terminate()


def _wait(host: str) -> None:
    for _ in range(200):
        try:
            requests.get(f"http://{host}/v2/", timeout=5).raise_for_status()
        except requests.ConnectionError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(host)


def _fill(url: str) -> dict[str, str]:
    digests = {}
    for tag in ("8.0", "8.0.11-alpine3.20", "10.0-noble-chiseled"):
        images = {name: _image(name, layer(tag.encode())) for name in ("amd64", "arm64")}
        for image, settings, layers in images.values():
            for blob in (settings, *layers):
                _push_blob(url, blob)
            _push_manifest(url, image.digest, image)
        whole = index({name: image for name, (image, _, _) in images.items()})
        _push_manifest(url, tag, whole)
        digests[tag] = whole.digest
    return digests


def _fill_shop(url: str) -> dict[str, str]:
    """Images upon real official ones, whose layers stand elsewhere as far as the registry knows."""
    old, old_arm, new = rows()[:3]
    images = {
        "1.4": [build(row, [*row.layers, layer(b"shop").digest]) for row in (old, old_arm)],
        "2.0": [build(new, [*new.layers, layer(b"shop").digest])],
        "squashed": [
            build(new, [layer(b"shop").digest], config={"Env": ["ASPNET_VERSION=8.0.11"]})
        ],
        "other": [build(new, [layer(b"shop").digest])],
        "packed": [build(old, [PACKED.digest, layer(b"shop").digest])],
        "lie": [build(old, [*old.layers, layer(b"shop").digest], annotations=stated(new))],
    }
    _push_blob(url, layer(b"shop"))
    _push_blob(url, PACKED)
    digests = {}
    for tag, built in images.items():
        members = {}
        for image in built:
            _push_blob(url, image.config)
            manifest = elsewhere(image.manifest, PACKED.digest, layer(b"shop").digest)
            _push_manifest(url, manifest.digest, manifest)
            members[json.loads(image.config.body)["architecture"]] = manifest
        whole = index(members) if len(members) > 1 else next(iter(members.values()))
        _push_manifest(url, tag, whole)
        digests[f"{SHOP}:{tag}"] = whole.digest
    return digests


def _push_blob(url: str, blob: Blob) -> None:
    upload = requests.post(f"{url}/blobs/uploads/", timeout=5)
    upload.raise_for_status()
    where = {"digest": blob.digest}
    requests.put(
        upload.headers["Location"], params=where, data=blob.body, timeout=5
    ).raise_for_status()


def _push_manifest(url: str, name: str, blob: Blob) -> None:
    headers = {"Content-Type": blob.media_type}
    target = f"{url}/manifests/{name}"
    requests.put(target, data=blob.body, headers=headers, timeout=5).raise_for_status()
