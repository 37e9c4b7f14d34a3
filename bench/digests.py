"""What questions about digests cost: milliseconds in a process that has read nothing yet.

Prints for each question the median of many fresh catalogs, the bytes that it read beside
`catalog.json`, and then the sizes of the tables, packed as the wheel packs them.
`python bench/digests.py [ROUNDS]`
"""

import io
import random
import statistics
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from unittest import mock

from dotimg.catalog.digests import NAMES, ORDER, ROWS
from dotimg.catalog.tables import Catalog, bundled_folder

ASPNET = "mcr.microsoft.com/dotnet/aspnet"
MONITOR = "mcr.microsoft.com/dotnet/monitor"
Question = Callable[[Catalog], object]


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    for name, question in questions().items():
        print(f"{name:42} {milliseconds(question, rounds):8.2f} ms  {read(question):9,} bytes")
    for table in (NAMES, ORDER, ROWS):
        content = (Path(bundled_folder()) / table).read_bytes()
        print(f"{table:42} {len(content):10,} bytes, packed {len(zlib.compress(content)):9,}")


def questions() -> dict[str, Question]:
    """Typical questions and the dearest ones."""
    chosen = random.Random(2026)  # noqa: S311  a sample, no secret
    catalog = Catalog()
    digests = chosen.sample([one.digest for one in catalog.all_digests()], 1_000)
    tags = chosen.sample([(path, name, tag.name) for path, name, tag in catalog.all_tags()], 1_000)
    largest = catalog.digest_history(ASPNET, "8.0", "8.0")[0].digest
    return {
        "a digest of the largest section": lambda fresh: fresh.digests(largest),
        "a digest, 12 digits, no such": lambda fresh: fresh.digests("0" * 12),
        "a tag of a small section": lambda fresh: fresh.digest_history(MONITOR, "8.0", "8.0"),
        "a tag of the largest section": lambda fresh: fresh.digest_history(ASPNET, "8.0", "8.0"),
        "a tag of all sections of a repository": lambda fresh: fresh.digest_history(
            ASPNET, "10.0", "latest"
        ),
        "1,000 digests": lambda fresh: [fresh.digests(digest[:19]) for digest in digests],
        "1,000 tags": lambda fresh: [fresh.digest_history(*tag) for tag in tags],
        "all digests": lambda fresh: list(fresh.all_digests()),
    }


def milliseconds(question: Question, rounds: int) -> float:
    """The median time of a question to a fresh catalog."""
    times = []
    for _ in range(rounds):
        fresh = Catalog()
        start = time.perf_counter()
        question(fresh)
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1_000


def read(question: Question) -> int:
    """The bytes that a question to a fresh catalog takes from the tables."""
    fresh, taken = Catalog(), 0

    class Counted(io.BufferedReader):
        def read(self, size: int | None = -1, /) -> bytes:
            nonlocal taken
            content = super().read(size)
            taken += len(content)
            return content

    with mock.patch(
        "dotimg.catalog.digests.open", lambda path, _: Counted(io.FileIO(path)), create=True
    ):
        question(fresh)
    return taken


if __name__ == "__main__":
    main()
