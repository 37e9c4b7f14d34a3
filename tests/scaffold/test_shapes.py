"""Every template of `dotnet new`, as repositories arrange them: layered, whole and clean."""

import subprocess
import sys
from pathlib import Path

import pytest

from dotimg.catalog.tables import Catalog
from tests.cli.conftest import Run, dotimg
from tests.scaffold.shapes import Tree, trees
from tests.scaffold.trees import DAY, inside, judged, plant, scaffolded

TREES = dict(trees())
__all__ = ["dotimg"]  # the fixture


@pytest.mark.parametrize("tree", TREES.values(), ids=TREES)
def test_restore_has_what_it_needs_and_no_source_and_publish_has_all(
    tmp_path: Path, catalog: Catalog, tree: Tree
) -> None:
    plant(tmp_path, tree.files)
    service = scaffolded(catalog, tmp_path / tree.project)
    restore, publish = judged(service)
    assert restore.text.partition("dotnet ")[2].startswith("restore")
    assert publish.text.partition("dotnet ")[2].startswith("publish")
    assert restore.files >= inside(service, tmp_path, tree.restored)
    assert publish.files >= inside(service, tmp_path, tree.published)
    # So a changed source leaves what restore copies as it was.
    assert not restore.files & inside(service, tmp_path, tree.published - tree.restored)


def test_hadolint_and_check_find_nothing_in_any(
    tmp_path: Path, catalog: Catalog, dotimg: Run
) -> None:
    folder = tmp_path / "written"
    folder.mkdir()
    for number, (name, tree) in enumerate(TREES.items()):
        root = tmp_path / str(number)
        plant(root, tree.files)
        text = scaffolded(catalog, root / tree.project).text
        (folder / f"{name.replace(' ', '-')}.Dockerfile").write_text(text)
    files = sorted(map(str, folder.iterdir()))
    assert len(files) == len(TREES)
    hadolint = Path(sys.executable).parent / "hadolint"
    done = subprocess.run(
        [str(hadolint), "--failure-threshold", "style", *files],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "")
    result = dotimg("-q", "check", str(folder), "--fail-on", "note", day=DAY)
    images = f"No problems in {2 * len(files)} .NET images ({len(files)} files)\n"
    assert (result.code, result.out) == (0, images)
