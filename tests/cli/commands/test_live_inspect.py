"""`dotimg inspect`, on a real registry and on scripted ones."""

import json

import pytest
from pytest_httpserver import HTTPServer

from tests.cli.conftest import Run
from tests.real_registry import REPOSITORY, SHOP, RealRegistry
from tests.registry_doubles import (
    Blob,
    asked,
    config,
    document,
    index,
    layer,
    manifest,
    publish,
    refuse,
)

pytestmark = pytest.mark.usefixtures("stranger")

OCI_INDEX = "application/vnd.oci.image.index.v1+json"
LIFECYCLE = "application/vnd.microsoft.artifact.lifecycle"
REPLACED = "vnd.microsoft.artifact.lifecycle.end-of-life.date"


class Published:
    """A scripted `dotnet/aspnet:10.0` for two platforms."""

    def __init__(self, server: HTTPServer, host: str) -> None:
        self.server = server
        self.place = f"{host}/dotnet/aspnet:10.0"
        self.configs = {name: config(name) for name in ("arm64", "amd64")}
        self.images = {
            name: manifest(self.configs[name], layer(b"base"), layer(name.encode()))
            for name in self.configs
        }
        self.index = index(self.images)

    def serve(self) -> None:
        publish(self.server, "dotnet/aspnet", "10.0", self.index)
        for name, image in self.images.items():
            publish(self.server, "dotnet/aspnet", name, image)
            blob = self.configs[name]
            path = f"/v2/dotnet/aspnet/blobs/{blob.digest}"
            self.server.expect_request(path).respond_with_data(blob.body)
        self.referrers()

    def referrers(self, *notes: dict[str, str]) -> None:
        members = [
            {**Blob("x", b"").descriptor(), "artifactType": LIFECYCLE, "annotations": note}
            for note in notes
        ]
        content = {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": members}
        path = f"/v2/dotnet/aspnet/referrers/{self.index.digest}"
        self.server.expect_request(path).respond_with_data(
            document(OCI_INDEX, content).body, content_type=OCI_INDEX
        )


@pytest.fixture
def image(server: HTTPServer, host: str) -> Published:
    return Published(server, host)


def test_a_real_index(dotimg: Run, real: RealRegistry) -> None:
    result = dotimg("inspect", f"{real.host}/{REPOSITORY}:8.0", "--registry", real.host)
    assert result.code == 0
    lines = result.out.splitlines()
    assert lines[:2] == [f"{real.host}/{REPOSITORY}:8.0", f"  {real.digests['8.0']}"]
    assert "  support     ends-soon (support of .NET 8.0 ends 2026-11-10)" in lines
    assert "  DOTNET_VERSION=8.0.11" in lines
    assert "  created     2024-11-12 18:09 UTC" in lines
    assert all(len(line) <= 80 for line in lines)


def test_no_blob_but_one_configuration(dotimg: Run, image: Published) -> None:
    image.serve()
    assert dotimg("inspect", image.place).code == 0
    path = "GET /v2/dotnet/aspnet"
    assert asked(image.server)[0] == f"{path}/manifests/10.0"
    assert sorted(asked(image.server)[1:3]) == sorted(
        f"{path}/manifests/{one.digest}" for one in image.images.values()
    )
    assert asked(image.server)[3:] == [
        f"{path}/blobs/{image.configs['amd64'].digest}",
        f"{path}/referrers/{image.index.digest}",
    ]


def test_a_second_run_asks_only_what_may_have_changed(dotimg: Run, image: Published) -> None:
    image.serve()
    first = dotimg("inspect", image.place)
    image.server.log.clear()
    assert dotimg("inspect", image.place) == first
    assert asked(image.server) == [
        "GET /v2/dotnet/aspnet/manifests/10.0",
        f"GET /v2/dotnet/aspnet/referrers/{image.index.digest}",
    ]


def test_of_a_platform_nothing_else_is_asked_for(dotimg: Run, image: Published) -> None:
    image.serve()
    result = dotimg("inspect", image.place, "--platform", "arm64", "--format", "json")
    found = json.loads(result.out)
    assert [one["platform"] for one in found["platforms"]] == ["linux/arm64"]
    assert found["settings"]["platform"] == "linux/arm64"
    assert len(image.server.log) == 4


def test_a_lone_manifest_needs_one_blob_too(dotimg: Run, image: Published) -> None:
    image.serve()
    lone = image.images["arm64"]
    refuse(image.server, f"/v2/dotnet/aspnet/referrers/{lone.digest}", 404, "NOT_FOUND")
    tag = lone.digest.replace(":", "-")
    refuse(image.server, f"/v2/dotnet/aspnet/manifests/{tag}", 404, "MANIFEST_UNKNOWN")
    result = dotimg("inspect", f"{image.place}@{lone.digest}", "--no-cache", "--format", "json")
    found = json.loads(result.out)
    assert (found["kind"], found["digest"]) == ("manifest", lone.digest)
    assert [one["platform"] for one in found["platforms"]] == ["linux/arm64"]
    assert [line for line in asked(image.server) if "/blobs/" in line] == [
        f"GET /v2/dotnet/aspnet/blobs/{image.configs['arm64'].digest}"
    ]


def test_json(dotimg: Run, image: Published, host: str) -> None:
    image.serve()
    arguments = ("--registry", host, "--format", "json")
    found = json.loads(dotimg("inspect", "aspnet:10.0", *arguments).out)
    assert found["platforms"][1] == {
        "platform": "linux/amd64",
        "os": "linux",
        "architecture": "amd64",
        "variant": "",
        "os_version": "",
        "digest": image.images["amd64"].digest,
        "size": 9,
        "layers": 2,
        "base": None,
    }
    assert found["settings"] == {
        "platform": "linux/amd64",
        "created": "2024-11-12T18:09:31.123456+00:00",
        "user": "",
        "ports": [],
        "env": {"PATH": "/bin:/usr/bin", "DOTNET_VERSION": "8.0.11", "EMPTY": ""},
        "labels": {"org.opencontainers.image.version": "8.0.11"},
    }
    assert (found["input"], found["reference"]) == ("aspnet:10.0", image.place)
    assert (found["kind"], found["digest"]) == ("index", image.index.digest)
    assert found["support"]["status"] == "supported"
    assert (found["superseded"], found["errors"]) == ([], [])


def test_what_the_end_of_life_of_a_digest_means(dotimg: Run, image: Published) -> None:
    image.referrers({REPLACED: "2026-05-12"})
    image.serve()
    text = " ".join(dotimg("inspect", image.place).out.split())
    assert "superseded 2026-05-12: a newer image took the place of this digest" in text
    assert "that is not the end of the product" in text


def test_its_absence_proves_nothing(dotimg: Run, image: Published) -> None:
    image.serve()
    assert "no lifecycle annotation (not conclusive)" in dotimg("inspect", image.place).out


def test_what_could_be_asked_is_shown_all_the_same(dotimg: Run, image: Published) -> None:
    refuse(image.server, f"/v2/dotnet/aspnet/referrers/{image.index.digest}", 403, "DENIED")
    image.serve()
    result = dotimg("inspect", image.place)
    assert result.code == 4
    assert "superseded  request failed" in result.out
    assert "DOTNET_VERSION=8.0.11" in result.out
    assert "403 DENIED" in result.err


def test_a_missing_note_does_not_make_the_image_absent(dotimg: Run, image: Published) -> None:
    note = Blob("x", b"")
    image.referrers({})
    refuse(image.server, f"/v2/dotnet/aspnet/manifests/{note.digest}", 404, "MANIFEST_UNKNOWN")
    image.serve()
    result = dotimg("inspect", image.place)
    assert result.code == 4
    assert "DOTNET_VERSION=8.0.11" in result.out
    assert f"{note.digest} (MANIFEST_UNKNOWN)" in result.err


def test_a_mirror_may_hold_less_than_its_index(dotimg: Run, image: Published) -> None:
    missing = image.images["arm64"].digest
    refuse(image.server, f"/v2/dotnet/aspnet/manifests/{missing}", 404, "MANIFEST_UNKNOWN")
    image.serve()
    result = dotimg("inspect", image.place)
    assert (result.code, result.err) == (0, "")
    assert "linux/arm64  not given" in result.out


def test_a_manifest_that_could_not_be_asked_for_is_exit_4(dotimg: Run, image: Published) -> None:
    missing = image.images["amd64"].digest
    refuse(image.server, f"/v2/dotnet/aspnet/manifests/{missing}", 403, "DENIED")
    image.serve()
    result = dotimg("inspect", image.place, "--format", "json")
    found = json.loads(result.out)
    assert result.code == 4
    assert [one["size"] for one in found["platforms"]] == [9, None]
    assert found["settings"]["platform"] == "linux/arm64"
    assert [one["exit_code"] for one in found["errors"]] == [4]


def test_absent_is_exit_1_and_stops_no_other(dotimg: Run, real: RealRegistry) -> None:
    place = f"{real.host}/{REPOSITORY}"
    result = dotimg("inspect", f"{place}:9.9", f"{place}:8.0", f"{place}:8.0.11-alpine3.20")
    assert result.code == 1
    assert result.out.count(place) == 2
    assert result.err.count("MANIFEST_UNKNOWN") == 1


def test_json_of_several_is_a_list_with_the_errors(dotimg: Run, real: RealRegistry) -> None:
    names = ("aspnet:8.0", "aspnet:9.9")
    result = dotimg("inspect", *names, "--registry", real.host, "--format", "json")
    found, missing = json.loads(result.out)
    assert (found["digest"], found["errors"]) == (real.digests["8.0"], [])
    assert missing.keys() == {"schema", "input", "reference", "errors"}
    assert missing["errors"][0]["exit_code"] == 1


def test_an_absent_platform(dotimg: Run, real: RealRegistry) -> None:
    arguments = ("--registry", real.host, "--platform", "windows/amd64")
    result = dotimg("inspect", "aspnet:8.0", *arguments)
    assert result.code == 1
    assert "is not for that platform, but for linux/amd64, linux/arm64" in result.err


def test_no_colour_where_nobody_sees_it(dotimg: Run, real: RealRegistry) -> None:
    arguments = ("inspect", "aspnet:8.0", "--registry", real.host)
    assert "\x1b" not in dotimg(*arguments).out
    assert "\x1b[1m" in dotimg("--color", *arguments).out


def test_the_base_of_an_image_is_shown(dotimg: Run, real: RealRegistry) -> None:
    place = f"{real.host}/{SHOP}:1.4"
    lines = dotimg("inspect", place).out.splitlines()
    assert (
        "  base        mcr.microsoft.com/dotnet/aspnet:8.0.11-bookworm-slim: rebuild: the" in lines
    )
    found = json.loads(dotimg("inspect", place, "--format", "json").out)
    references = {one["base"]["reference"] for one in found["platforms"]}
    assert references == {"mcr.microsoft.com/dotnet/aspnet:8.0.11-bookworm-slim"}


def test_an_image_upon_none_has_no_base(dotimg: Run, real: RealRegistry) -> None:
    assert "  base " not in dotimg("inspect", f"{real.host}/{SHOP}:other").out
