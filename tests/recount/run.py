"""Runs a recount over a fortieth of all references, or over all of them."""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol
from zlib import crc32

from dotimg.explain.model import Explanation
from tests.recount.answers import Recount, said
from tests.recount.comparison import Table
from tests.recount.images import Image
from tests.recount.raw import Key

PARTS = 40
# The tables' own day, the days after which an Alpine and .NET 8 and 9 end, and a past one.
DAYS = ("2026-08-20", "2026-10-01", "2026-11-28", "2024-06-03")


class Explains(Protocol):
    """What gives explanations: `dotimg.explain.Explainer`."""

    def explain(self, text: str) -> Explanation:
        """All that is known of one reference or digest."""


class Recounter:
    """Compares the recount with the tool.

    Args:
        recount: The answers from the raw data.
        explainer: Makes the tool that answers on a day.
        part: The fortieth (0 to 39) to compare, None for everything.
    """

    def __init__(
        self, recount: Recount, explainer: Callable[[str], Explains], part: int | None
    ) -> None:
        self._recount = recount
        self._explainer = explainer
        self._part = part

    def tags(self, table: Table) -> None:
        """Compare every field of tags, and what is judged on each of the days."""
        references = list(chosen(self._recount.raw.tags, ":", self._part))
        for day in DAYS:
            self._compare(table, day, references, self._recount.images.tag, facts=day == DAYS[0])

    def digests(self, table: Table) -> None:
        """Compare every field of digests, each on one of the days."""
        references = list(chosen(self._recount.raw.digests, "@", self._part))
        for number, day in enumerate(DAYS):
            of_day = references[number :: len(DAYS)]
            self._compare(table, day, of_day, self._recount.images.digest, facts=True)

    def _compare(
        self,
        table: Table,
        day: str,
        references: Iterable[tuple[str, Key]],
        image_of: Callable[[Key], Image],
        *,
        facts: bool,
    ) -> None:
        tool = self._explainer(day)
        for reference, key in references:
            image = image_of(key)
            ours = {**self._recount.judged(image, day)}
            if facts:
                ours |= self._recount.facts(image)
            theirs = said(tool.explain(reference), self._recount.words(image))
            table.compare(reference, day, ours, theirs)


def chosen(keys: Iterable[Key], mark: str, part: int | None) -> Iterator[tuple[str, Key]]:
    """The references of a fortieth, with their keys; None for all of them."""
    for key in keys:
        reference = mark.join(key)
        if part is None or crc32(reference.encode()) % PARTS == part:
            yield reference, key


def part_of(word: str) -> int | None:
    """The fortieth that a word names, `0` to `39`; None for `all`."""
    return None if word == "all" else range(PARTS)[int(word)]
