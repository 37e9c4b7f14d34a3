"""`dotimg digest`, on a real registry and on scripted ones."""

import json
import subprocess

import pytest
from pytest_httpserver import HTTPServer

from dotimg.registry.manifests import DOCKER_LIST
from tests.cli.conftest import Run
from tests.real_registry import REPOSITORY, RealRegistry
from tests.registry_doubles import (
    IMAGE,
    MANIFEST,
    LogIn,
    Rude,
    asked,
    bearer,
    config,
    document,
    guard,
    index,
    manifest,
    publish,
    refuse,
)

pytestmark = pytest.mark.usefixtures("stranger")


def test_the_digest_is_that_of_the_index(dotimg: Run, real: RealRegistry) -> None:
    result = dotimg("digest", f"{real.host}/{REPOSITORY}:8.0")
    assert result == (0, real.digests["8.0"] + "\n", "")


def test_short_names_are_asked_on_the_mirror(dotimg: Run, real: RealRegistry) -> None:
    result = dotimg("digest", "--registry", real.host, "aspnet:8.0", "dotnet/aspnet:8.0")
    assert result.out.split() == [real.digests["8.0"]] * 2


def test_skopeo_agrees_on_the_digest_of_a_platform(dotimg: Run, real: RealRegistry) -> None:
    image = f"{real.host}/{REPOSITORY}:8.0"
    raw = ["skopeo", "inspect", "--raw", "--tls-verify=false", f"docker://{image}"]
    members = json.loads(subprocess.run(raw, check=True, capture_output=True).stdout)["manifests"]
    for platform, member in zip(("linux/amd64", "aarch64"), members, strict=True):
        assert dotimg("digest", image, "--platform", platform).out.strip() == member["digest"]


def test_one_request_each_time(dotimg: Run, server: HTTPServer, host: str) -> None:
    publish(server, "dotnet/sdk", "8.0", IMAGE)
    for times in (1, 2):
        assert dotimg("digest", f"{host}/dotnet/sdk:8.0").out == IMAGE.digest + "\n"
        assert asked(server) == [f"GET {MANIFEST}"] * times


def test_a_tag_that_was_just_pushed_anew_has_its_new_digest(
    dotimg: Run, real: RealRegistry
) -> None:
    image = f"{real.host}/{REPOSITORY}:8.0"
    for tag in ("8.0", "10.0-noble-chiseled", "8.0"):
        real.move("8.0", real.digests[tag])
        assert dotimg("digest", image).out == real.digests[tag] + "\n"
        found = json.loads(dotimg("inspect", image, "--format", "json").out)
        assert found["digest"] == real.digests[tag]


def test_three_requests_with_a_token(dotimg: Run, server: HTTPServer, host: str) -> None:
    guard(server, bearer(server))
    server.expect_request("/token").respond_with_json({"token": "sesame"})
    assert dotimg("digest", f"{host}/dotnet/sdk:8.0").out == IMAGE.digest + "\n"
    assert asked(server) == [f"GET {MANIFEST}", "GET /token", f"GET {MANIFEST}"]


def test_docker_logins_are_used(dotimg: Run, server: HTTPServer, host: str, log_in: LogIn) -> None:
    log_in(host)
    guard(server, 'Basic realm="x"', "Basic dTpw")
    assert dotimg("digest", f"{host}/dotnet/sdk:8.0").code == 0


def test_latest_where_no_tag_is_named(dotimg: Run, server: HTTPServer, host: str) -> None:
    publish(server, "dotnet/sdk", "latest", IMAGE)
    assert dotimg("digest", f"{host}/dotnet/sdk").code == 0


def test_one_request_for_a_platform(dotimg: Run, server: HTTPServer, host: str) -> None:
    publish(server, "dotnet/sdk", "8.0", index({"amd64": IMAGE}))
    result = dotimg("digest", f"{host}/dotnet/sdk:8.0", "--platform", "linux/amd64")
    assert result.out == IMAGE.digest + "\n"
    assert asked(server) == [f"GET {MANIFEST}"]


