"""`dotimg compare`, on a real registry and on scripted ones."""

import json

import pytest
from pytest_httpserver import HTTPServer

from tests.cli.conftest import Run
from tests.real_registry import BASE, RealRegistry
from tests.registry_doubles import asked, config, index, layer, manifest, publish, refuse

pytestmark = pytest.mark.usefixtures("stranger")

ONE, OTHER = "aspnet:8.0", "aspnet:8.0.11-alpine3.20"


def publish_images(server: HTTPServer, repository: str, *architectures: str) -> list[str]:
    images = {name: manifest(config(name), layer(repository.encode())) for name in architectures}
    publish(server, repository, "10.0", index(images))
    for name, image in images.items():
        publish(server, repository, name, image)
    return [image.digest for image in images.values()]


def test_what_is_shared_and_what_is_new(dotimg: Run, real: RealRegistry) -> None:
    result = dotimg("compare", "--registry", real.host, ONE, OTHER, "--format", "json")
    found = json.loads(result.out)
    assert (found["first"], found["second"]) == tuple(
        f"{real.host}/dotnet/{name}" for name in (ONE, OTHER)
    )
    assert (found["only_first"], found["only_second"]) == ([], [])
    amd64, arm64 = found["platforms"]
    assert (amd64["platform"], arm64["platform"]) == ("linux/amd64", "linux/arm64/v8")
    assert amd64["shared"]["layers"] == [{"digest": BASE.digest, "size": len(BASE.body)}]
    assert amd64["new"]["size"] == len("8.0.11-alpine3.20")
    assert amd64["first"]["size"] == len(BASE.body) + len("8.0")
    assert amd64["together"] == amd64["first"]["size"] + amd64["new"]["size"]


def test_the_picture(dotimg: Run, real: RealRegistry) -> None:
    result = dotimg("compare", "--registry", real.host, ONE, OTHER, "--platform", "amd64")
    lines = result.out.splitlines()
    assert lines[3:7] == [
        "linux/amd64",
        "  first   [=======================---]                    27 B  2 layers",
        "  second  [=======================+++++++++++++++++]      41 B  2 layers",
        "  shared  24 B in 1 layer, to pull 17 B in 1 layer, both together 44 B",
    ]
    assert all(len(line) <= 80 for line in lines)


def test_manifests_alone_are_asked_for(dotimg: Run, server: HTTPServer, host: str) -> None:
    digests = [
        *publish_images(server, "dotnet/sdk", "amd64", "arm64"),
        *publish_images(server, "dotnet/aspnet", "amd64", "arm64"),
    ]
    assert dotimg("compare", "--registry", host, "sdk:10.0", "aspnet:10.0").code == 0
    assert len(server.log) == 6
    assert sum(line.endswith(tuple(digests)) for line in asked(server)) == 4


def test_platforms_of_one_alone_are_named(dotimg: Run, server: HTTPServer, host: str) -> None:
    publish_images(server, "dotnet/sdk", "amd64", "arm64")
    publish_images(server, "dotnet/aspnet", "amd64", "s390x")
    result = dotimg("compare", "--registry", host, "sdk:10.0", "aspnet:10.0")
    assert result.code == 0
    assert "only the first is for linux/arm64/v8" in result.out
    assert "only the second is for linux/s390x" in result.out


def test_no_common_platform(dotimg: Run, server: HTTPServer, host: str) -> None:
    publish_images(server, "dotnet/sdk", "amd64")
    publish_images(server, "dotnet/aspnet", "s390x")
    result = dotimg("compare", "--registry", host, "sdk:10.0", "aspnet:10.0")
    assert (result.code, result.out) == (1, "")
    why = "have no platform in common: linux/amd64 and linux/s390x"
    assert why in result.err
    told = dotimg("compare", "--registry", host, "sdk:10.0", "aspnet:10.0", "--format", "json")
    assert (told.code, told.err) == (1, result.err)
    document = json.loads(told.out)
    assert document["reference"] is None
    assert why in document["reason"]


def test_a_mirror_may_hold_less_than_its_index(dotimg: Run, server: HTTPServer, host: str) -> None:
    missing = manifest(config("arm64"), layer(b"dotnet/sdk")).digest
    refuse(server, f"/v2/dotnet/sdk/manifests/{missing}", 404, "MANIFEST_UNKNOWN")
    publish_images(server, "dotnet/sdk", "amd64", "arm64")
    publish_images(server, "dotnet/aspnet", "amd64", "arm64")
    result = dotimg("compare", "--registry", host, "sdk:10.0", "aspnet:10.0")
    assert "only the second is for linux/arm64/v8" in result.out


def test_absent_is_exit_1(dotimg: Run, real: RealRegistry) -> None:
    result = dotimg("compare", "--registry", real.host, ONE, "aspnet:9.9")
    assert (result.code, result.out) == (1, "")
    assert "aspnet:9.9 (MANIFEST_UNKNOWN)" in result.err


def test_could_not_ask_is_exit_4(dotimg: Run, server: HTTPServer, host: str) -> None:
    (digest,) = publish_images(server, "dotnet/sdk", "amd64")
    server.clear()
    refuse(server, f"/v2/dotnet/sdk/manifests/{digest}", 403, "DENIED")
    publish_images(server, "dotnet/sdk", "amd64")
    result = dotimg("compare", "--registry", host, "sdk:10.0", "sdk:10.0")
    assert (result.code, result.out) == (4, "")
    assert "403 DENIED" in result.err


def test_wrong_usage(dotimg: Run) -> None:
    assert dotimg("compare", ONE).code == 2
    assert dotimg("compare", ONE, OTHER, "--platform", "?").code == 2


def test_colour_in_a_pipe_only_by_force(dotimg: Run, real: RealRegistry) -> None:
    arguments = "compare", "--registry", real.host, ONE, OTHER
    assert "\x1b" not in dotimg(*arguments).out
    assert "\x1b[32m====" in dotimg("--color", *arguments).out
    assert "\x1b" not in dotimg("--no-color", *arguments).out
