"""Git tells which files of a tree are its own, and runs nothing that a repository configures."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dotimg.files import git
from dotimg.files.search import search
from tests.files.test_search import plant
from tests.needs import need

GIT = need("git")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="plays git by shell scripts")
AUTHOR = ("-c", "user.email=a@b.example", "-c", "user.name=a")


def run(*words: str, folder: Path) -> None:
    subprocess.run([GIT, *AUTHOR, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    root = tmp_path / "root"
    root.mkdir()
    monkeypatch.chdir(root)
    run("init", "-q", folder=root)
    return root


@pytest.fixture
def said() -> list[str]:
    return []


def found(said: list[str], *paths: str) -> list[str]:
    return [one.path.replace(os.sep, "/") for one in search(paths or (".",), said.append)]


def without(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Make a machine without git."""
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))


def pretend(monkeypatch: pytest.MonkeyPatch, folder: Path, script: str) -> None:
    """Put another git before the real one."""
    folder.mkdir()
    (folder / "git").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def test_a_tracked_file_that_a_pattern_names_is_read(here: Path, said: list[str]) -> None:
    plant(here, "Dockerfile", "new.Dockerfile", "out/Dockerfile", "out/new.Dockerfile")
    run("add", "-A", folder=here)
    (here / ".gitignore").write_text("*Dockerfile\nout/\n")
    plant(here, "later.Dockerfile", "out/later.Dockerfile")
    assert found(said) == ["Dockerfile", "new.Dockerfile", "out/Dockerfile", "out/new.Dockerfile"]


def test_own_excludes_and_those_of_the_user_count(here: Path, said: list[str]) -> None:
    plant(here, "Dockerfile", "own.Dockerfile", "of_user.Dockerfile")
    (here / ".git/info").mkdir(exist_ok=True)
    (here / ".git/info/exclude").write_text("own.*\n")
    plant(here.parent, "home/git/ignore")
    (here.parent / "home/git/ignore").write_text("of_user.*\n")
    assert found(said) == ["Dockerfile"]


def test_repositories_inside_are_each_asked(here: Path, said: list[str]) -> None:
    plant(here.parent, "other/Dockerfile", "other/out.Dockerfile")
    other = here.parent / "other"
    run("init", "-q", folder=other)
    (other / ".gitignore").write_text("out.*\n")
    run("add", "-A", folder=other)
    run("commit", "-qm", "a", folder=other)
    allow = ("-c", "protocol.file.allow=always")
    run(*allow, "submodule", "add", "-q", str(other), "a/module", folder=here)
    run("clone", "-q", str(other), "b/clone", folder=here)
    run("clone", "-q", str(other), "ignored/clone", folder=here)
    (here / ".gitignore").write_text("ignored/\nother.Dockerfile\n")
    plant(here, "a/module/out.Dockerfile", "b/clone/out.Dockerfile", "b/clone/other.Dockerfile")
    assert found(said) == ["a/module/Dockerfile", "b/clone/Dockerfile", "b/clone/other.Dockerfile"]
    assert found(said, "b") == ["b/clone/Dockerfile", "b/clone/other.Dockerfile"]
    assert said == []


def test_nothing_that_a_repository_configures_is_run(
    here: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(here, "Dockerfile")
    run("add", "-A", folder=here)
    run("commit", "-qm", "a", folder=here)
    caught = here.parent / "caught"
    script = here / ".git/hooks/post-index-change"
    script.parent.mkdir(exist_ok=True)
    script.write_text(f"#!/bin/sh\ntouch {caught}\n")
    script.chmod(0o755)
    for name in ("fsmonitor", "sshCommand", "pager", "editor", "askPass"):
        run("config", f"core.{name}", str(script), folder=here)
    run("config", "core.worktree", str(here.parent / "elsewhere"), folder=here)
    run("config", "extensions.partialClone", "origin", folder=here)
    run("config", "remote.origin.url", f"ext::{script}", folder=here)
    run("config", "protocol.ext.allow", "always", folder=here)
    monkeypatch.setenv("GIT_DIR", str(here / "nowhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(here / "nowhere"))
    index = (here / ".git/index").read_bytes()
    os.utime(here / "Dockerfile", (0, 0))
    assert found(said) == ["Dockerfile"]
    assert (said, caught.exists()) == ([], False)
    assert (here / ".git/index").read_bytes() == index


def test_a_refusal_is_said_once_and_the_rules_are_read(
    here: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(here, "Dockerfile", "out/Dockerfile", "a/Dockerfile", "a/out/Dockerfile")
    run("init", "-q", "a", folder=here)
    (here / ".gitignore").write_text("out/\n")
    pretend(
        monkeypatch, here.parent / "programs",
        f'GIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec {GIT} "$@"',
    )  # fmt: skip
    assert found(said) == ["Dockerfile", "a/Dockerfile"]
    (text,) = said
    assert text.startswith(f"{here}: git does not say what it ignores, so only .gitignore")
    assert "ownership in repository at" in text


def test_a_git_that_does_not_answer_is_not_waited_for(
    here: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(here, "Dockerfile")
    pretend(monkeypatch, here.parent / "programs", "exec sleep 600")
    monkeypatch.setattr(git, "SECONDS", 0.1)
    assert found(said) == ["Dockerfile"]
    assert said[0].endswith("no answer within 0.1 s")


def test_without_git_the_rules_up_to_the_root_count(
    here: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(here, "Dockerfile", "out/Dockerfile", "a/Dockerfile", "a/b/Dockerfile")
    plant(here, "a/c/Dockerfile")
    (here.parent / ".gitignore").write_text("Dockerfile\n")
    (here / ".gitignore").write_text("out/\n/a/b\n")
    (here / "a/.gitignore").write_text("/c\n")
    without(monkeypatch, here.parent / "empty")
    assert found(said) == ["Dockerfile", "a/Dockerfile"]
    assert found(said, "a") == ["a/Dockerfile"]
    assert found(said, "out") == found(said, "a/b") == []
    assert said == []


def test_git_is_no_program_of_the_tree(
    here: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(here, "Dockerfile")
    pretend(monkeypatch, here / "programs", f": > {here}/caught")
    monkeypatch.setenv("PATH", os.pathsep.join(("programs", "", ".")))
    assert found(said) == ["Dockerfile"]
    assert not (here / "caught").exists()


def test_a_folder_that_git_cannot_read_is_told(
    here: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(here, "Dockerfile", "a/b/Dockerfile")
    pretend(
        monkeypatch, here.parent / "programs",
        "printf 'Dockerfile\\0'\n"
        "echo \"warning: could not open directory 'a/b/': Permission denied\" >&2",
    )  # fmt: skip
    scandir = os.scandir

    def guarded(path: str) -> object:
        if os.path.basename(path) == "b":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)
    told = [(one.path, one.problem) for one in search((".",), said.append)]
    assert told == [("Dockerfile", ""), ("a/b", "cannot be searched: Permission denied")]


def test_what_looks_like_a_repository_and_is_none_is_a_folder(here: Path, said: list[str]) -> None:
    plant(here, "Dockerfile", "a/Dockerfile", "out/Dockerfile", "b/Dockerfile")
    (here / "a/.git").mkdir()
    (here / ".gitignore").write_text("out\n")
    (here / "b/.git").write_text("gitdir: /nowhere\n")
    assert found(said) == ["Dockerfile", "a/Dockerfile", "b/Dockerfile"]
    assert said == []
