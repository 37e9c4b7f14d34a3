"""`dotimg pick --live`: what was chosen is confirmed by the registry."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from dotimg.catalog.tables import bundled_folder
from tests.cli.conftest import Run
from tests.real_registry import RealRegistry, start
from tests.registry_doubles import IMAGE, asked, publish, refuse
from tests.tables import replace

pytestmark = pytest.mark.usefixtures("stranger")

NOBLE = ("--version", "10", "--os", "noble", "--distroless")


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealRegistry]:
    """A registry of its own, as what is pushed here is newer than any other test expects."""
    with start(tmp_path_factory.mktemp("newer")) as registry:
        yield registry


def test_served(dotimg: Run, real: RealRegistry) -> None:
    result = dotimg("pick", "--live", "--registry", real.host, *NOBLE)
    assert (result.code, result.out) == (0, f"{real.host}/dotnet/aspnet:10.0-noble-chiseled\n")


def test_the_digest_is_the_registrys(dotimg: Run, real: RealRegistry) -> None:
    result = dotimg("pick", "--live", "--registry", real.host, *NOBLE, "--digest")
    digest = real.digests["10.0-noble-chiseled"]
    assert result.out == f"{real.host}/dotnet/aspnet:10.0-noble-chiseled@{digest}\n"


def test_env_and_json_have_the_registrys_digest(dotimg: Run, real: RealRegistry) -> None:
    arguments = ("pick", "--live", "--registry", real.host, *NOBLE, "--format")
    digest = real.digests["10.0-noble-chiseled"]
    assert f"DOTNET_IMAGE_DIGEST={digest}" in dotimg(*arguments, "env").out.splitlines()
    found = json.loads(dotimg(*arguments, "json").out)
    assert (found["digest"], found["live"]) == (digest, {"served": True, "digest": digest})
    assert {one["digest"] for one in found["platforms"]} == {None}


def test_platforms_are_those_of_the_digest(
    dotimg: Run, server: HTTPServer, host: str, tmp_path: Path
) -> None:
    known = json.loads(dotimg("pick", "--format", "json").out)
    tables = Path(shutil.copytree(bundled_folder(), tmp_path / "tables"))
    replace(tables, "images.jsonl", known["digest"], IMAGE.digest)
    publish(server, "dotnet/aspnet", "10.0", IMAGE)
    arguments = ("--catalog", str(tables), "pick", "--live", "--registry", host)
    found = json.loads(dotimg(*arguments, "--format", "json").out)
    assert found["digest"] == IMAGE.digest
    assert found["platforms"] == known["platforms"]
    assert found["platforms"][0]["size"]


def test_a_retired_image_has_a_digest_too(dotimg: Run, real: RealRegistry) -> None:
    asked_for = ("--version", "8.0.11", "--os", "alpine3.20", "--fixed", "--digest")
    assert dotimg("pick", *asked_for).code == 0
    result = dotimg("pick", "--live", "--registry", real.host, *asked_for)
    assert result.out.endswith(f"8.0.11-alpine3.20@{real.digests['8.0.11-alpine3.20']}\n")


def test_one_request(dotimg: Run, server: HTTPServer, host: str) -> None:
    publish(server, "dotnet/aspnet", "10.0", IMAGE)
    assert dotimg("pick", "--live", "--registry", host).code == 0
    assert asked(server) == ["GET /v2/dotnet/aspnet/manifests/10.0"]


def test_absent_is_exit_1(dotimg: Run, real: RealRegistry) -> None:
    result = dotimg("pick", "--live", "--registry", real.host)
    assert (result.code, result.out) == (1, "")
    place = f"{real.host}/dotnet/aspnet:10.0"
    expected = f"in the tag data, but {real.host} has no {place} (MANIFEST_UNKNOWN)"
    assert result.err == f"dotimg: {expected}\n"


def test_could_not_ask_is_exit_4(dotimg: Run, server: HTTPServer, host: str) -> None:
    refuse(server, "/v2/dotnet/aspnet/manifests/10.0", 403, "DENIED")
    result = dotimg("pick", "--live", "--registry", host)
    assert (result.code, result.out) == (4, "")
    assert result.err.startswith(f"dotimg: could not ask {host} for")


def test_nothing_is_asked_without_live(dotimg: Run, server: HTTPServer, host: str) -> None:
    assert dotimg("pick", "--registry", host).code == 0
    assert asked(server) == []


def test_options_come_from_the_environment(
    dotimg: Run, real: RealRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOTIMG_PICK_LIVE", "1")
    monkeypatch.setenv("DOTIMG_PICK_REGISTRY", real.host)
    assert dotimg("pick").code == 1


def test_says_that_the_registry_serves_another_image(dotimg: Run, real: RealRegistry) -> None:
    result = dotimg("pick", "--live", "--registry", real.host, *NOBLE, "--format", "json")
    assert "has a newer image than the tag data (2026-08-20)" in result.err
    assert any("has a newer image" in text for text in json.loads(result.out)["notes"])


def test_a_patch_that_is_newer_than_the_tables(dotimg: Run, newer: RealRegistry) -> None:
    digest = newer.digests["8.0"]
    newer.move("10.0.12", digest)
    asked_for = ("pick", "--live", "--registry", newer.host, "--version", "10.0.12")
    result = dotimg(*asked_for)
    assert (result.code, result.out) == (0, f"{newer.host}/dotnet/aspnet:10.0.12\n")
    assert "newer than the tag data (2026-08-20): only the registry knows this tag" in result.err
    found = json.loads(dotimg(*asked_for, "--format", "json").out)
    assert (found["tag"], found["version"], found["platforms"]) == ("10.0.12", "10.0.12", [])
    assert (found["digest"], found["live"]["served"]) == (digest, True)
    assert found["os"] == {"type": "", "family": "", "release": ""}


def test_a_patch_that_the_registry_does_not_have_either(dotimg: Run, real: RealRegistry) -> None:
    result = dotimg("pick", "--live", "--registry", real.host, "--version", "10.0.13")
    assert (result.code, result.out) == (1, "")
    assert f"may be newer; the newest of 10.0 is 10.0.11; {real.host} has no" in result.err
    assert f"nearest: {real.host}/dotnet/aspnet:10.0.11" in result.err


@pytest.mark.parametrize("version", ["11", "latest", "sts", "preview"])
def test_a_release_by_the_calendar_is_asked_for_first(
    dotimg: Run, newer: RealRegistry, version: str
) -> None:
    newer.move("11.0", newer.digests["8.0"])
    asked_for = ("pick", "--live", "--registry", newer.host, "--version", version, "--strict")
    result = dotimg(*asked_for, day="2026-11-10")
    assert (result.code, result.out) == (0, f"{newer.host}/dotnet/aspnet:11.0\n")
    assert "calendar" not in result.err


def test_a_release_that_the_registry_lacks_is_not_given(dotimg: Run, real: RealRegistry) -> None:
    asked_for = ("--version", "latest", "--os", "noble", "--distroless")
    result = dotimg("pick", "--live", "--registry", real.host, *asked_for, day="2026-11-10")
    assert (result.code, result.out) == (0, f"{real.host}/dotnet/aspnet:10.0-noble-chiseled\n")
    assert f"note: {real.host} has no {real.host}/dotnet/aspnet:11.0-noble-chiseled" in result.err
    assert "warning: .NET 11.0 was due on 2026-11-10" in result.err


def test_a_system_that_is_newer_than_the_tables(dotimg: Run, newer: RealRegistry) -> None:
    newer.move("10.0-alpine3.25", newer.digests["8.0"])
    result = dotimg("pick", "--live", "--registry", newer.host, "--os", "alpine3.25")
    assert (result.code, result.out) == (0, f"{newer.host}/dotnet/aspnet:10.0-alpine3.25\n")


def test_what_may_be_newer_and_could_not_be_asked_for_is_exit_4(
    dotimg: Run, server: HTTPServer, host: str
) -> None:
    refuse(server, "/v2/dotnet/aspnet/manifests/10.0.12", 403, "DENIED")
    result = dotimg("pick", "--live", "--registry", host, "--version", "10.0.12")
    assert (result.code, result.out) == (4, "")
