"""What a terminal shows fits its columns: no line is wider, no word is broken.

A word that is longer than a line, such as a long reference, stands alone on its line. Diffs and the
excerpts of files are shown as they are.
"""

import re
from pathlib import Path

import pytest

Terminal = pytest.importorskip("tests.terminals", reason="no ptys on Windows").Terminal

MCR = "mcr.microsoft.com/dotnet/"
STYLE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
CONTENT = re.compile(r"[-+ @]|  *\d* \| ")  # of a diff or a file

COMMANDS = {
    "list": ["list", "--version", "10"],
    "list-all": ["list", "--version", "8", "--all", "--os", "alpine"],
    "support": ["support"],
    "explain": ["explain", "aspnet:8.0-alpine3.18", "sdk:10.0", "nosuch:1", "CVE-2025-55315"],
    "check": ["check", "."],
    "upgrade": ["upgrade", "."],
    "inventory": ["inventory", "."],
    "pick": ["pick", "--version", "8", "--os", "alpine3.18"],
    "pick-no": ["pick", "--version", "10", "--os", "debian"],
    "changes": ["changes", "aspnet:8.0.11", "aspnet:10.0"],
    "rule": ["rule"],
    "rule-page": ["rule", "DI201"],
    "scaffold": ["scaffold", "app"],
    "bad-option": ["pick", "--nonsense"],
}


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A repository with faults in files of long and short names."""
    here = tmp_path / "here"
    for folder in ("app", "services/orders/with-a-long-name"):
        (here / folder).mkdir(parents=True)
    (here / "services/orders/with-a-long-name/Dockerfile").write_text(
        f"FROM {MCR}sdk:8.0 AS build\nFROM {MCR}aspnet:8.0-alpine3.18\nRUN apt-get update\n"
    )
    (here / "app/app.csproj").write_text(
        '<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup>'
        "<TargetFramework>net8.0</TargetFramework></PropertyGroup></Project>"
    )
    (here / "compose.yaml").write_text("services: {a: {image: '${WHAT}/dotnet/aspnet:8.0'}}\n")
    monkeypatch.chdir(here)


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize("name", COMMANDS)
def test_no_line_is_wider_than_the_terminal(tmp_path: Path, name: str, columns: int) -> None:
    with Terminal(tmp_path, *COMMANDS[name], columns=columns, rows=90) as terminal:
        terminal.wait()
        text = STYLE.sub("", terminal.raw.decode())
    lines = [line.rsplit("\r", 1)[-1] for line in text.replace("\r\n", "\n").split("\n")]
    assert len(lines) > 1
    shown = [line for line in lines if name != "upgrade" or not CONTENT.match(line)]
    wide = [line for line in shown if len(line) > columns and " " in line.strip()]
    assert [line for line in wide if not CONTENT.match(line)] == []