def test_the_platform_of_a_lone_manifest_is_in_its_configuration(
    dotimg: Run, server: HTTPServer, host: str
) -> None:
    settings = config("arm64")
    image = manifest(settings)
    publish(server, "dotnet/sdk", "8.0", image)
    server.expect_request(f"/v2/dotnet/sdk/blobs/{settings.digest}").respond_with_data(
        settings.body
    )
    place = f"{host}/dotnet/sdk:8.0"
    assert dotimg("digest", place, "--platform", "arm64").out == image.digest + "\n"
    refused = dotimg("digest", place, "--platform", "amd64")
    assert refused.code == 1
    assert refused.err == f"dotimg: {place} is not for that platform, but for linux/arm64\n"


def test_several_windows_builds_leave_a_choice(dotimg: Run, server: HTTPServer, host: str) -> None:
    builds = ("10.0.17763.8146", "10.0.20348.2966")
    members = [
        IMAGE.descriptor(
            digest=f"sha256:{number}" + "0" * 63,
            platform={"os": "windows", "architecture": "amd64", "os.version": build},
        )
        for number, build in enumerate(builds)
    ]
    whole = document(
        DOCKER_LIST, {"schemaVersion": 2, "mediaType": DOCKER_LIST, "manifests": members}
    )
    publish(server, "dotnet/sdk", "8.0", whole)
    place = f"{host}/dotnet/sdk:8.0"
    unclear = dotimg("digest", place, "--platform", "windows/amd64")
    assert (unclear.code, unclear.out) == (2, "")
    assert f"windows/amd64:{builds[0]}, windows/amd64:{builds[1]}" in unclear.err
    clear = dotimg("digest", place, "--platform", "windows/amd64:10.0.20348")
    assert clear.out == members[1]["digest"] + "\n"  # type: ignore[operator]  # it is a text


def test_absent_is_exit_1_and_stops_no_other(dotimg: Run, real: RealRegistry) -> None:
    place = f"{real.host}/{REPOSITORY}"
    result = dotimg("digest", f"{place}:9.9", f"{place}:8.0", f"{place}:9.8")
    assert (result.code, result.out) == (1, real.digests["8.0"] + "\n")
    assert result.err.splitlines() == [
        f"dotimg: {real.host} has no {place}:{tag} (MANIFEST_UNKNOWN)" for tag in ("9.9", "9.8")
    ]


def test_could_not_ask_is_worse_than_absent(dotimg: Run, server: HTTPServer, host: str) -> None:
    refuse(server, "/v2/dotnet/sdk/manifests/9.9", 404, "MANIFEST_UNKNOWN")
    refuse(server, MANIFEST, 403, "DENIED")
    result = dotimg("digest", f"{host}/dotnet/sdk:8.0", f"{host}/dotnet/sdk:9.9")
    assert (result.code, result.out) == (4, "")
    assert len(result.err.splitlines()) == 2


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "401 NOT_FOUND, log in with 'docker login'"),
        (403, "403 NOT_FOUND, access is denied"),
        (404, "404 NOT_FOUND, which does not prove absence"),
        (429, "429 NOT_FOUND, it asks to wait 60 seconds"),
        (500, "500 NOT_FOUND, the registry has a problem"),
    ],
)
def test_exit_4(dotimg: Run, server: HTTPServer, host: str, status: int, said: str) -> None:
    server.expect_request(MANIFEST).respond_with_json(
        {"errors": [{"code": "NOT_FOUND"}]},
        status=status,
        headers={"Retry-After": "60"} if status == 429 else {},
    )
    result = dotimg("digest", f"{host}/dotnet/sdk:8.0")
    assert (result.code, result.out) == (4, "")
    assert result.err.startswith(f"dotimg: could not ask {host} for {host}/dotnet/sdk:8.0: {said}")


def test_the_timeout_is_that_of_the_whole(dotimg: Run, rude: Rude) -> None:
    silent = rude(2.0)
    places = [f"{silent.host}/dotnet/sdk:{number}.0" for number in range(8)]
    result = dotimg("digest", "--timeout", "0.3", *places)
    assert result.code == 4
    assert result.err.count("no answer in time") == 8


