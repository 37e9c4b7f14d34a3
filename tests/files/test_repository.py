from pathlib import Path

import pytest

from dotimg.files.repository import is_root, up_to_root


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
