import csv
import io
import json

from tests.cli.conftest import Run

MCR = "mcr.microsoft.com/dotnet/"


def test_is_tab_separated_when_piped(dotimg: Run) -> None:
    result = dotimg("list", "--version", "10", "--os", "noble", "--repository", "aspnet")
    assert (result.code, result.err) == (0, "")
    first = result.out.splitlines()[0].split("\t")
    assert first == [
        MCR + "aspnet:10.0-noble", "10.0", "10.0.11", "noble", "", "amd64 arm64 arm",
        first[6], "supported", "2028-11-14", "2025-09-09", "",
    ]  # fmt: skip
    assert int(first[6]) > 10**7


def test_csv_has_the_same_columns_with_names(dotimg: Run) -> None:
    plain = dotimg("list", "--version", "10").out
    text = dotimg("list", "--version", "10", "--format", "csv").out
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == [
        *("reference", "channel", "version", "system", "variants", "architectures"),
        *("size", "status", "ends", "first_seen", "retired"),
    ]
    assert ["\t".join(row) for row in rows[1:]] == plain.splitlines()


def test_refs_are_one_a_line(dotimg: Run) -> None:
    lines = dotimg("list", "--repository", "sdk", "--tags", "--format", "refs").out.splitlines()
    assert MCR + "sdk:10.0" in lines
    assert all(line.startswith(MCR + "sdk:") for line in lines)


def test_json_holds_images_with_tags_and_platforms(dotimg: Run) -> None:
    document = json.loads(dotimg("list", "--repository", "aspnet", "--format", "json").out)
    assert document["schema"] == 1
    assert document["catalog"] == {"as_of": "2026-08-20"}
    image = next(one for one in document["images"] if one["tag"] == "10.0-noble")
    assert image["reference"] == MCR + "aspnet:10.0-noble"
    assert image["repository"] == "dotnet/aspnet"
    assert image["os"] == {"type": "linux", "family": "ubuntu", "release": "noble"}
    assert "10.0" in image["tags"]
    assert image["platforms"][0]["size"] > 10**7
    assert image["support"]["ends"] == "2028-11-14"
    assert image["retired"] is None


def test_json_holds_tags(dotimg: Run) -> None:
    text = dotimg("list", "--repository", "sdk", "--all", "--tags", "--format", "json").out
    document = json.loads(text)
    tags = {one["tag"]: one for one in document["tags"]}
    assert len(tags) == 8266
    frozen = tags["8.0.404"]
    assert (frozen["first_seen"], frozen["retired"]) == ("2024-11-12", "2025-01-14")
    assert frozen["support"]["status"] == "retired"
    assert not tags["6.0.417-1-alpine3.18-arm64v8"]["published"]


def test_one_row_a_line_in_json_too(dotimg: Run) -> None:
    lines = dotimg("list", "--version", "10", "--format", "json").out.splitlines()
    assert all(json.loads(line.rstrip(","))["channel"] == "10.0" for line in lines[1:-1])


def test_an_empty_list_is_a_no(dotimg: Run) -> None:
    result = dotimg("list", "--version", "5.0")
    assert (result.code, result.out) == (1, "")
    assert result.err == ("dotimg: no image fits; --all lists retired and unsupported ones too\n")


def test_all_shows_the_retired_ones(dotimg: Run) -> None:
    result = dotimg("list", "--version", "5.0", "--all", "--repository", "sdk")
    assert result.code == 0
    assert f"{MCR}sdk:5.0-buster-slim\t5.0\t5.0.408\tbuster\t" in result.out


def test_the_mirror_is_named(dotimg: Run) -> None:
    lines = dotimg(
        "list", "--registry", "contoso.azurecr.io/mcr", "--format", "refs"
    ).out.splitlines()
    assert all(line.startswith("contoso.azurecr.io/mcr/dotnet/") for line in lines)


def test_bad_words_are_refused_in_one_line(dotimg: Run) -> None:
    for arguments in (["--os", "beos"], ["--version", "../x"], ["--arch", "sparc"],
                      ["--repository", "nginx"], ["--format", "xml"], ["--app", "x"]):  # fmt: skip
        result = dotimg("list", *arguments)
        assert (result.code, result.out, result.err.count("\n")) == (2, "", 1), arguments
