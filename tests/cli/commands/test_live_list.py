"""`dotimg list --live`: only what the registry serves."""

import json

import pytest
from pytest_httpserver import HTTPServer

from tests.cli.conftest import Run
from tests.real_registry import RealRegistry
from tests.registry_doubles import IMAGE, asked, publish, refuse

pytestmark = pytest.mark.usefixtures("stranger")

NOBLE = ("--repository", "aspnet", "--version", "10", "--os", "noble")
SERVED = "dotnet/aspnet:10.0-noble-chiseled"


def live(real: RealRegistry, *more: str) -> tuple[str, ...]:
    return ("list", "--live", "--registry", real.host, *NOBLE, *more)


@pytest.mark.parametrize("name", ["refs", "csv", "table"])
def test_what_is_not_served_is_left_out(dotimg: Run, real: RealRegistry, name: str) -> None:
    result = dotimg(*live(real, "--format", name))
    assert result.code == 0
    assert "10.0-noble-chiseled" in result.out
    assert "10.0-noble-chiseled-extra" not in result.out
    warning = "warning: not in the registry, so not listed: "
    assert result.err.startswith(f"{warning}{real.host}/dotnet/aspnet:10.0-noble, ")
    assert len(result.err.splitlines()) == 1


def test_rows_when_piped(dotimg: Run, real: RealRegistry) -> None:
    (row,) = dotimg(*live(real)).out.splitlines()
    assert row.split("\t")[0] == f"{real.host}/{SERVED}"


def test_quietly(dotimg: Run, real: RealRegistry) -> None:
    assert dotimg("-q", *live(real, "--format", "refs")) == (0, f"{real.host}/{SERVED}\n", "")


def test_json_keeps_all_and_tells_of_each(dotimg: Run, real: RealRegistry) -> None:
    result = dotimg(*live(real, "--format", "json"))
    plain = json.loads(dotimg("list", "--registry", real.host, *NOBLE, "--format", "json").out)
    document = json.loads(result.out)
    told = {row["reference"]: row.pop("live") for row in document["images"]}
    assert document == plain
    digest = real.digests["10.0-noble-chiseled"]
    assert told.pop(f"{real.host}/{SERVED}") == {"served": True, "digest": digest, "error": None}
    assert {(one["served"], one["digest"]) for one in told.values()} == {(False, None)}
    assert len(result.out.splitlines()) == len(plain["images"]) + 2


def test_one_row_a_tag(dotimg: Run, real: RealRegistry) -> None:
    result = dotimg(*live(real, "--tags", "--format", "json"))
    served = [row["tag"] for row in json.loads(result.out)["tags"] if row["live"]["served"]]
    assert served == ["10.0-noble-chiseled"]


def test_one_request_a_row(dotimg: Run, server: HTTPServer, host: str) -> None:
    arguments = ("--registry", host, "--repository", "monitor", "--format", "refs")
    rows = dotimg("list", *arguments).out.split()
    for row in rows:
        publish(server, "dotnet/monitor", row.rpartition(":")[2], IMAGE)
    assert dotimg("list", "--live", *arguments).out.split() == rows
    assert len(asked(server)) == len(rows) > 1
    assert {line.split()[0] for line in asked(server)} == {"GET"}


def test_none_is_served(dotimg: Run, real: RealRegistry) -> None:
    result = dotimg("list", "--live", "--registry", real.host, "--repository", "runtime")
    assert (result.code, result.out) == (1, "")
    last = "dotimg: the registry has none of the images that fit"
    assert result.err.splitlines()[-1] == last


def test_none_fits(dotimg: Run, real: RealRegistry) -> None:
    result = dotimg("list", "--live", "--registry", real.host, "--version", "5.0")
    assert result.code == 1
    assert "no image fits" in result.err


def test_what_could_be_asked_is_printed_and_the_rest_is_exit_4(
    dotimg: Run, server: HTTPServer, host: str
) -> None:
    for tag in ("10.0-noble", "10.0-noble-chiseled", "10.0-noble-chiseled-extra"):
        refuse(server, f"/v2/dotnet/aspnet/manifests/{tag}", 403, "DENIED")
    publish(server, "dotnet/aspnet", "10.0-noble-chiseled-composite", IMAGE)
    refuse(
        server,
        "/v2/dotnet/aspnet/manifests/10.0-noble-chiseled-composite-extra",
        404,
        "MANIFEST_UNKNOWN",
    )
    result = dotimg("-q", "list", "--live", "--registry", host, *NOBLE, "--format", "refs")
    assert result.code == 4
    assert result.out == f"{host}/dotnet/aspnet:10.0-noble-chiseled-composite\n"
    assert result.err.startswith(f"dotimg: could not ask {host} for {host}/dotnet/aspnet:10.0-")
    assert result.err.endswith("; nor for 2 more of the 5\n")


def test_json_tells_what_could_not_be_asked(dotimg: Run, server: HTTPServer, host: str) -> None:
    server.expect_request("/never")
    arguments = ("--registry", host, *NOBLE, "--timeout", "0.000001", "--format", "json")
    result = dotimg("list", "--live", *arguments)
    assert result.code == 4
    told = [row["live"] for row in json.loads(result.out)["images"]]
    assert {(one["served"], one["error"]["exit_code"]) for one in told} == {(None, 4)}
