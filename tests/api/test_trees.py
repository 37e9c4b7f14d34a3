"""`dotimg.inventory`: what a tree names, as plain data and without side effects."""

import json
import os
import pickle
from pathlib import Path

import pytest

import dotimg
from dotimg.catalog.tables import Catalog

pytestmark = pytest.mark.usefixtures("nobodys_home")

DAY = "2026-11-22"
MCR = "mcr.microsoft.com/dotnet/"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "tree"
    (folder / ".git").mkdir(parents=True)
    (folder / "api").mkdir()
    (folder / "api/Dockerfile").write_text(f"FROM {MCR}sdk:10.0 AS b\nFROM {MCR}aspnet:8.0\n")
    (folder / "compose.yaml").write_text("services: [\n")
    return folder


def test_it_is_what_the_command_lists(tree: Path, catalog: Catalog) -> None:
    found = dotimg.inventory(tree, today=DAY, catalog=catalog)
    assert [(one.path, one.line, one.image, one.ships) for one in found.images] == [
        ("api/Dockerfile", 1, f"{MCR}sdk:10.0", False),
        ("api/Dockerfile", 2, f"{MCR}aspnet:8.0", True),
    ]
    (skip,) = found.skipped
    assert (skip.path, skip.line) == ("compose.yaml", 1)


def test_it_is_plain_and_can_be_sent_elsewhere(tree: Path, catalog: Catalog) -> None:
    found = dotimg.inventory(str(tree), today=DAY, catalog=catalog)
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301  our own
    kinds = {type(value) for row in found.images for value in row}
    assert kinds <= {str, int, bool, type(None)}
    assert json.dumps([row._asdict() for row in found.images])


def test_it_does_not_depend_on_where_one_is_and_leaves_nothing_behind(
    tree: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tree / "dotimg.toml").write_text('exclude = ["/compose.yaml"]')
    before = sorted(tree.rglob("*")), dict(os.environ)
    found = dotimg.inventory(tree, exclude=["/web/"], today=DAY, catalog=catalog)
    assert found.skipped == ()
    for folder, name in ((tree, "."), (tree.parent, "tree"), (tree / "api", "..")):
        monkeypatch.chdir(folder)
        assert dotimg.inventory(name, exclude=["/web/"], today=DAY, catalog=catalog) == found
        left = dotimg.inventory(name, exclude=["/api/"], today=DAY, catalog=catalog)
        assert left == dotimg.Inventory((), ())
    assert (sorted(tree.rglob("*")), dict(os.environ)) == before
    assert capfd.readouterr() == ("", "")


def test_a_file_is_a_tree_of_its_own(tree: Path, catalog: Catalog) -> None:
    found = dotimg.inventory(tree / "api/Dockerfile", today=DAY, catalog=catalog)
    assert {one.path for one in found.images} == {"Dockerfile"}


def test_settings_that_cannot_be_used_are_among_the_skipped(tree: Path, catalog: Catalog) -> None:
    (tree / "dotimg.toml").write_text("exclude = ")
    found = dotimg.inventory(tree, today=DAY, catalog=catalog)
    assert found.images == ()
    assert ["is not valid TOML" in one.reason for one in found.skipped] == [True, True]


def test_what_is_not_there_is_an_input_error(tree: Path, catalog: Catalog) -> None:
    with pytest.raises(dotimg.InputError, match="there is no such file or folder"):
        dotimg.inventory(tree / "gone", catalog=catalog)
