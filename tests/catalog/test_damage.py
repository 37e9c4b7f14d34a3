"""Damaged tables: an answer is the right one, or there is none."""

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from dotimg.catalog.publishers import ImageFamily
from dotimg.catalog.tables import Catalog, bundled_folder
from dotimg.errors import CatalogError
from tests.base.shapes import build, layer, layout, rows
from tests.cli.conftest import Run, dotimg
from tests.tables import change, cut_down, damaged

__all__ = ["dotimg"]  # the fixture
SDK = "mcr.microsoft.com/dotnet/sdk"

ASPNET = "mcr.microsoft.com/dotnet/aspnet"
LAMBDA = "public.ecr.aws/lambda/dotnet"
PROJECT = (
    '<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><TargetFramework>net8.0'
    "</TargetFramework></PropertyGroup></Project>"
)
DIGEST = "b0beb9cc1dee1c1b0749796110d4734292071b814207ad0d4f40611f7db04f7b"


def named(family: ImageFamily | None) -> tuple[str, str]:
    assert family
    return family.publisher, family.named(LAMBDA, "8").channel


ASK: dict[str, Callable[[Catalog], object]] = {
    "catalog.json": lambda catalog: (catalog.channels, catalog.systems, catalog.traits),
    "releases.json": lambda catalog: catalog.releases("8.0"),
    "cves.json": lambda catalog: catalog.cves("8.0"),
    "packages.json": lambda catalog: catalog.packages(),
    "distros.json": lambda catalog: catalog.dependencies(),
    "publishers.json": lambda catalog: named(catalog.image_family(LAMBDA)),
    "tags.jsonl": lambda catalog: catalog.retired(ASPNET, "8.0"),
    "images.jsonl": lambda catalog: catalog.contents(ASPNET, "8.0"),
    "digests.bin": lambda catalog: catalog.digests(DIGEST),
    "digests.idx": lambda catalog: catalog.digests(DIGEST),
    "digests.jsonl": lambda catalog: catalog.digests(DIGEST),
    "layers.bin": lambda catalog: catalog.layer_marks(),
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("damage") / "tables"
    return Path(shutil.copytree(bundled_folder(), folder))


@pytest.mark.parametrize("table", ASK)
def test_damage_anywhere_gives_the_right_answer_or_none(
    copy: Path, catalog: Catalog, table: str
) -> None:
    path = copy / table
    whole = path.read_bytes()
    right = ASK[table](catalog)
    refused = 0
    for seed in range(25):
        path.write_bytes(damaged(whole, Random(seed)))  # noqa: S311  # no secret
        try:
            assert ASK[table](Catalog(str(copy))) == right
        except CatalogError:
            refused += 1
    path.write_bytes(whole)
    assert refused
    assert ASK[table](Catalog(str(copy))) == right


@pytest.mark.parametrize("table", ["catalog.json", "releases.json"])
def test_every_digit_counts(copy: Path, table: str) -> None:
    path = copy / table
    whole = path.read_bytes()
    digits = [at for at in range(len(whole)) if whole[at : at + 1].isdigit()]
    for at in digits[:: len(digits) // 100]:
        other = b"%d" % ((int(whole[at : at + 1]) + 1) % 10)
        path.write_bytes(whole[:at] + other + whole[at + 1 :])
        with pytest.raises(CatalogError):
            Catalog(str(copy)).releases("8.0")
    path.write_bytes(whole)


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        ("catalog.json", "2028-11-14", "2029-11-14"),  # the end of .NET 10's support
        ("releases.json", "2026-08-11", "2026-08-12"),
    ],
)
def test_a_changed_day_is_no_answer(
    dotimg: Run, tmp_path: Path, table: str, old: str, new: str
) -> None:
    tables = tmp_path / "dotimg" / "catalogs" / "2099-01-01-x"
    shutil.copytree(bundled_folder(), tables)
    change(tables, lambda index: index.update(as_of="2099-01-01"))
    path = tables / table
    assert old in path.read_text("ascii")
    path.write_text(path.read_text("ascii").replace(old, new, 1), "ascii")
    (tmp_path / "dotimg" / "current").write_text("2099-01-01-x")
    question = ("explain", "aspnet:8.0.29")
    named = dotimg("--catalog", str(tables), *question)
    assert (named.code, named.out) == (3, "")
    assert f"{table} is damaged: its checksum does not match" in named.err
    refreshed = dotimg(*question)
    assert refreshed.code == 0
    assert "the bundled tables are used until then" in refreshed.err
    (tmp_path / "dotimg" / "current").unlink()
    assert refreshed.out == dotimg(*question).out


@pytest.mark.parametrize(
    ("table", "question"),
    [
        ("layers.bin", ("base", "--archive", "layout")),
        ("digests.idx", ("base", "--archive", "layout")),
        ("distros.json", ("upgrade", "--diff", "Dockerfile")),
        ("tags.jsonl", ("upgrade", "--diff", "Dockerfile")),
        ("tags.jsonl", ("check", "Dockerfile")),
        ("tags.jsonl", ("scaffold", "--output", "-", "a.csproj")),
    ],
)
def test_damage_is_not_taken_for_a_fault_of_what_is_read(
    dotimg: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str, question: list[str]
) -> None:
    image = build(rows()[0], [*rows()[0].layers, layer("app")])
    layout(tmp_path / "layout", [image.manifest.descriptor()], list(image))
    text = f"FROM {ASPNET}:7.0-bullseye-slim\nRUN apt-get install -y libicu67\n"
    (tmp_path / "Dockerfile").write_text(text)
    (tmp_path / "a.csproj").write_text(PROJECT)
    monkeypatch.chdir(tmp_path)
    right = dotimg(*question)
    tables = tmp_path / "dotimg" / "catalogs" / "2099-01-01-x"
    shutil.copytree(bundled_folder(), tables)
    change(tables, lambda index: index.update(as_of="2099-01-01"))
    content = (tables / table).read_bytes()
    (tables / table).write_bytes(bytes(len(content)))
    (tmp_path / "dotimg" / "current").write_text("2099-01-01-x")
    found = dotimg(*question)
    assert "the bundled tables are used until then" in found.err
    assert (found.code, found.out) == (right.code, right.out)


@pytest.mark.parametrize("place", [2**70, -1, "0"])
def test_a_place_that_no_file_has_is_damage(tmp_path: Path, place: object) -> None:
    folder = cut_down(tmp_path / "tables")

    def lead_astray(index: dict[str, Any]) -> None:
        index["sections"]["tags"][SDK]["10.0"] = [place, 2**71, 2**71]

    change(Path(folder), lead_astray)
    with pytest.raises(CatalogError, match=r"tags\.jsonl is"):
        Catalog(folder).listed(SDK, "10.0")
