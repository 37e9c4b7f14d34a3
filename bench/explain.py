"""How long `explain` takes beside `pick` and `python -c "import click"`, as ratios in the same run.

One reference is held against the import, many against `pick`, each with the limit to keep.

Measured as `bench/startup.py` does: from the wheel, in turns, medians. `python bench/explain.py
[ROUNDS]`. The thousand references are drawn from all that were ever published, a few of them
broken or other people's; the team's thousand are sixty of the listed ones again and again.
"""

import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from startup import environment, install

CLICK, PICK = "import click", "pick"
RETIRED = "aspnet:8.0-alpine3.18"
BROKEN = ["http://nginx", "sdk: 8.0", "nginx:latest", "aspnet:8.0.99-alpine", "sdk:11.0-trixie"]


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as folder:
        binaries = install(Path(folder))
        dotimg = str(binaries / "dotimg")
        published, listed, digest = samples(dotimg)
        thousand = "\n".join(published)
        cases: dict[str, tuple[str, float | None, list[str], str]] = {
            CLICK: (CLICK, None, [], ""),
            PICK: (CLICK, None, ["pick"], ""),
            "explain, a retired tag": (CLICK, 1.4, ["explain", RETIRED], ""),
            "explain, a digest": (CLICK, 1.4, ["explain", digest], ""),
            "explain, a tag that never was": (CLICK, None, ["explain", "aspnet:8.0-nobel"], ""),
            "explain, 1,000 references": (PICK, 5, ["explain", "-"], thousand),
            "explain, 1,000, as JSON": (PICK, 5, ["explain", "-", "--format", "json"], thousand),
            "explain, 1,000 of a team": (PICK, 5, ["explain", "-"], "\n".join(listed)),
            "support": (PICK, None, ["support"], ""),
        }
        imported = [str(binaries / "python"), "-c", CLICK]
        times: dict[str, list[float]] = {name: [] for name in cases}
        for _ in range(rounds + 1):
            for name, (_, _, arguments, text) in cases.items():
                # Without -q: to find a short option takes click a fortieth of such a run.
                line = imported if name == CLICK else [dotimg, *arguments]
                times[name].append(seconds(line, text))
        middle = {name: statistics.median(found[1:]) for name, found in times.items()}
        for name, (base, limit, _, _) in cases.items():
            kept = f"  (limit {limit})" if limit else ""
            ratio = f"{middle[name] / middle[base]:5.2f} to {base}"
            print(f"{name:32} {middle[name] * 1000:7.1f} ms  {ratio}{kept}")


def samples(dotimg: str) -> tuple[list[str], list[str], str]:
    """1,000 references of all times, 1,000 of sixty listed ones, the digest of a retired tag."""
    some = random.Random(4)  # noqa: S311  a fixed seed, so that runs can be compared
    every = output([dotimg, "list", "--all", "--tags", "--format", "refs"]).split()
    listed = output([dotimg, "list", "--tags", "--format", "refs"]).split()
    published = some.sample(every, 1000 - 4 * len(BROKEN)) + 4 * BROKEN
    some.shuffle(published)
    document = output([dotimg, "explain", RETIRED, "--format", "json"])
    digest = document.partition('"digest": "')[2].partition('"')[0]
    return published, some.choices(some.sample(listed, 60), k=1000), digest


def output(line: list[str]) -> str:
    """What a command prints."""
    done = subprocess.run(line, capture_output=True, text=True, check=True, env=environment())
    return done.stdout


def seconds(line: list[str], text: str) -> float:
    """How long a command takes, its output thrown away; some references are broken on purpose."""
    start = time.perf_counter()
    subprocess.run(
        line, input=text.encode(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env=environment(), check=False,
    )  # fmt: skip
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
