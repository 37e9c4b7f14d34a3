"""The hook for pre-commit hands over the files that `check` reads."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from dotimg.files.kinds import ENDINGS, OTHER_ENDINGS, TEMPLATES, kind_of
from tests import own_tree
from tests.ci.jobs import AS_NEEDED, BY_ITSELF, DAY, shell

ROOT = Path(__file__).parent.parent
(HOOK,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))


STEMS = (
    *("Dockerfile", "dockerfile", "DockerfileApi", "dockerfileapi", "api-Dockerfile", "README"),
    *("api.Dockerfile", "Dockerfile-web", "dockerfile_web", "Containerfile", "MyDockerfile", "a"),
    *("makefiles", "Jenkinsfile", "Jenkinsfile-ci", "Earthfile", "Makefile", ".env", "src/Api"),
    *(".devcontainer/devcontainer", ".devcontainer", ".environment", "compose", ".gitlab-ci"),
    *("Directory.Build", ".github/workflows/ci", "azure-pipelines", "action", "k8s/pod"),
    *("package-lock", "packages.lock", "App.deps", "pnpm-lock", "obj/project.assets", "x.min"),
    *("A.g", "A.verified", "A.Designer", "Dockerfile.d/notes"),
)
ENDS = (
    *("", "~", ".alpine", ".net8.0", ".develop", ".3", ".prod.amd64", ".unheard-of", ".user"),
    *(f".{ending}" for ending in (*ENDINGS, *OTHER_ENDINGS, *TEMPLATES)),
    *(".sln", ".YML", ".Cs", ".template.template", ".sample.tmpl"),
)
PATHS = [
    f"{folder}{stem}{end}{template}"
    for folder in ("", "src/")
    for stem in STEMS
    for end in ENDS
    for template in ("", ".template", ".J2", ".in", ".txt")
]


def test_the_hook_is_handed_what_a_search_reads() -> None:
    taken, left = re.compile(HOOK["files"]), re.compile(HOOK["exclude"])
    handed = [path for path in PATHS if taken.search(path) and not left.search(path)]
    assert handed == [path for path in PATHS if kind_of(path)]
    assert 0 < len(handed) < len(PATHS)


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
        **AS_NEEDED,
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
