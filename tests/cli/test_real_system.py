"""What differs from system to system is met as it is: the shells, the names of the file system."""

import json
import os
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from .conftest import Run

SHELLS = {
    "sh": ("sh", "-c"),
    "cmd": ("cmd", "/d", "/c"),
    "powershell": ("powershell", "-NoProfile", "-Command"),
    "pwsh": ("pwsh", "-NoProfile", "-Command"),
}
THERE = [name for name, (program, *_) in SHELLS.items() if shutil.which(program)]
BESIDE = Path(sys.executable).parent
ANSWER = "mcr.microsoft.com/dotnet/aspnet:5.0"


def by_shell(shell: str, script: str, folder: Path) -> tuple[int, bytes]:
    path = f"{BESIDE}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [*SHELLS[shell], script],
        cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout


@pytest.mark.parametrize("shell", THERE)
def test_a_shell_gets_the_answer_in_a_file_and_in_a_pipe(shell: str, tmp_path: Path) -> None:
    ask = "dotimg -q pick --version 5.0"
    code, said = by_shell(shell, ask, tmp_path)
    assert (code, said.decode().strip()) == (0, ANSWER)
    assert by_shell(shell, f"{ask} > answer.txt", tmp_path)[0] == 0
    written = (tmp_path / "answer.txt").read_bytes()
    # PowerShell before 7 writes UTF-16 by itself.
    text = written.decode("utf-16" if written.startswith(b"\xff\xfe") else "utf-8")
    assert text.strip() == ANSWER
    assert by_shell(shell, f"{ask} | sort", tmp_path)[1].decode().strip() == ANSWER


@pytest.mark.parametrize("shell", THERE)
def test_a_shell_gets_the_exit_code(shell: str, tmp_path: Path) -> None:
    ask = "dotimg -q pick --version 10 --os debian"
    asked = f"{ask}; exit $LASTEXITCODE" if "p" in shell[:1] else ask
    assert by_shell(shell, asked, tmp_path) == (1, b"")


NAMES = {
    "composed": unicodedata.normalize("NFC", "dienst-é-ü"),
    "decomposed": unicodedata.normalize("NFD", "dienst-é-ü"),
    "upper": "SERVICE",
    "with blanks": "a b 'c'",
    "of another script": "Служба-服务",
    "long": "/".join(["f" * 50] * 6),  # longer than the 260 characters of old Windows
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_file_is_found_checked_and_moved_by_its_real_name(
    name: str, dotimg: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = tmp_path / "work"
    folder = work.joinpath(*name.split("/"))
    try:
        folder.mkdir(parents=True)
        (folder / "Dockerfile").write_text("FROM mcr.microsoft.com/dotnet/aspnet:5.0\n")
    except OSError as error:
        pytest.skip(f"no such name here: {error}")
    monkeypatch.chdir(work)
    found = json.loads(dotimg("-q", "check", "--format", "json").out)["findings"]
    assert {Path(one["path"]) for one in found} == {(folder / "Dockerfile").relative_to(work)}
    assert dotimg("-q", "upgrade", "--write").code == 0
    assert (folder / "Dockerfile").read_text() == "FROM mcr.microsoft.com/dotnet/aspnet:10.0\n"


def test_names_that_differ_in_case_are_as_many_as_the_file_system_has(
    dotimg: Run, tmp_path: Path
) -> None:
    for name in ("service", "Service"):
        (tmp_path / "work" / name).mkdir(parents=True, exist_ok=True)
        (tmp_path / "work" / name / "Dockerfile").write_text(
            "FROM mcr.microsoft.com/dotnet/aspnet:5.0\n"
        )
    there = sum(1 for _ in (tmp_path / "work").iterdir())
    found = json.loads(dotimg("-q", "check", str(tmp_path / "work"), "--format", "json").out)
    assert found["files"] == there
