"""The tables are found from a wheel, a wheel of the sdist, and an editable install."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from dotimg.catalog.tables import ELSEWHERE, Catalog
from tests import own_tree
from tests.upstream import frozen

ROOT = Path(__file__).parent.parent
WHEEL_LIMIT = 5_500_000  # with the tables of the past day
NEWER_DIGEST = 100  # bytes that each one since may add, with its tags


def python(*arguments: str, path: Path | None = None, cwd: Path | None = None) -> str:
    environment = {**os.environ, "PYTHONPATH": str(path or "")}
    del environment[ELSEWHERE]  # an installation has its own tables
    done = subprocess.run(
        [sys.executable, *arguments],
        env=environment, cwd=cwd, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sdist")
    python("-m", "build", "--sdist", "--no-isolation", "--outdir", str(out), str(ROOT))
    return next(out.glob("*.tar.gz"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    python("-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT))
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def wheel_of_sdist(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("from-sdist")
    python(
        "-m",
        "pip",
        "wheel",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        str(out),
        str(sdist),
    )
    return next(out.glob("*.whl"))


def answers_from(archive: Path, folder: Path) -> None:
    """Unpacked, as pip does, and run from elsewhere, the package answers from its own tables."""
    site = folder / "site"
    with zipfile.ZipFile(archive) as content:
        content.extractall(site)
    where = python(
        "-c",
        "from dotimg.catalog import tables as c; print(c.bundled_folder())",
        path=site,
        cwd=folder,
    )
    assert Path(where.strip()) == site / "dotimg" / "data"
    answer = python("-m", "dotimg", "-q", "pick", "--version", "5.0", path=site, cwd=folder)
    assert answer == "mcr.microsoft.com/dotnet/aspnet:5.0\n"
    script = python("-m", "dotimg", "completion", "fish", path=site, cwd=folder)
    assert script.startswith("# Completions of dotimg for fish")
    page = python("-m", "dotimg", "rule", "di201", path=site, cwd=folder)
    assert page.startswith("# DI201 version-ended\n")
    schema = python("-m", "dotimg", "schema", "settings", path=site, cwd=folder)
    assert json.loads(schema)["title"] == "dotimg.toml"


def test_a_wheel_finds_its_tables(wheel: Path, tmp_path: Path) -> None:
    answers_from(wheel, tmp_path)


def test_a_wheel_of_the_sdist_finds_its_tables(wheel_of_sdist: Path, tmp_path: Path) -> None:
    answers_from(wheel_of_sdist, tmp_path)


def test_the_sdist_holds_every_file(sdist: Path) -> None:
    listed = python("-m", "tarfile", "--list", str(sdist)).splitlines()
    assert set(own_tree.files()) <= {name.strip().partition("/")[2] for name in listed}


def test_both_wheels_hold_the_same(wheel: Path, wheel_of_sdist: Path) -> None:
    with zipfile.ZipFile(wheel) as one, zipfile.ZipFile(wheel_of_sdist) as other:
        assert sorted(one.namelist()) == sorted(other.namelist())


def test_an_editable_install_finds_the_tables_of_the_checkout(tmp_path: Path) -> None:
    site = tmp_path / "site"
    python(
        "-m", "pip", "install", "--no-deps", "--no-build-isolation", "--target", str(site),
        "--editable", str(ROOT),
    )  # fmt: skip
    code = (
        "import site, sys; sys.path[:] = [p for p in sys.path if 'src' not in p]; "
        f"site.addsitedir({str(site)!r}); from dotimg.catalog import tables as c; "
        "print(c.bundled_folder()); print(c.Catalog().as_of)"
    )
    folder, as_of = python("-c", code, cwd=tmp_path).split()
    assert Path(folder) == ROOT / "data"
    assert as_of >= "2026-08-20"


def test_the_wheel_is_small_and_holds_only_what_is_ours(wheel: Path, catalog: Catalog) -> None:
    newer = sum(1 for _ in Catalog(str(frozen.SHIPPED)).all_digests())
    newer -= sum(1 for _ in catalog.all_digests())
    assert wheel.stat().st_size < WHEEL_LIMIT + NEWER_DIGEST * newer
    with zipfile.ZipFile(wheel) as content:
        names = content.namelist()
    tables = {
        *("README.md", "catalog.json", "traits.yaml"),
        *("digests.bin", "digests.idx", "digests.jsonl", "layers.bin"),
        *("cves.json", "distros.json", "images.jsonl", "packages.json", "publishers.json"),
        "releases.json",
        "tags.jsonl",
    }
    assert {name.removeprefix("dotimg/data/") for name in names if "/data/" in name} == tables
    assert "dotimg/py.typed" in names
    assert all(name.startswith(("dotimg/", "dotimg-")) for name in names)
