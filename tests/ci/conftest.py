"""A runner of GitHub on which our action has installed dotimg: once, for all tests."""

from pathlib import Path

import pytest

from .jobs import AS_NEEDED, BY_ITSELF, SITE, GitHubJob

ENDED = "FROM mcr.microsoft.com/dotnet/aspnet:5.0\n"


@pytest.fixture(scope="session")
def runner_temp(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """RUNNER_TEMP after a first run, which was real, in a repository that wants to take part."""
    workspace = tmp_path_factory.mktemp("first") / "workspace"
    workspace.mkdir()
    for module in ("venv", "pip", "click", "dotimg"):
        (workspace / f"{module}.py").write_text("raise SystemExit('was imported')\n")
    temp = tmp_path_factory.mktemp("runner")
    done = GitHubJob(workspace, temp, **BY_ITSELF, **AS_NEEDED).action()
    assert (done.code, "was imported" in done.out) == (0, False), done.out
    return temp


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A repository with an image that has ended."""
    folder = tmp_path / "workspace"
    folder.mkdir()
    (folder / "Dockerfile").write_text(ENDED)
    return folder


@pytest.fixture
def job(workspace: Path, runner_temp: Path) -> GitHubJob:
    return GitHubJob(workspace, runner_temp, PYTHONPATH=SITE)
