"""With `--format json` a "no" is a document too, with the exit code and the line that it had."""

import json

import pytest

from dotimg.errors import EXIT_NO
from tests.cli.conftest import Run

DAY = "2026-11-22"
MCR = "mcr.microsoft.com/dotnet/"


@pytest.mark.parametrize(
    "words",
    [
        ("pick", "--version", "10", "--os", "debian"),
        ("pick", "--version", "5.0", "--strict"),
        ("pick", "--version", "2.0", "--digest"),
        ("pick", "--version", "10.0.99"),
        ("list", "--version", "5.0"),
        ("list", "--version", "5.0", "--tags"),
        ("upgrade", "docs", "--os", "alpine3.99"),
        ("check", "docs", "--cve", "CVE-2031-1111"),
        ("changes", f"{MCR}aspnet:8.0", f"{MCR}aspnet:8.0-nobel"),
    ],
)
def test_a_no_tells_why_and_what_is_nearest(dotimg: Run, words: tuple[str, ...]) -> None:
    dotimg("support", day=DAY)  # so that the age of the tables has been said
    plain = dotimg(*words, day=DAY)
    found = dotimg(*words, "--format", "json", day=DAY)
    assert (found.code, found.err) == (EXIT_NO, plain.err)
    assert plain.out == ""
    document = json.loads(found.out)
    assert document.keys() == {"schema", "reference", "reason", "nearest", "nearest_status"}
    assert document["reference"] is None
    assert document["reason"] in found.err
    assert len(document["nearest"]) == len(document["nearest_status"])


def test_the_nearest_are_those_of_the_line(dotimg: Run) -> None:
    found = dotimg("pick", "--version", "10", "--os", "debian", "--format", "json", day=DAY)
    document = json.loads(found.out)
    assert document["reason"] == ".NET 10.0 has no Debian image in aspnet"
    assert document["nearest"][0] == f"{MCR}aspnet:10.0-noble"
    assert all(one in found.err for one in document["nearest"])


def test_wrong_usage_is_no_no(dotimg: Run) -> None:
    assert dotimg("pick", "--version", "nonsense", "--format", "json").out == ""
