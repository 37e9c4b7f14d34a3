"""The client against a real registry server, with skopeo as a second opinion."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dotimg.errors import NoMatchError, UnreachableError
from dotimg.names.reference import Reference, parse
from dotimg.registry import Cache, Index, Manifest, OciPlatform
from tests.real_registry import BASE, REPOSITORY, RealRegistry
from tests.registry_doubles import Connect

TAG = "8.0.11-alpine3.20"


@pytest.fixture
def image(real: RealRegistry) -> Reference:
    return parse(f"{real.host}/{REPOSITORY}:{TAG}")


def skopeo(*arguments: str | Path) -> bytes:
    return subprocess.run(["skopeo", *arguments], check=True, capture_output=True).stdout


def test_tags_are_those_that_were_pushed(
    connect: Connect, real: RealRegistry, image: Reference
) -> None:
    pushed = [tag for tag in real.digests if ":" not in tag]  # the others are of the shop
    assert sorted(connect().tags(image)) == sorted(pushed)


def test_digest_is_what_skopeo_computes(
    connect: Connect, real: RealRegistry, image: Reference, tmp_path: Path
) -> None:
    raw = tmp_path / "raw.json"
    raw.write_bytes(skopeo("inspect", "--raw", "--tls-verify=false", f"docker://{image}"))
    assert connect().digest(image) == real.digests[TAG]
    assert real.digests[TAG] == skopeo("manifest-digest", raw).decode().strip()


def test_index_manifest_and_configuration(connect: Connect, image: Reference) -> None:
    client = connect()
    index = client.manifest(image)
    assert isinstance(index, Index)
    assert [one.platform for one in index.manifests] == [
        OciPlatform("linux", "amd64"),
        OciPlatform("linux", "arm64"),
    ]
    manifest = client.manifest(image.at(index.manifests[1].digest))
    assert isinstance(manifest, Manifest)
    assert manifest.layers[0].digest == BASE.digest
    config = client.config(image, manifest)
    assert config.platform == OciPlatform("linux", "arm64")
    assert config.created == datetime(2024, 11, 12, 18, 9, 31, 123456, UTC)
    assert config.env == {"PATH": "/bin:/usr/bin", "DOTNET_VERSION": "8.0.11", "EMPTY": ""}
    assert config.labels == {"org.opencontainers.image.version": "8.0.11"}


@pytest.mark.parametrize("name", [f"{REPOSITORY}:7.0", "dotnet/sdk:8.0"])
def test_absent_is_absent(connect: Connect, real: RealRegistry, name: str) -> None:
    missing = parse(f"{real.host}/{name}")
    for operation in (connect().digest, connect().manifest):
        with pytest.raises(NoMatchError, match=rf"^{real.host} has no .*_UNKNOWN"):
            operation(missing)


def test_an_absent_repository_has_no_tags(connect: Connect, real: RealRegistry) -> None:
    with pytest.raises(NoMatchError, match="NAME_UNKNOWN"):
        connect().tags(parse(f"{real.host}/dotnet/sdk"))


def test_no_lifecycle_is_known_without_the_referrers_api(
    connect: Connect, real: RealRegistry, image: Reference
) -> None:
    assert connect().end_of_life(image, real.digests[TAG]) == ()


def test_only_what_has_a_digest_is_answered_from_the_cache(
    connect: Connect, real: RealRegistry, image: Reference, tmp_path: Path
) -> None:
    cache = Cache(str(tmp_path / "cache"))
    by_digest = image.at(real.digests[TAG])
    first = connect(cache=cache).manifest(by_digest)
    connect(cache=cache).manifest(image)
    nowhere = connect(cache=cache, timeout=0.0)
    assert nowhere.manifest(by_digest) == first
    for operation in (nowhere.digest, nowhere.manifest, nowhere.tags):
        with pytest.raises(UnreachableError):
            operation(image)
