"""What a pull request tells of images before and after a move."""

from collections.abc import Iterable

from dotimg.catalog.tables import Catalog
from dotimg.errors import UsageError
from dotimg.explain import Explainer
from dotimg.explain.model import Explanation
from dotimg.upgrade.model import FileUpgrade


def explained(
    catalog: Catalog, today: str, mirrors: Iterable[str | None], found: Iterable[FileUpgrade]
) -> dict[str, Explanation]:
    """What is known of all images that move, by their references.

    Args:
        catalog: The tables.
        today: The day to judge on, as an ISO date.
        mirrors: The prefixes that stand for the official registry somewhere.
        found: What becomes of the files.
    """
    every = dict.fromkeys(
        text for one in found for move in one.moves for text in (move.old, move.new)
    )
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
    return known
