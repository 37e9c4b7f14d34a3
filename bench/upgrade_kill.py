"""Kills `dotimg upgrade --write` at random moments, and looks whether each file is whole.

Each try plants 100 Dockerfiles with the project that each builds, starts the command, and kills it
with SIGKILL within the time that a whole one takes. Then every file must be the old or the new one,
and a run that nobody kills must finish the work and leave nothing else. A run that is quicker than
its killer does not count.

`python bench/upgrade_kill.py [TRIES]`
"""

import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

FOLDERS = 100
NAMES = ("Dockerfile", "App.csproj")
PROJECT = (
    '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup>\n'
    "<TargetFramework>net8.0</TargetFramework>\n<OutputType>Exe</OutputType>\n"
    "</PropertyGroup></Project>\n"
)
MCR = "mcr.microsoft.com/dotnet/"
COMMAND = [sys.executable, "-m", "dotimg", "-q", "--today", "2026-11-22", "upgrade", "--write"]


def main() -> None:
    """Try, and print what came of it."""
    tries = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    some = random.Random(7)  # noqa: S311  a fixed seed, so that runs can be compared
    outcomes: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        whole, start = seconds(folder)
        while sum(outcomes.values()) < tries:
            plant(folder)
            process = subprocess.Popen([*COMMAND, str(folder)])
            time.sleep(some.uniform(start, whole))
            process.send_signal(signal.SIGKILL)
            if process.wait() == -signal.SIGKILL:
                left = sum(path.name.endswith(".dotimg") for path in folder.rglob("*"))
                outcomes[f"{outcome(folder)}{', a file beside' if left else ''}"] += 1
                subprocess.run([*COMMAND, str(folder)], check=True)
                names = {one.name for one in folder.rglob("*") if one.is_file()}
                if outcome(folder) != "all new" or names != set(NAMES):
                    sys.exit("the next run has left something")
    print(f"{tries} tries: {dict(outcomes)}")


def plant(folder: Path) -> None:
    """Write the files as they are before."""
    shutil.rmtree(folder, ignore_errors=True)
    for number in range(FOLDERS):
        own = folder / str(number)
        own.mkdir(parents=True)
        for name in NAMES:
            (own / name).write_text(old(number, name))


def old(number: int, name: str) -> str:
    """A file before; those of one length differ."""
    if name == "App.csproj":
        return PROJECT + f"<!-- {number} -->\n"
    lines = "COPY . .\nRUN dotnet publish App.csproj -f net8.0\n" + "RUN true\n" * 200
    return f"FROM {MCR}sdk:8.0-jammy\n# {number}\n" + lines


def seconds(folder: Path) -> tuple[float, float]:
    """How long a whole run takes, and when it begins to write."""
    plant(folder)
    start = time.perf_counter()
    process = subprocess.Popen([*COMMAND, str(folder)])
    first = 0.0
    while process.poll() is None:
        if not first and "net10.0" in (folder / "0" / "App.csproj").read_text():
            first = time.perf_counter() - start
    if process.returncode:
        sys.exit("a run that nobody killed has failed")
    return time.perf_counter() - start, first * 0.9


def outcome(folder: Path) -> str:
    """What a killed run left."""
    new, every = 0, [(number, name) for number in range(FOLDERS) for name in NAMES]
    for number, name in every:
        text, before = (folder / str(number) / name).read_text(), old(number, name)
        if text == before.replace("8.0-jammy", "10.0-noble").replace("net8.0", "net10.0"):
            new += 1
        elif text != before:
            return "DAMAGED"
    return "all old" if not new else "all new" if new == len(every) else "some old, some new"


if __name__ == "__main__":
    main()
