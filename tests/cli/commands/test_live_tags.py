"""`dotimg tags`, on a real registry and on scripted ones."""

import json

import pytest
from pytest_httpserver import HTTPServer

from tests.cli.conftest import Run
from tests.real_registry import REPOSITORY, RealRegistry
from tests.registry_doubles import asked, refuse

pytestmark = pytest.mark.usefixtures("stranger")

TAGS = "/v2/dotnet/aspnet/tags/list"
SERVED = ["10.0-noble-chiseled", "8.0", "8.0.11-alpine3.20"]


@pytest.fixture
def place(server: HTTPServer, host: str) -> str:
    """A scripted repository of two pages."""
    more = {"Link": f'<{TAGS}?last=10.0.9>; rel="next"'}
    server.expect_request(TAGS, query_string="last=10.0.9").respond_with_json(
        {"tags": ["latest", "10.0.11-alpine3.23", "strange"]}
    )
    server.expect_request(TAGS).respond_with_json({"tags": ["8.0", "10.0", "10.0.9"]}, headers=more)
    return f"{host}/dotnet/aspnet"


def test_piped_it_is_one_tag_a_line(dotimg: Run, real: RealRegistry) -> None:
    result = dotimg("tags", f"{real.host}/{REPOSITORY}")
    assert (result.code, result.out.splitlines(), result.err) == (0, SERVED, "")


def test_short_names_are_asked_on_the_mirror(dotimg: Run, real: RealRegistry) -> None:
    assert dotimg("tags", "aspnet", "--registry", real.host).out.splitlines() == SERVED


def test_one_request_a_page_each_time(dotimg: Run, server: HTTPServer, place: str) -> None:
    expected = ["10.0", "10.0.11-alpine3.23", "10.0.9", "8.0", "latest", "strange"]
    for times in (1, 2):
        assert dotimg("tags", place).out.splitlines() == expected
        assert asked(server) == [f"GET {TAGS}"] * 2 * times


def test_match_comes_before_limit(dotimg: Run, place: str) -> None:
    result = dotimg("tags", place, "--match", "10.0*[!0]", "--limit", "1")
    assert result.out == "10.0.11-alpine3.23\n"


def test_the_table_tells_the_support(dotimg: Run, real: RealRegistry) -> None:
    result = dotimg("tags", "aspnet", "--registry", real.host, "--format", "table")
    lines = [line.split() for line in result.out.splitlines()]
    assert lines[0] == [f"{real.host}/dotnet/aspnet"]
    assert ["10.0-noble-chiseled", "10.0.11", "supported", "2028-11-14"] in lines
    assert ["8.0.11-alpine3.20", "8.0.11", "retired", "2025-01-14"] in lines


def test_the_table_names_what_the_catalog_does_not_know(dotimg: Run, place: str) -> None:
    table = dotimg("tags", place, "--format", "table").out
    assert table.count("not in the catalog") == 6
    assert all(len(line) <= 80 for line in table.splitlines())


def test_a_mirror_by_its_own_name_is_known_by_its_prefix(dotimg: Run, place: str) -> None:
    host = place.partition("/")[0]
    arguments = ("--registry", host, "--format", "json", "--match", "10.0")
    (tag,) = json.loads(dotimg("tags", place, *arguments).out)["tags"]
    assert (tag["version"], tag["support"]["status"]) == ("10.0.11", "supported")


def test_json(dotimg: Run, place: str) -> None:
    host = place.partition("/")[0]
    result = dotimg("tags", "dotnet/aspnet", "--registry", host, "--format", "json")
    document = json.loads(result.out)
    tags = document.pop("tags")
    assert document == {
        "schema": 1,
        "input": "dotnet/aspnet",
        "repository": place,
        "catalog": {"as_of": "2026-08-20"},
    }
    assert [tag["tag"] for tag in tags[:2]] == ["10.0", "10.0.11-alpine3.23"]
    assert tags[0]["support"].keys() == {"status", "ends", "reason"}
    assert tags[-1] == {"tag": "strange", "version": None, "support": None}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--match", "7.*"], "has no tag that matches '7.*'"),
        (["--match", ""], "has no tag that matches ''"),
    ],
)
def test_nothing_matches(dotimg: Run, place: str, more: list[str], said: str) -> None:
    result = dotimg("tags", place, *more)
    assert (result.code, result.out) == (1, "")
    assert result.err == f"dotimg: {place} {said}\n"


def test_an_empty_repository(dotimg: Run, server: HTTPServer, host: str) -> None:
    server.expect_request(TAGS).respond_with_json({"tags": None})
    result = dotimg("tags", f"{host}/dotnet/aspnet")
    assert (result.code, result.err) == (1, f"dotimg: {host}/dotnet/aspnet has no tags\n")


def test_an_absent_repository(dotimg: Run, real: RealRegistry) -> None:
    result = dotimg("tags", "runtime", "--registry", real.host)
    assert (result.code, result.out) == (1, "")
    assert "NAME_UNKNOWN" in result.err


def test_a_denied_repository_is_not_absent(dotimg: Run, server: HTTPServer, host: str) -> None:
    refuse(server, TAGS, 403, "DENIED")
    result = dotimg("tags", f"{host}/dotnet/aspnet")
    assert result.code == 4
    assert "403 DENIED" in result.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["sdk:8.0"], "'sdk:8.0' is one tag of a repository; filter with --match '8.0'"),
        ([f"sdk@sha256:{'0' * 64}"], "is one image, not a repository"),
        (["Sdk"], "repositories are lower-case"),
        (["sdk", "--limit", "0"], "0 is not in the range"),
    ],
)
def test_wrong_usage(dotimg: Run, arguments: list[str], said: str) -> None:
    result = dotimg("tags", *arguments)
    assert (result.code, result.out) == (2, "")
    assert said in result.err
