"""The help of every command stands alone: it fits, shows examples that work, names exit codes."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from dotimg.catalog.tables import ELSEWHERE
from dotimg.cli.group import COMMANDS
from dotimg.errors import EXIT_NO, EXIT_OK, EXIT_UNREACHABLE
from tests.cli.conftest import Run

NAMES = ["", *sorted(COMMANDS)]
LIVE = {"tags", "digest", "inspect", "compare", "base", "refresh"}
SERVERS = {"lsp", "mcp"}  # which end where nobody speaks to them, and have said nothing
EXAMPLE = re.compile(r"^  (?=.*\bdotimg |mkdir )(dotimg|grep|mkdir) .*$", re.MULTILINE)

PROJECT = """\
<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
</Project>
"""
DOCKERFILE = "FROM mcr.microsoft.com/dotnet/aspnet:10.0.10\n"


def help_of(dotimg: Run, name: str) -> str:
    return dotimg(*name.split(), "--help").out


def examples(text: str) -> list[str]:
    return [found[0].strip() for found in EXAMPLE.finditer(text)]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("columns", ["60", "80", "200"])
def test_it_fits_80_columns(
    dotimg: Run, name: str, columns: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert max(map(len, help_of(dotimg, name).splitlines())) <= 80


@pytest.mark.parametrize("name", NAMES)
def test_it_names_the_exit_codes(dotimg: Run, name: str) -> None:
    said = " ".join(help_of(dotimg, name).split())
    assert re.search(r"Exit codes: 0 .*\b2 wrong usage\b", said)


@pytest.mark.parametrize("name", NAMES)
def test_it_has_an_example(dotimg: Run, name: str) -> None:
    own = f"dotimg {name}".strip()
    assert any(one.startswith(own) for one in examples(help_of(dotimg, name)))


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    """A repository with what the examples name; around it is the home of who tries them."""
    folder = tmp_path / "repository"
    for name in ("Shop", "Api"):
        (folder / "src" / name).mkdir(parents=True)
        (folder / "src" / name / f"{name}.csproj").write_text(PROJECT)
    named = "".join(f'<Project Path="src/{name}/{name}.csproj" />' for name in ("Shop", "Api"))
    (folder / "Shop.slnx").write_text(f"<Solution>{named}</Solution>")
    (folder / "App.csproj").write_text(PROJECT)
    (folder / "Dockerfile").write_text(DOCKERFILE)
    return folder


@pytest.mark.skipif(sys.platform == "win32", reason="the examples are for a POSIX shell")
@pytest.mark.parametrize("name", NAMES)
def test_its_examples_work(dotimg: Run, name: str, prepared: Path, small: str) -> None:
    own = {"DOTIMG_CATALOG": small} if name == "page" else {}  # that of all images takes a while
    for command in examples(help_of(dotimg, name)):
        if "| Invoke-Expression" in command:
            continue  # for PowerShell, which no test has
        if name == "scaffold":
            (prepared / "Dockerfile").unlink(missing_ok=True)
        before = contents(prepared.parent)
        done = run(command, prepared, own)
        if any(f"dotimg {verb}" in command for verb in LIVE):
            assert done.returncode == EXIT_UNREACHABLE, (command, done.stderr)
            continue
        good = (EXIT_OK, EXIT_NO) if "dotimg check" in command else (EXIT_OK,)
        assert done.returncode in good, (command, done.stderr)
        answered = done.stdout or contents(prepared.parent) != before
        assert bool(answered) == (name not in SERVERS), command


def contents(folder: Path) -> dict[Path, bytes]:
    return {one: one.read_bytes() if one.is_file() else b"" for one in folder.rglob("*")}


def run(command: str, folder: Path, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    environment = {
        **variables,
        ELSEWHERE: os.environ[ELSEWHERE],
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder.parent),
        "HTTPS_PROXY": "http://127.0.0.1:9",  # nobody listens there, so that nothing is asked
    }
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        cwd=folder, env=environment, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
