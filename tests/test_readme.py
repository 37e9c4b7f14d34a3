"""Every console example of the README gives the output that stands below it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MIRROR = "localhost:5000"  # the README's; in the tests a registry at a free port
README = (ROOT / "README.md").read_text("utf-8")


# The README shows them by `cat`, and uses them in the next examples.
FILES = {
    name: README.partition(f"$ cat {name}\n")[2].partition("$ ")[0]
    for name in ("Dockerfile", "App.csproj")
}


def examples() -> list[tuple[str, str]]:
    found = []
    for block in re.findall(r"^```console\n(.*?)^```", README, re.DOTALL | re.MULTILINE):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


@pytest.mark.skipif(sys.platform == "win32", reason="the examples are for a POSIX shell")
@pytest.mark.parametrize(("command", "output"), examples(), ids=[one for one, _ in examples()])
def test_example(command: str, output: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    if MIRROR in command:
        host = request.getfixturevalue("real").host
        command, output = command.replace(MIRROR, host), output.replace(MIRROR, host)
    for name, text in FILES.items():
        if name in command or (name == "Dockerfile" and "scaffold" not in command):
            (tmp_path / name).write_text(text)
    environment = {name: value for name, value in os.environ.items() if "DOTIMG" not in name}
    environment = {name: value for name, value in environment.items() if "XDG" not in name}
    environment |= {
        "DOTIMG_TODAY": "2026-11-22",
        "HOME": str(tmp_path),
        "DOCKER_CONFIG": str(tmp_path),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}",
    }
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, check=False,
    )  # fmt: skip
    assert done.stdout == output


def test_there_are_examples() -> None:
    assert len(examples()) > 8


def test_the_first_two_blocks_are_one_command_each() -> None:
    blocks = re.findall(r"^```sh\n(.*?)^```", README, re.DOTALL | re.MULTILINE)[:2]
    assert all(block.count("\n") == 1 for block in blocks)
    assert blocks[0].endswith("dotimg pick --purpose run --version 5.0\n")
    assert blocks[1].endswith("python -m pytest\n")
