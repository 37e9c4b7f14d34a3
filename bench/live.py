"""How long `dotimg tags` takes on a repository of 10,000 tags, as a ratio in the same run.

Starts docker-registry, gives one of its images 10,000 tags under real names, and measures in turns:
`python -c "import click, requests"`, the registry's own answer to a process that already runs,
`dotimg tags` from an installed wheel with nothing cached, and `skopeo list-tags`. Needs
docker-registry and skopeo.
`python bench/live.py [ROUNDS]`
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING

from startup import ROOT, environment, install

sys.path.insert(0, str(ROOT))  # for the registry that the tests start

from tests.real_registry import REPOSITORY, start

from dotimg.catalog.tables import Catalog

if TYPE_CHECKING:
    from collections.abc import Callable

COUNT = 10_000
LIMIT = 1.2


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as name, start(Path(name)) as registry:
        folder = Path(name)
        digest = next(iter(registry.digests.values()))
        add_tags(folder / "storage", digest)
        binaries = install(folder)
        python, dotimg = str(binaries / "python"), str(binaries / "dotimg")
        place = f"{registry.host}/{REPOSITORY}"
        address = f"http://{registry.host}/v2/{REPOSITORY}/tags/list"
        skopeo = ["skopeo", "list-tags", "--tls-verify=false", f"docker://{place}"]
        fresh = (folder / f"cache{number}" for number in count())
        runs: dict[str, Callable[[], float]] = {
            "import click, requests": lambda: program([python, "-c", "import click, requests"]),
            "the registry itself": lambda: answer(address),
            "dotimg tags": lambda: program([dotimg, "tags", place], next(fresh)),
            "skopeo list-tags": lambda: program(skopeo),
        }
        times: dict[str, list[float]] = {title: [] for title in runs}
        for _ in range(rounds + 1):
            for title, run in runs.items():
                times[title].append(run())
    show({title: statistics.median(found[1:]) for title, found in times.items()})


def show(middles: dict[str, float]) -> None:
    """Print the medians, and their ratio to the first without what the registry itself takes."""
    base, registry = middles["import click, requests"], middles["the registry itself"]
    for title, middle in middles.items():
        print(f"{title:30} {middle * 1000:7.1f} ms")
    for title in ("dotimg tags", "skopeo list-tags"):
        ratio = (middles[title] - registry) / base
        print(f"{title + ' less the registry':30} {ratio:7.2f} times the imports")
    print(f"{'limit of dotimg tags':30} {LIMIT:7.2f}")


def add_tags(storage: Path, digest: str) -> None:
    """Give one image many tags, written as the registry itself keeps them."""
    tags = storage / "docker/registry/v2/repositories" / REPOSITORY / "_manifests" / "tags"
    for name in real_names():
        (tags / name / "current").mkdir(parents=True, exist_ok=True)
        (tags / name / "current" / "link").write_text(digest)


def real_names() -> list[str]:
    """Names of .NET's own repositories."""
    homes = {f"mcr.microsoft.com/dotnet/{name}" for name in ("sdk", "aspnet", "runtime")}
    names = (tag.name for home, _, tag in Catalog().all_tags() if home in homes)
    return list(islice(dict.fromkeys(names), COUNT))


def program(line: list[str], cache: Path | None = None) -> float:
    """How long a program takes, its output thrown away."""
    variables = environment() | ({"XDG_CACHE_HOME": str(cache)} if cache else {})
    start = time.perf_counter()
    subprocess.run(line, check=True, stdout=subprocess.DEVNULL, env=variables)
    return time.perf_counter() - start


def answer(address: str) -> float:
    """How long the registry takes to list its tags for a process that is up and running."""
    start = time.perf_counter()
    with urllib.request.urlopen(address) as response:  # noqa: S310  loopback, http
        body = response.read()
    taken = time.perf_counter() - start
    if len(json.loads(body)["tags"]) < COUNT:
        raise SystemExit("the registry does not list all tags")
    return taken


if __name__ == "__main__":
    main()
