"""Every tag ever published, with what `dotimg explain` says of it."""

from collections.abc import Iterable
from typing import Any

from dotimg.cli.render.explanation import facts
from dotimg.explain.model import Explanation


def document(explanations: Iterable[Explanation]) -> dict[str, Any]:
    """By repository the tags, their sentences and their facts, as numbers of labels and texts.

    A fact stands once, however many tags share it.
    """
    known: dict[tuple[str, str], int] = {}
    repositories: dict[str, Any] = {}
    for found in explanations:
        place = repositories.setdefault(
            found.repository or "", {"tags": [], "sentences": [], "facts": []}
        )
        place["tags"].append(found.tag)
        place["sentences"].append(found.sentence)
        place["facts"].append([known.setdefault(fact, len(known)) for fact in facts(found)])
    return {"repositories": repositories, "facts": list(known)}
