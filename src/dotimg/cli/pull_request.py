"""The facts about images in a pull request: before and after a move."""

from collections.abc import Iterable

from dotimg.catalog.tables import Catalog
from dotimg.errors import UsageError
from dotimg.explain import Explainer
from dotimg.explain.changes import between
from dotimg.explain.model import Changes, Explanation
from dotimg.upgrade.model import FileUpgrade


def compared(
    catalog: Catalog, today: str, mirrors: Iterable[str | None], found: Iterable[FileUpgrade]
) -> dict[tuple[str, str], Changes]:
    """What the moves of images change, as far as both are known, by their references.

    Args:
        catalog: The tables.
        today: The day to judge on, as an ISO date.
        mirrors: The prefixes that stand for the official registry somewhere.
        found: What becomes of the files.
    """
    pairs = dict.fromkeys((move.old, move.new) for one in found for move in one.moves)
    every = dict.fromkeys(text for pair in pairs for text in pair)
    known: dict[str, Explanation] = {}
    for mirror in dict.fromkeys((None, *mirrors)):
        explainer = Explainer(catalog, today, mirror, short=False, history=False)
        for text in every:
            try:
                told = explainer.explain(text)
            except UsageError:
                continue
            if told.found:
                known.setdefault(text, told)
    return {
        (old, new): between(catalog, today, known[old], known[new])
        for old, new in pairs
        if old in known and new in known
    }
