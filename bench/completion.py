"""How long a completion takes beside `dotimg pick`, as ratios in the same run, with the limit.

Measured as `bench/startup.py` does: from the wheel, in turns, medians. bash says besides what it
replaces; zsh, fish and PowerShell ask in one way. `python bench/completion.py [ROUNDS]`
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from startup import environment, install

LIMIT = 1.5
LINES = {
    "commands": "dotimg ",
    "options": "dotimg pick --",
    "versions": "dotimg pick --version ",
    "systems": "dotimg pick --os ",
    "goals of upgrade": "dotimg upgrade . --to ",
    "rules": "dotimg check . --ignore ",
    "repositories": "dotimg explain ",
    "all listed tags": "dotimg explain aspnet:",
    "listed tags": "dotimg explain aspnet:8.0-al",
    "retired tags": "dotimg explain aspnet:6.0",
}


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as folder:
        dotimg = str(install(Path(folder)) / "dotimg")
        cases = {("pick", ""): [*asked(dotimg, {}), "-q", "pick"]}
        for name, line in LINES.items():
            ask = {"_DOTIMG_COMPLETE": line}
            word = line.rpartition(" ")[2].rpartition(":")[2]
            cases[name, "bash"] = asked(dotimg, {**ask, "_DOTIMG_REPLACED": word})
            cases[name, "zsh, fish, PowerShell"] = asked(dotimg, ask)
        times: dict[tuple[str, str], list[float]] = {case: [] for case in cases}
        for _ in range(rounds + 1):
            for case, command in cases.items():
                times[case].append(seconds(command))
        base = statistics.median(times["pick", ""][1:])
        for (name, shell), measured in times.items():
            middle = statistics.median(measured[1:])
            kept = f"  (limit {LIMIT})" if shell else ""
            print(f"{name:18} {shell:22} {middle * 1000:7.1f} ms  {middle / base:5.2f}{kept}")


def asked(dotimg: str, variables: dict[str, str]) -> list[str]:
    """A run of dotimg with variables set, `pick` by the same way as the completions."""
    return ["env", *(f"{name}={value}" for name, value in variables.items()), dotimg]


def seconds(line: list[str]) -> float:
    """How long a command takes, its output thrown away."""
    start = time.perf_counter()
    subprocess.run(line, check=True, stdout=subprocess.DEVNULL, env=environment())
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
