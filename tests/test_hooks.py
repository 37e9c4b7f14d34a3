"""The hook for pre-commit hands over the files that `check` reads."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from dotimg.files.kinds import kind_of
from tests import own_tree
from tests.ci.jobs import BY_ITSELF, DAY, shell

ROOT = Path(__file__).parent.parent
(HOOK,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))


@pytest.mark.parametrize(
    "path",
    [
        *("Dockerfile", "src/Dockerfile", "dockerfile", "Dockerfile.alpine", "api.Dockerfile"),
        *("Containerfile", "a/api.containerfile", "compose.yaml", "k8s/pod.yml", "action.yml"),
        *(".github/workflows/ci.yml", "azure-pipelines.yml", ".gitlab-ci.yml", "src/App.csproj"),
        *("Dockerfile.net8.0", "Dockerfile.alpine3.20", "Dockerfile.prod.amd64"),
        *("App.fsproj", "Directory.Build.props", "devcontainer.json", ".devcontainer.json"),
        *(".devcontainer/api/devcontainer.json", "p/linux.pubxml", "Directory.Build.targets"),
    ],
)
def test_what_check_reads_is_handed_over(path: str) -> None:
    assert kind_of(path)
    assert re.search(HOOK["files"], path)
    assert not re.search(HOOK["exclude"], path)


@pytest.mark.parametrize(
    "path",
    [
        *("Dockerfile.dockerignore", "dockerfile.py", "Dockerfile.md", "Dockerfile~", "README.md"),
        *(
            "package.json",
            "src/Program.cs",
            "Dockerfile.orig",
            "App.sln",
            "Directory.Packages.props",
        ),
    ],
)
def test_what_check_does_not_read_is_not(path: str) -> None:
    assert not kind_of(path)
    assert not re.search(HOOK["files"], path) or re.search(HOOK["exclude"], path)


def test_the_hook_runs_dotimg_itself(tmp_path: Path) -> None:
    assert HOOK["language"] == "python"
    program = Path(sys.executable).parent / HOOK["entry"].split()[0]
    (tmp_path / "Dockerfile").write_text("FROM mcr.microsoft.com/dotnet/sdk:5.0\n")
    done = subprocess.run(
        [str(program), *HOOK["entry"].split()[1:], "Dockerfile"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "DI201" in done.stdout


def test_pre_commit_runs_it(tmp_path: Path) -> None:
    """By the example of the docs; its URL leads to a copy of this repository."""
    source = own_tree.copied(tmp_path / "dotimg")
    settings = {
        **BY_ITSELF,
        "GIT_CONFIG_COUNT": "3",
        "GIT_CONFIG_KEY_0": f"url.{source.as_uri()}.insteadOf",
        "GIT_CONFIG_VALUE_0": "https://git.example.com/dotimg",
        "GIT_CONFIG_KEY_1": "user.name",
        "GIT_CONFIG_VALUE_1": "contoso",
        "GIT_CONFIG_KEY_2": "user.email",
        "GIT_CONFIG_VALUE_2": "contoso@example.com",
        "PRE_COMMIT_HOME": str(tmp_path / "hooks"),
        "DOTIMG_TODAY": DAY,
    }
    publish = "git init -q && git add -A && git commit -qm all && git tag v0.1.0"
    assert shell(publish, source, settings).code == 0
    own = tmp_path / "own"
    own.mkdir()
    shutil.copy(ROOT / "docs/ci/pre-commit-config.yaml", own / ".pre-commit-config.yaml")
    (own / "Dockerfile").write_text("FROM mcr.microsoft.com/dotnet/sdk:5.0\n")
    done = shell("git init -q && git add -A && pre-commit run", own, settings)
    assert done.code == 1
    assert "DI201" in done.out
    (own / "Dockerfile").write_text("FROM mcr.microsoft.com/dotnet/aspnet:10.0\n")
    done = shell("git add -A && pre-commit run", own, settings)
    assert done.code == 0
    assert re.search(r"^dotimg check\.+Passed$", done.out, re.MULTILINE)
