"""How long `explain` takes beside `pick`, as ratios in the same run, with the limits to keep.

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
        cases: dict[str, tuple[float | None, list[str], str]] = {
            "pick": (None, ["pick"], ""),
            "explain, a retired tag": (1.5, ["explain", RETIRED], ""),
            "explain, a digest": (1.6, ["explain", digest], ""),
            "explain, a tag that never was": (None, ["explain", "aspnet:8.0-nobel"], ""),
            "explain, 1,000 references": (6, ["explain", "-"], thousand),
            "explain, 1,000, as JSON": (6, ["explain", "-", "--format", "json"], thousand),
            "explain, 1,000 of a team": (6, ["explain", "-"], "\n".join(listed)),
            "support": (None, ["support"], ""),
        }
        times: dict[str, list[float]] = {name: [] for name in cases}
        for _ in range(rounds + 1):
            for name, (_, arguments, text) in cases.items():
                times[name].append(seconds([dotimg, "-q", *arguments], text))
        base = statistics.median(times["pick"][1:])
        for name, (limit, _, _) in cases.items():
            middle = statistics.median(times[name][1:])
            kept = f"  (limit {limit})" if limit else ""
            print(f"{name:32} {middle * 1000:7.1f} ms  {middle / base:5.2f}{kept}")


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
