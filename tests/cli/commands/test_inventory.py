"""`dotimg inventory`: every .NET image of a tree, healthy ones too."""

import csv
import io
import json
import re
import sys
from pathlib import Path

import pytest

from dotimg.check.model import InventoryRow
from dotimg.cli.render import inventory
from tests.cli.conftest import Run

MCR = "mcr.microsoft.com/dotnet/"
ROW = InventoryRow(
    path="Dockerfile", line=1, stage="0", role="from", ships=True, image=f"{MCR}aspnet:8.0",
    publisher="Microsoft", repository=f"{MCR}aspnet", tag="8.0", digest=None, channel="8.0",
    version="8.0.30", system="Debian 12", variants="", status="ended", ends="2026-11-10",
    reason="support of .NET 8.0 ended 2026-11-10", replacement=f"{MCR}aspnet:10.0",
)  # fmt: skip


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "tree"
    (folder / ".git").mkdir(parents=True)
    (folder / "Dockerfile").write_text(
        f"FROM {MCR}sdk:10.0 AS build\nFROM {MCR}aspnet:8.0.11-alpine3.20\nFROM alpine\n"
    )
    (folder / "compose.yaml").write_text(
        f"services:\n  web:\n    image: {MCR}framework/aspnet:4.8-windowsservercore-ltsc2019\n"
        "  db:\n    image: postgres\n  other:\n    image: $IMAGE\n"
    )
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.usefixtures("here")
class TestFormats:
    def test_json_has_every_image_and_what_was_skipped(self, dotimg: Run) -> None:
        result = dotimg("inventory", "--format", "json", day="2026-11-22")
        document = json.loads(result.out)
        assert result.code == 0
        assert (document["schema"], document["files"]) == (1, 2)
        assert document["images"][0] == ROW._replace(
            line=1, stage="build", ships=False, image=f"{MCR}sdk:10.0",
            repository=f"{MCR}sdk", tag="10.0", channel="10.0", system="Ubuntu 24.04",
            version=document["images"][0]["version"], status="supported", ends="2028-11-14",
            reason="support of .NET 10.0 ends 2028-11-14", replacement=None,
        )._asdict()  # fmt: skip
        assert [(one["path"], one["line"], one["stage"]) for one in document["images"]] == [
            ("Dockerfile", 1, "build"),
            ("Dockerfile", 2, "1"),
            ("compose.yaml", 3, "web"),
        ]
        assert [(one["path"], one["line"]) for one in document["skipped"]] == [("compose.yaml", 7)]

    def test_the_plain_formats_hold_the_same(self, dotimg: Run) -> None:
        images = json.loads(dotimg("inventory", "--format", "json").out)["images"]
        lines = dotimg("inventory", "--format", "jsonl").out.splitlines()
        assert [json.loads(line) for line in lines] == images
        rows = list(csv.DictReader(io.StringIO(dotimg("inventory", "--format", "csv").out)))
        assert [row["image"] for row in rows] == [one["image"] for one in images]
        assert list(rows[0]) == list(images[0])
        plain = [line.split("\t") for line in dotimg("inventory").out.splitlines()]
        assert plain == [list(row.values()) for row in rows]
        assert [row["ships"] for row in rows] == ["false", "false", "false"]

    def test_stdout_has_the_rows_alone(self, dotimg: Run) -> None:
        result = dotimg("inventory")
        assert result.out.count("\n") == 3
        assert result.err.splitlines()[-1] == "note: 3 .NET images in 2 files; 1 skipped"

    def test_a_table_fits_80_columns(self, dotimg: Run) -> None:
        out = dotimg("inventory", "--format", "table").out
        assert max(map(len, out.splitlines())) <= 80
        assert [line for line in out.splitlines() if not line.startswith((" ", "line"))] == [
            *("Dockerfile", "", "compose.yaml", "", "3 .NET images in 2 files; 1 skipped")
        ]
        assert len({line for line in out.splitlines() if line.startswith("line")}) == 1
        assert "sdk:10.0" in out


def test_a_file_that_cannot_be_read_is_exit_code_3_beside_the_rows(here: Path, dotimg: Run) -> None:
    (here / "compose.yaml").write_text("services: [\n")
    result = dotimg("-q", "inventory", "--format", "json")
    document = json.loads(result.out)
    assert result.code == 3
    assert len(document["images"]) == 2
    assert [one["path"] for one in document["skipped"]] == ["compose.yaml"]


