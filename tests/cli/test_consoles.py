"""Consoles of other encodings, as those of Windows are, and file systems without Unicode.

A terminal has the encoding of PYTHONIOENCODING here; a pipe has UTF-8 whatever that says.
"""

import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.real_registry import RealRegistry

ENCODINGS = ("cp1252", "cp437", "cp932", "ascii")
MCR = "mcr.microsoft.com/dotnet/"
PROJECT = """<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup>
  <TargetFramework>net8.0</TargetFramework></PropertyGroup></Project>"""
DOCKERFILE = f"FROM {MCR}sdk:8.0-jammy AS build\nFROM {MCR}aspnet:8.0-jammy\nLABEL a=中文\n"
# The exit code of each.
COMMANDS = {
    "--help": 0,
    "pick --version 8 --os alpine3.18": 0,
    "pick --os Jürgen中": 2,
    "list --version 10 --repository aspnet": 0,
    "list --version 10 --os alpine --format json": 0,
    "support": 0,
    "explain aspnet:8.0-alpine3.18": 0,
    "explain sdk:nöble中": 2,
    "inspect Größe": 2,
    "check .": 1,
    "check . --format json": 1,
    "check . --format sarif": 1,
    "check . --format github": 1,
    "check nowhere/Größe.中": 3,
    "upgrade .": 0,
    "upgrade . --format json": 0,
    "pick --project src/Größe中.csproj": 0,
    "pick --project src --format json": 0,
    "scaffold src --force": 0,
    "refresh --source Größe中": 3,
}
LIVE = (
    "tags aspnet",
    "digest aspnet:8.0",
    "inspect aspnet:8.0",
    "compare aspnet:8.0 aspnet:10.0-noble-chiseled --platform linux/amd64",
    "list --all --tags --version 8.0.11 --os alpine3.20 --repository aspnet --arch amd64 --live",
)
FILES = (
    "check .",
    "check . --format sarif",
    "upgrade . --check",
    "upgrade . --write",
    "pick --project src",
)
# Runs one command after another, and says where each ends.
SCRIPT = """
import sys
from dotimg.cli import run
for line in sys.argv[1:]:
    code = run(["--today", "2026-11-22", *line.split()])
    sys.stderr.flush()
    print(f"exit {code} of", line.encode("ascii", "replace").decode(), flush=True)
"""


def started(
    folder: str,
    encoding: str,
    commands: tuple[str, ...],
    stdout: int,
    stderr: int,
    more: dict[str, str] | None = None,
) -> "subprocess.Popen[bytes]":
    """Runs commands in a folder with a project and a Dockerfile."""
    for name, content in (("src/Größe中.csproj", PROJECT), ("büild/Dockerfile", DOCKERFILE)):
        path = Path(folder) / name
        path.parent.mkdir()
        path.write_text(content, "utf-8")
    own = {name: value for name, value in os.environ.items() if not name.startswith("DOTIMG_")}
    own |= dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "DOCKER_CONFIG"), folder)
    own |= {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "TERM": "dumb", "COLUMNS": "80"}
    own |= more or {}
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, *commands], cwd=folder, env=own, stdout=stdout, stderr=stderr
    )  # fmt: skip


@cache
def on_terminal(encoding: str, commands: tuple[str, ...] = tuple(COMMANDS)) -> str:
    """What commands say on a terminal, both streams."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    seen = b""
    with (
        TemporaryDirectory() as folder,
        started(folder, encoding, commands, theirs, theirs),
    ):
        os.close(theirs)
        try:
            while more := os.read(ours, 65536):
                seen += more
        except OSError:
            pass  # so a terminal ends on Linux
    os.close(ours)
    return seen.decode(encoding).replace("\r\n", "\n").replace(folder, "")


@cache
def in_pipe(encoding: str) -> str:
    """What all commands say in a pipe, both streams."""
    with (
        TemporaryDirectory() as folder,
        started(folder, encoding, tuple(COMMANDS), subprocess.PIPE, subprocess.STDOUT) as process,
    ):
        said, _ = process.communicate()
    return said.decode().replace(folder, "")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_console_shows_all_but_letters_that_it_has_not(encoding: str) -> None:
    """What it has not is a question mark, and no command ends otherwise for it."""
    full = on_terminal("utf-8")
    assert on_terminal(encoding) == full.encode(encoding, "replace").decode(encoding)


def test_so_it_is_with_what_a_registry_says(real: RealRegistry) -> None:
    asked = tuple(f"{one} --registry {real.host}" for one in LIVE)
    full = on_terminal("utf-8", asked)
    assert [line.split()[1] for line in full.splitlines() if line.startswith("exit ")] == ["0"] * 5
    assert on_terminal("cp437", asked) == full.encode("cp437", "replace").decode("cp437")


def test_a_pipe_carries_utf_8_whatever_the_console_has() -> None:
    assert in_pipe("cp437") == in_pipe("utf-8")
    assert "Größe中" in in_pipe("cp437")


def test_what_is_compared_is_more_than_errors() -> None:
    said = on_terminal("cp1252")
    lines = [line for line in said.splitlines() if line.startswith("exit ")]
    assert [int(line.split()[1]) for line in lines] == list(COMMANDS.values())
    assert "'Jürgen?'" in said
    assert "büild/Dockerfile:1:6: error DI201" in said
    assert " LABEL a=??" in said


def test_names_are_told_where_the_file_system_has_ascii_alone(tmp_path: Path) -> None:
    """What Python does in the locale C if it is kept from taking UTF-8."""
    plain = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}
    with started(
        str(tmp_path), "utf-8", FILES, subprocess.PIPE, subprocess.STDOUT, plain
    ) as process:
        said = process.communicate()[0].decode()
    assert [line.split()[1] for line in said.splitlines() if line.startswith("exit ")] == list(
        "11100"
    )
    assert r"b\udcc3\udcbcild/Dockerfile:1:6: error DI201" in said
    assert (tmp_path / "büild/Dockerfile").read_text("utf-8").startswith(f"FROM {MCR}sdk:10.0-n")
