"""How many images lead to their base: images made of the publisher's own lists of layers.

DOTIMG_UPSTREAM names the folder with `layers-history.jsonl.gz` and `digests-history.jsonl.gz`,
which are read here a second time, without the builder. Upon each list come one to five layers, the
empty one among them. Then 10,000 images are made that hold no .NET, from what these lists begin
with and from layers that nobody has.

    DOTIMG_UPSTREAM=INPUT python bench/bases.py [EVERY]

EVERY 10 takes each tenth row. Exits with 1 where recall or precision are less than they were.
"""

import gzip
import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from dotimg.base.finder import BaseFinder
from dotimg.base.model import BuiltImage
from dotimg.catalog.tables import Catalog

DAY = "2026-08-20"
EMPTY = "4f4fb700ef54461cfa02"
FOREIGN = 10_000
DICE = Random(20)  # noqa: S311  # no secret

Lists = dict[tuple[str, str], tuple[str, ...]]


def rows(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    """The rows of one of the publisher's histories."""
    with gzip.open(folder / name) as lines:
        yield from map(json.loads, lines)


def foreign() -> str:
    """A layer that nobody has."""
    return f"{DICE.getrandbits(80):020x}"


def on_top() -> list[str]:
    """One to five layers, of which one in four is empty."""
    return [
        DICE.choice((EMPTY, foreign(), foreign(), foreign())) for _ in range(DICE.randint(1, 5))
    ]


def image(layers: list[str]) -> BuiltImage:
    """An image of these layers, of which only the beginning of their digests is known."""
    return BuiltImage("linux/amd64", layers=tuple(f"sha256:{one:0<64}" for one in layers))


def found(finder: BaseFinder, catalog: Catalog, layers: list[str]) -> set[str]:
    """The digests that an image leads to, all of them where its base is one of several."""
    answer = finder.find(image(layers))
    if not answer.base:
        return set()
    if not answer.evidence.candidates:
        return {answer.base.digest}
    return {row.digest for row in catalog.built_on(image(layers).layers)[1]}


def recall(finder: BaseFinder, catalog: Catalog, lists: Lists, every: int) -> Counter[str]:
    """Print how the images of each repository were found, and give the sums."""
    by_repository: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (repository, digest), layers in list(lists.items())[::every]:
        digests = found(finder, catalog, [*layers, *on_top()])
        kind = "missing" if not digests else "wrong"
        if digest in digests:
            kind = "alone" if len(digests) == 1 else "shared"
        by_repository[repository][kind] += 1
    kinds = ("alone", "shared", "wrong", "missing")
    print(f"{'repository':45}" + "".join(f"{kind:>9}" for kind in ("images", *kinds)))
    total: Counter[str] = Counter()
    for repository, counts in sorted(by_repository.items()):
        print(f"{repository:45}{counts.total():9,}" + "".join(f"{counts[k]:9,}" for k in kinds))
        total += counts
    print(f"{'all':45}{total.total():9,}" + "".join(f"{total[kind]:9,}" for kind in kinds))
    return total


def without_dotnet(lists: Lists, all_rows: set[frozenset[str]]) -> Iterator[list[str]]:
    """Images that begin as official ones do, with a system alone, and others."""
    systems = sorted({layers[0] for layers in lists.values()} - {EMPTY})
    bare = [one for one in systems if frozenset([one]) not in all_rows]
    for number in range(FOREIGN):
        start = [[], [EMPTY], [DICE.choice(bare)], [DICE.choice(bare), EMPTY]][number % 4]
        yield [*start, *(foreign() for _ in range(DICE.randint(0, 20)))]


def main() -> int:
    """Measure and print; the exit code."""
    folder, every = Path(os.environ["DOTIMG_UPSTREAM"]), int([*sys.argv, "1"][1])
    listed = {
        (row["repository"], row["digest"]): row["last_seen"] is None
        for row in rows(folder, "digests-history.jsonl.gz")
    }
    lists: Lists = {}
    ordered: dict[tuple[str, str], bool] = {}
    for row in rows(folder, "layers-history.jsonl.gz"):
        key = row["repository"], row["digest"]
        if key in listed:
            lists[key], ordered[key] = tuple(row["layers"]), row["ordered"]
    catalog = Catalog()
    finder = BaseFinder(catalog, DAY)
    total = recall(finder, catalog, lists, every)
    current = {key: layers for key, layers in lists.items() if listed[key]}
    alone = sum(
        found(finder, catalog, [*layers, *on_top()]) == {key[1]} for key, layers in current.items()
    )
    print(f"of {len(current)} current rows {alone} lead to themselves alone")
    all_rows = {frozenset(layers) - {EMPTY} for layers in lists.values()}
    of_order = {key: layers for key, layers in lists.items() if ordered[key]}
    strangers = list(without_dotnet(of_order, all_rows))
    hits = sum(bool(found(finder, catalog, layers)) for layers in strangers)
    print(f"of {len(strangers):,} images without .NET {hits} lead to one")
    good = not (total["wrong"] or total["missing"] or hits) and alone == len(current)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
