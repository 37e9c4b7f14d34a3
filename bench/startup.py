"""How long the main commands take, as ratios to `python -c "import click"` in the same run.

Builds the wheel, installs it into an environment of its own, byte code included, and measures the
commands in turns, so that a busy machine slows all alike. Prints the median, the ratio of medians,
and the limit that the ratio should keep. `python bench/startup.py [ROUNDS]`
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROJECT = str(ROOT / "bench" / "Shop.csproj")
LIST_ALL = ("-q", "list", "--all", "--tags", "--format", "json")
COMMANDS = {
    "import click": (None, ("-c", "import click")),
    "pick": (1.1, ("-q", "pick")),
    "pick --version 5.0": (1.1, ("-q", "pick", "--version", "5.0")),
    "pick --format json": (None, ("-q", "pick", "--format", "json")),
    "pick --project": (None, ("-q", "pick", "--project", PROJECT)),
    "pick --project --format json": (
        None,
        ("-q", "pick", "--project", PROJECT, "--format", "json"),
    ),
    "--help": (1.05, ("--help",)),
    "list": (1.4, ("-q", "list")),
    "list --all --tags --format json": (12.0, LIST_ALL),
}


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as folder:
        binaries = install(Path(folder))
        python, dotimg = str(binaries / "python"), str(binaries / "dotimg")
        lines = {
            name: [python if name == "import click" else dotimg, *arguments]
            for name, (_, arguments) in COMMANDS.items()
        }
        times: dict[str, list[float]] = {name: [] for name in lines}
        for _ in range(rounds + 1):
            for name, line in lines.items():
                times[name].append(seconds(line))
        base = statistics.median(times["import click"][1:])
        for name, (limit, _) in COMMANDS.items():
            middle = statistics.median(times[name][1:])
            kept = f"  (limit {limit})" if limit else ""
            print(f"{name:34} {middle * 1000:7.1f} ms  {middle / base:5.2f}{kept}")
        ratio = statistics.median(times["pick --project"][1:]) / statistics.median(
            times["pick"][1:]
        )
        print(f"{'pick --project beside pick':34} {ratio:19.2f}  (limit 1.5)")
        print(f"{'pick, peak memory':34} {peak(lines['pick']) / 1e6:7.1f} MB  (limit 40)")


def install(folder: Path, *others: str) -> Path:
    """An environment with the wheel of this checkout and other packages; the folder of programs."""
    wheels, environment = folder / "wheels", folder / "environment"
    make = [sys.executable, "-m", "pip", "wheel", "--no-deps", "-q", "-w", str(wheels), str(ROOT)]
    subprocess.run(make, check=True, stdout=subprocess.DEVNULL)
    venv.create(environment, with_pip=True)
    binaries = environment / ("Scripts" if os.name == "nt" else "bin")
    wheel = next(wheels.glob("dotimg-*.whl"))
    put = [str(binaries / "python"), "-m", "pip", "install", "-q", str(wheel), *others]
    subprocess.run(put, check=True, stdout=subprocess.DEVNULL)
    return binaries


def seconds(line: list[str]) -> float:
    """How long a command takes, its output thrown away."""
    start = time.perf_counter()
    subprocess.run(line, check=True, stdout=subprocess.DEVNULL, env=environment())
    return time.perf_counter() - start


def environment() -> dict[str, str]:
    """The variables of this process, byte code allowed."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def peak(line: list[str]) -> int:
    """The peak memory of a command in bytes."""
    code = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", code, *line], capture_output=True, check=True)
    return int(done.stdout) * (1 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    main()
