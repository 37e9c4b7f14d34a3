"""Which files of a tree are read."""

import os
import sys
from pathlib import Path

import pytest

from dotimg.errors import InputError
from dotimg.files import search


def plant(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("FROM scratch\n")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(*paths: str) -> list[str]:
    sources = search.search(paths or (".",))
    return [one.path.replace(os.sep, "/") for one in sources if not one.skipped]


def test_files_that_name_images_by_their_names(here: Path) -> None:
    plant(here, "Dockerfile", "src/api.Dockerfile", "src/Containerfile", "compose.yaml", "notes.md")
    plant(here, ".devcontainer/devcontainer.json", ".github/workflows/ci.yml", "src/Api.csproj")
    assert found() == [
        "Dockerfile",
        "compose.yaml",
        ".devcontainer/devcontainer.json",
        ".github/workflows/ci.yml",
        "src/Api.csproj",
        "src/Containerfile",
        "src/api.Dockerfile",
    ]


def test_folders_that_hold_what_others_made_are_skipped(here: Path) -> None:
    plant(here, *(f"{name}/Dockerfile" for name in (".git", "bin", "obj", "node_modules", "own")))
    assert found() == ["own/Dockerfile"]


def test_a_file_that_is_named_is_read_whatever_it_is_called(here: Path) -> None:
    plant(here, "base.txt", "bin/Dockerfile", "compose.yml")
    sources = list(search.search(("base.txt", "bin/Dockerfile", "compose.yml")))
    assert [one.kind for one in sources] == ["dockerfile", "dockerfile", "compose"]


def test_what_a_test_expects_is_skipped_where_it_may_name_an_image(here: Path) -> None:
    plant(
        here,
        "compose.verified.yaml",
        "a/Api.Verified.cs",
        "empty.verified.json",
        "notes.verified.md",
    )
    (here / "empty.verified.json").write_text("{}")
    sources = list(search.search((".",), may_state=lambda _kind, content: b"FROM" in content))
    told = [(one.path.replace(os.sep, "/"), one.skipped) for one in sources]
    reason = "it is what a test expects: check and change what makes it"
    assert told == [("compose.verified.yaml", reason), ("a/Api.Verified.cs", reason)]


def test_gitignore_is_honoured_in_all_folders(here: Path) -> None:
    plant(here, "Dockerfile", "out/Dockerfile", "a/Dockerfile", "a/keep/Dockerfile", "b/Dockerfile")
    (here / ".gitignore").write_text("out/\n/b/Dockerfile\na/*\n!a/keep/\n")
    assert found() == ["Dockerfile", "a/keep/Dockerfile"]
    (here / "a/keep/.gitignore").write_text("Dockerfile\n")
    assert found() == ["Dockerfile"]


def test_gitignore_above_holds_up_to_the_root_of_the_repository(here: Path) -> None:
    plant(here, "repo/src/Dockerfile", "repo/src/api/Dockerfile")
    (here / ".gitignore").write_text("Dockerfile\n")
    (here / "repo/.git").mkdir()
    (here / "repo/.gitignore").write_text("/src/api\n")
    assert found("repo/src") == ["repo/src/Dockerfile"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_lead_neither_in_circles_nor_to_a_file_twice(here: Path) -> None:
    plant(here, "a/Dockerfile", "elsewhere/base.txt")
    (here / "a/loop").symlink_to(here / "a")
    (here / "a/again.Dockerfile").symlink_to(here / "a/Dockerfile")
    (here / "a/base.Dockerfile").symlink_to(here / "elsewhere/base.txt")
    (here / "a/broken.Dockerfile").symlink_to(here / "nowhere")
    (here / "a/self.Dockerfile").symlink_to(here / "a/self.Dockerfile")
    assert found() == ["a/Dockerfile", "a/base.Dockerfile"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_of_two_folders_to_one_file_count_once(here: Path) -> None:
    plant(here, "a/Dockerfile", "elsewhere/base.txt", "b/keep")
    (here / ".git").mkdir()
    (here / "b/Dockerfile").symlink_to(here / "a/Dockerfile")
    (here / "b/one.Dockerfile").symlink_to(here / "elsewhere/base.txt")
    (here / "b/two.Dockerfile").symlink_to(here / "elsewhere/base.txt")
    assert found("a", "b") == ["a/Dockerfile", "b/one.Dockerfile"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
@pytest.mark.parametrize("in_repository", [False, True])
def test_a_link_that_leaves_the_tree_is_skipped_unless_it_is_named(
    here: Path, *, in_repository: bool
) -> None:
    plant(here, "root/a/Dockerfile", "root/b/base.txt", "prod/image.txt", "rooted/base.txt")
    if in_repository:
        (here / "root/.git").mkdir()
    (here / "root/a/b.Dockerfile").symlink_to("../b/base.txt")
    (here / "root/a/prod.Dockerfile").symlink_to("../../prod/image.txt")
    (here / "root/a/rooted.Dockerfile").symlink_to("../../rooted/base.txt")
    out = ["root/a/prod.Dockerfile", "root/a/rooted.Dockerfile"]
    within = ["root/a/Dockerfile", "root/a/b.Dockerfile"]
    assert found("root") == within
    assert found("root/a") == within[: 1 + in_repository]
    skipped = [one for one in search.search(["root"]) if one.skipped]
    assert [one.path for one in skipped] == out
    assert skipped[0].skipped.startswith("it is a link that leads out of the tree")
    assert found(*out) == out


def test_no_file_comes_twice_however_it_is_asked_for(here: Path) -> None:
    plant(here, "a/Dockerfile", "a/b/Dockerfile")
    assert found(".", "./a", "a/Dockerfile", "a", "./a/b") == [
        "a/Dockerfile",
        "a/b/Dockerfile",
    ]


def test_a_folder_that_cannot_be_searched_is_told(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(here, "a/Dockerfile", "b/Dockerfile")
    scandir = os.scandir

    def guarded(path: str) -> object:
        if os.path.basename(path) == "a":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)
    first, second = search.search((".",))
    assert (first.path, first.problem) == (
        "a",
        "cannot be searched: Permission denied",
    )
    assert second.path == os.path.join("b", "Dockerfile")


def test_content_of_what_is_missing_or_too_large_is_refused(here: Path) -> None:
    with pytest.raises(InputError, match="cannot be read: No such file"):
        search.content(str(here / "gone"))
    with pytest.raises(InputError, match="cannot be read"):
        search.content("a\0b")
    (here / "large").write_bytes(b"x" * (search.LARGEST + 1))
    with pytest.raises(InputError, match="is larger than the 4 MB that are read"):
        search.content("large")
    (here / "fits").write_bytes(b"x" * search.LARGEST)
    assert len(search.content("fits")) == search.LARGEST
