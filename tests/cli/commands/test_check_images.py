"""`dotimg check --cve` and `--at`: what is told of the images that files name."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.conftest import DAY

CVE = "CVE-2025-55315"
MCR = "mcr.microsoft.com/dotnet"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "tree"
    folder.mkdir()
    (folder / "Dockerfile").write_text(
        f"FROM {MCR}/sdk:8.0.404 AS build\nFROM {MCR}/runtime:8.0.11\nFROM {MCR}/aspnet:8.0.11\n"
    )
    (folder / "compose.yaml").write_text(f"services: {{a: {{image: '{MCR}/aspnet:8.0.30'}}}}\n")
    return folder


def test_images_that_lack_the_fix(dotimg: Run, tree: Path) -> None:
    result = dotimg("-q", "check", str(tree), "--cve", CVE.lower(), day=DAY)
    assert result.code == 1
    places = [line.partition(" lacks ")[0] for line in result.out.splitlines()]
    assert [place.partition("Dockerfile")[2] for place in places] == [
        f":1: {MCR}/sdk:8.0.404",
        f":3: {MCR}/aspnet:8.0.11",
    ]
    found = json.loads(dotimg("check", str(tree), "--cve", CVE, "--format", "json", day=DAY).out)
    assert found["cve"] == CVE
    assert [one["line"] for one in found["images"]] == [1, 3]


def test_a_tree_without_any_is_good(dotimg: Run, tree: Path) -> None:
    (tree / "Dockerfile").unlink()
    result = dotimg("-q", "check", str(tree), "--cve", CVE, day=DAY)
    assert (result.code, result.out) == (0, f"no image lacks the fix of {CVE}\n")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--cve", "x"), 2),
        (("--cve", "CVE-2026-99999"), 1),
        (("--cve", CVE, "--format", "sarif"), 2),
    ],
)
def test_what_cannot_be_told_is_refused(
    dotimg: Run, tree: Path, options: tuple[str, ...], code: int
) -> None:
    result = dotimg("-q", "check", str(tree), *options, day=DAY)
    assert (result.code, result.out) == (code, "")
    assert result.err.count("\n") == 1


def test_the_digests_that_a_build_got_on_a_day(dotimg: Run, tree: Path) -> None:
    (tree / "Dockerfile").write_text(f"FROM {MCR}/aspnet:8.0\nFROM {MCR}/runtime:8.0\n")
    (tree / "compose.yaml").unlink()
    result = dotimg("-q", "check", str(tree), "--at", "2024-03-01")
    assert result.code == 0
    first, second = result.out.splitlines()
    assert "/aspnet:8.0 sha256:789045ecae51" in first
    assert first.endswith(" 8.0.2")
    assert second.endswith(" 8.0.2")
    before = dotimg("-q", "--at", "2022-01-01", "check", str(tree), "--format", "json")
    assert before.code == 1
    found = json.loads(before.out)
    assert (found["at"], [one["digest"] for one in found["images"]]) == ("2022-01-01", [None, None])
