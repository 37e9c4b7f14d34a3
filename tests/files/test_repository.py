from pathlib import Path

import pytest

from dotimg.files.repository import is_root, outermost_root, up_to_root


@pytest.mark.parametrize("worktree", [False, True])
def test_the_root_of_a_repository_ends_the_way_up(tmp_path: Path, *, worktree: bool) -> None:
    root = tmp_path / "root"
    (root / "a" / "b").mkdir(parents=True)
    if worktree:
        (root / ".git").write_text("gitdir: elsewhere\n")
    else:
        (root / ".git").mkdir()
    assert list(up_to_root(f"{root}/a/b")) == [f"{root}/a/b", f"{root}/a", f"{root}"]
    assert is_root(str(root))
    assert not is_root(str(root / "a"))


def test_without_a_repository_the_way_up_ends_at_the_file_system() -> None:
    assert list(up_to_root("/nowhere/at-all")) == ["/nowhere/at-all", "/nowhere", "/"]


@pytest.mark.parametrize(
    ("text", "inside"),
    [("gitdir: ../../.git/modules/ext/sub\n", True), ("gitdir: ../.git/worktrees/sub\n", False)],
)
def test_a_submodule_is_of_the_repository_around_it(
    tmp_path: Path, text: str, *, inside: bool
) -> None:
    (tmp_path / ".git").mkdir()
    sub = tmp_path / "ext" / "sub"
    (sub / "a").mkdir(parents=True)
    (sub / ".git").write_text(text)
    assert outermost_root(str(sub / "a")) == str(tmp_path if inside else sub)
    assert outermost_root(str(tmp_path)) == str(tmp_path)