def test_json_of_one_is_an_object(dotimg: Run, real: RealRegistry) -> None:
    result = dotimg("digest", "--registry", real.host, "aspnet:8.0", "--format", "json")
    assert json.loads(result.out) == {
        "schema": 1,
        "input": "aspnet:8.0",
        "reference": f"{real.host}/dotnet/aspnet:8.0",
        "platform": None,
        "digest": real.digests["8.0"],
        "error": None,
    }


def test_json_of_several_is_a_list_with_the_errors(dotimg: Run, real: RealRegistry) -> None:
    names = ("aspnet:8.0", "aspnet:9.9")
    arguments = ("--registry", real.host, "--platform", "arm64", "--format", "json")
    result = dotimg("digest", *names, *arguments)
    found, missing = json.loads(result.out)
    assert result.code == 1
    assert (found["platform"], found["error"]) == ("linux/arm64", None)
    assert missing["digest"] is None
    assert missing["error"]["exit_code"] == 1
    assert "MANIFEST_UNKNOWN" in missing["error"]["message"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["a b"], "it contains a space"),
        ([], "Missing argument"),
        (["sdk:8.0", "--platform", "mac/x"], "is not a platform"),
        (["sdk:8.0", "--timeout", "0"], "--timeout must be above 0"),
        (["sdk:8.0", "--timeout", "nan"], "--timeout must be above 0"),
        (
            ["sdk:8.0", "--plain-http", "http://a"],
            "is not a host; expected a form such as registry.local:5000",
        ),
        (["sdk:8.0", "--insecure", ""], "is not a host"),
    ],
)
def test_wrong_usage(dotimg: Run, arguments: list[str], said: str) -> None:
    result = dotimg("digest", *arguments)
    assert (result.code, result.out) == (2, "")
    assert said in result.err


def test_a_broken_docker_configuration_is_exit_3(
    dotimg: Run, server: HTTPServer, host: str, log_in: LogIn, tmp_path: object
) -> None:
    log_in(host)
    (tmp_path / "docker" / "config.json").write_text("{")  # type: ignore[operator]
    guard(server, bearer(server))
    assert dotimg("digest", f"{host}/dotnet/sdk:8.0").code == 3


def test_options_come_from_the_environment(
    dotimg: Run, real: RealRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOTIMG_DIGEST_REGISTRY", real.host)
    monkeypatch.setenv("DOTIMG_DIGEST_TIMEOUT", "5")
    monkeypatch.setenv("DOTIMG_DIGEST_PLAIN_HTTP", "a.example b.example")
    monkeypatch.setenv("DOTIMG_DIGEST_NO_CACHE", "1")
    assert dotimg("digest", "aspnet:8.0").out.strip() == real.digests["8.0"]


@pytest.mark.usefixtures("example_hosts")
def test_plain_http_only_for_the_host_named(dotimg: Run, server: HTTPServer) -> None:
    publish(server, "dotnet/sdk", "8.0", IMAGE)
    place = f"registry.example:{server.port}/dotnet/sdk:8.0"
    named = ("--plain-http", f"registry.example:{server.port}")
    assert dotimg("digest", place).code == 4
    assert dotimg("digest", *named, place).out == IMAGE.digest + "\n"


def test_certificates_are_only_waived_for_the_host_named(dotimg: Run, secure: HTTPServer) -> None:
    publish(secure, "dotnet/sdk", "8.0", IMAGE)
    place = f"secure.example:{secure.port}/dotnet/sdk:8.0"
    assert "TLS certificate is not trusted" in dotimg("digest", place).err
    assert dotimg("digest", "--insecure", "other.example", place).code == 4
    assert dotimg("digest", "--insecure", "secure.example", place).code == 0


def test_what_a_server_says_cannot_move_the_cursor(
    dotimg: Run, server: HTTPServer, host: str
) -> None:
    server.expect_request(MANIFEST).respond_with_data(
        "", headers={"Docker-Content-Digest": "sha256:\x1b[2J"}
    )
    result = dotimg("digest", f"{host}/dotnet/sdk:8.0")
    assert result.code == 4
    assert "\x1b" not in result.out + result.err
