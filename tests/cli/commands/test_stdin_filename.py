"""`--stdin-filename`: what an editor holds is judged as the file that it will be."""

import io
import json
from pathlib import Path

import pytest

from dotimg.errors import EXIT_NO, EXIT_OK, EXIT_USAGE
from tests.cli.conftest import Run

MCR = "mcr.microsoft.com/dotnet/"
DAY = "2026-11-22"
COMPOSE = f"services:\n  shop:\n    image: {MCR}aspnet:8.0\n"
PROJECT = """<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
</Project>
"""
FILES = {
    "Dockerfile": f"FROM {MCR}sdk:10.0 AS build\nCOPY . .\nRUN dotnet publish src/Shop.csproj\n"
    f"FROM {MCR}runtime:10.0\nCOPY --from=build /app .\n",
    "deploy/compose.yaml": COMPOSE,
    ".github/workflows/build.yml": "jobs:\n  build:\n    runs-on: ubuntu-latest\n"
    f"    container: {MCR}sdk:8.0\n",
    "shop.sh": f"docker run {MCR}sdk:8.0\n",
    ".devcontainer/devcontainer.json": f'{{"image": "{MCR}sdk:8.0"}}\n',
}


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "Shop.csproj").write_text(PROJECT)
    (tmp_path / "dotimg.toml").write_text(
        'exclude = ["legacy/"]\n[per-file-ignores]\n"old/**" = ["DI201"]\n'
    )
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


@pytest.mark.parametrize("command", ["check", "inventory"])
@pytest.mark.parametrize("name", FILES)
def test_it_is_judged_as_the_file_on_disk_would_be(
    dotimg: Run, monkeypatch: pytest.MonkeyPatch, tree: Path, command: str, name: str
) -> None:
    whole = dotimg(command, name, "--format", "json", day=DAY)
    (tree / name).write_text("")  # what is on disk is not what is typed
    typed(monkeypatch, FILES[name])
    found = dotimg(command, "-", "--stdin-filename", name, "--format", "json", day=DAY)
    assert (found.code, found.out) == (whole.code, whole.out)
    assert json.loads(found.out)["images"]


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("new/compose.yaml", EXIT_NO, ""),
        ("old/compose.yaml", EXIT_OK, ""),
        ("legacy/compose.yaml", EXIT_OK, "legacy/compose.yaml: ignored because of exclude"),
    ],
)
def test_settings_are_those_of_the_name_which_need_not_be_there(
    dotimg: Run,
    monkeypatch: pytest.MonkeyPatch,
    tree: Path,
    name: str,
    code: int,
    said: str,
) -> None:
    typed(monkeypatch, COMPOSE)
    found = dotimg("check", "-", "--stdin-filename", str(tree / name), day=DAY)
    assert found.code == code
    assert said in found.err


def test_the_file_on_disk_is_not_judged_as_well(
    dotimg: Run, monkeypatch: pytest.MonkeyPatch, tree: Path
) -> None:
    typed(monkeypatch, COMPOSE)
    name = str(tree / "deploy" / "compose.yaml")
    words = ("-", "deploy", "--stdin-filename", name, "--format", "json")
    assert json.loads(dotimg("check", *words, day=DAY).out)["files"] == 1


def test_upgrade_gives_a_diff_of_the_name_and_writes_to_stdout(
    dotimg: Run, monkeypatch: pytest.MonkeyPatch, tree: Path
) -> None:
    name = "deploy/compose.yaml"
    words = ("-q", "upgrade", "-", "--stdin-filename", name)
    typed(monkeypatch, COMPOSE)
    assert f"--- a/{name}\n+++ b/{name}\n" in dotimg(*words, day=DAY).out
    typed(monkeypatch, COMPOSE)
    assert dotimg(*words, "--write", day=DAY).out == COMPOSE.replace("8.0", "10.0")
    assert (tree / name).read_text() == COMPOSE


@pytest.mark.parametrize("words", [("x",), ("-", "."), ("-", ""), ("-", "a/")])
def test_a_name_without_a_file_on_stdin_or_of_a_folder_is_wrong_usage(
    dotimg: Run, tree: Path, words: tuple[str, ...]
) -> None:
    path, name = (*words, "Dockerfile")[:2]
    for command in ("check", "inventory", "upgrade"):
        done = dotimg(command, path, "--stdin-filename", name)
        assert (done.code, done.out) == (EXIT_USAGE, "")
        assert "--stdin-filename" in done.err
    assert (tree / "Dockerfile").read_text() == FILES["Dockerfile"]