def test_the_mirror_of_a_team_is_known(here: Path, dotimg: Run) -> None:
    (here / "Dockerfile").write_text("FROM contoso.azurecr.io/mcr/dotnet/aspnet:8.0\n")
    (here / "compose.yaml").unlink()
    assert dotimg("inventory").out == ""
    (here / "dotimg.toml").write_text('registry = "contoso.azurecr.io/mcr"')
    assert "contoso.azurecr.io/mcr/dotnet/aspnet:10.0" in dotimg("inventory", day="2026-11-22").out


@pytest.mark.parametrize(
    ("field", "text", "cell"),
    [
        ("path", "@scope/Dockerfile", "./@scope/Dockerfile"),
        ("path", "=1+2/Dockerfile", "./=1+2/Dockerfile"),
        ("path", "-a/Dockerfile", "./-a/Dockerfile"),
        ("path", "\t=1/Dockerfile", "\\t=1/Dockerfile"),
        ("stage", "=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("stage", "+1", "'+1"),
        ("stage", 'a"b,c', 'a"b,c'),
        ("stage", "a\nb\x1b[2J", "a\\nb\\x1b[2J"),
    ],
)
def test_no_cell_of_a_csv_file_is_computed_by_a_spreadsheet(
    field: str, text: str, cell: str
) -> None:
    row = ROW._replace(**{field: text})  # type: ignore[arg-type]  # only texts are given
    lines = list(inventory.LINES["csv"]([row]))
    assert len(lines) == 2
    (found,) = csv.DictReader(io.StringIO("\n".join(lines)))
    assert found[field] == cell
    assert found["replacement"] == ROW.replacement


@pytest.mark.parametrize(
    "text",
    ["a|b", "a`b", "``", "`", "@team", "#1", "<img src=x>", "[a](b)", "a\\", "\\|", "a\n| b", "*"],
)
def test_nothing_of_a_row_is_markdown(text: str) -> None:
    """It stays one row of seven cells that a reader of Markdown shows as they are."""
    row = ROW._replace(path=text, stage=text)
    head, rule, line = inventory.LINES["markdown"]([row])
    assert head.count("|") == rule.count("|") == len(re.findall(r"(?<!\\)\|", line)) == 8
    if sys.platform != "win32" and "|" not in text and "\\" not in text:
        assert text.replace("\n", "\\n") in line.replace("\\", "") or "\n" in text


def test_markdown_is_a_table(here: Path, dotimg: Run) -> None:
    del here
    lines = dotimg("inventory", "--format", "markdown", day="2026-11-22").out.splitlines()
    assert lines[1] == "| --- | --- | --- | --- | --- | --- | --- |"
    assert lines[2] == (
        f"| `Dockerfile:1` | build | `{MCR}sdk:10.0` | 10.0 | Ubuntu 24.04 | 2028-11-14 | |"
    )


def test_images_of_others_are_told_with_their_publisher(here: Path, dotimg: Run) -> None:
    (here / "compose.yaml").unlink()
    (here / "Dockerfile").write_text(
        "FROM cgr.dev/chainguard/dotnet-sdk:latest AS build\n"
        "FROM mcr.microsoft.com/devcontainers/dotnet:6.0\n"
    )
    rows = [json.loads(line) for line in dotimg("inventory", "--format", "jsonl").out.splitlines()]
    (devcontainer,) = [row for row in rows if "devcontainers" in row["image"]]
    assert (devcontainer["channel"], devcontainer["status"]) == ("6.0", "ended")
    assert all(row["publisher"] for row in rows)


BUILT = """\
services:
  a:
    build:
      context: app
      args:
        VERSION: "8.0"
"""


def test_a_build_has_rows_of_its_own(here: Path, dotimg: Run) -> None:
    (here / "Dockerfile").unlink()
    (here / "compose.yaml").write_text(BUILT)
    (here / "app").mkdir()
    (here / "app/web").write_text(f"ARG VERSION=10.0\nFROM {MCR}aspnet:$VERSION\n")
    (here / "compose.yaml").write_text(BUILT + "      dockerfile: web\n")
    lines = dotimg("inventory", "--format", "jsonl").out.splitlines()
    rows = [json.loads(line) for line in lines]
    found = [(Path(row["path"]).as_posix(), row["line"], row["tag"], row["ships"]) for row in rows]
    assert found == [("app/web", 2, "10.0", False), ("compose.yaml", 6, "8.0", True)]
    (here / "dotimg.toml").write_text('exclude = ["/app/"]')
    assert dotimg("inventory").out == ""
