"""The programs of the guide to a fleet, over many small checkouts."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from dotimg.catalog.tables import Catalog
from tests.conftest import DAY
from tests.console import blocks
from tests.needs import skip_unless_ci

GUIDE = Path(__file__).parent.parent / "docs" / "guide" / "ask-a-fleet.md"
CHECKOUTS = 60
MCR = "mcr.microsoft.com/dotnet/"


def plant(fleet: Path) -> None:
    """Two images that ship in each checkout, of which one in four is broken besides."""
    for number in range(CHECKOUTS):
        checkout = fleet / f"repo{number:03}"
        checkout.mkdir(parents=True)
        (checkout / ".git").mkdir()
        (checkout / "Dockerfile").write_text(f"FROM {MCR}sdk:8.0 AS build\nFROM {MCR}aspnet:8.0\n")
        (checkout / "web.Dockerfile").write_text(f"FROM {MCR}runtime-deps:10.0-noble-chiseled\n")
        if number % 4 == 0:
            (checkout / "compose.yaml").write_text("services: [\n")


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the first program wrote."""
    for package in ("dask", "distributed", "duckdb"):
        if not find_spec(package):
            skip_unless_ci(f"needs {package}, which the extra test installs")
    folder = tmp_path_factory.mktemp("fleet")
    plant(folder / "fleet")
    run(folder, 0, "fleet")
    return folder


def run(folder: Path, number: int, *arguments: str) -> str:
    """What a program of the guide prints."""
    (folder / f"program{number}.py").write_text(blocks(GUIDE.read_text("utf-8"), "python")[number])
    done = subprocess.run(
        [sys.executable, f"program{number}.py", *arguments],
        cwd=folder, env={**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_a_cluster_asks_every_checkout(planted: Path) -> None:
    images = rows(planted / "images.jsonl")
    assert {row["repo"] for row in images} == {f"repo{number:03}" for number in range(CHECKOUTS)}
    assert len(images) == 3 * CHECKOUTS
    broken = rows(planted / "skipped.jsonl")
    assert len(broken) == CHECKOUTS // 4
    assert {row["path"] for row in broken} == {"compose.yaml"}


def test_a_database_answers_the_questions_of_a_fleet(planted: Path, catalog: Catalog) -> None:
    end = next(one.end for one in catalog.channels if one.name == "8.0")
    assert end is not None
    assert end <= DAY
    said = run(planted, 1).splitlines()
    assert f"   repo000 {MCR}aspnet:8.0 {end}" in said
    assert f"   8.0 {2 * CHECKOUTS} {CHECKOUTS}" in said
    assert f"   Ubuntu 24.04 {CHECKOUTS}" in said
