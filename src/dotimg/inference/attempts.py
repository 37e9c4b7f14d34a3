"""Asks the resolver for one wish after the other, until an image of them is listed."""

from collections.abc import Callable, Iterable

from dotimg.catalog import Catalog
from dotimg.errors import UsageError
from dotimg.model import NoMatch, Pick, Request
from dotimg.resolver import pick
from dotimg.resolver.system import wanted

Fits = Callable[[Pick], bool]


def first(
    catalog: Catalog, requests: Iterable[Request], today: str, fits: Fits = lambda _found: True
) -> Pick | NoMatch:
    """The first answer that is listed, else the first one, else why there is none.

    Args:
        catalog: The tables.
        requests: The wishes, the best first.
        today: The day on which support is judged.
        fits: What an answer must have beyond its request.
    """
    retired: Pick | None = None
    refusal: NoMatch | None = None
    for request in requests:
        found = _picked(catalog, request, today)
        if isinstance(found, NoMatch):
            refusal = refusal or found
        elif fits(found):
            if not found.tag.retired:
                return found
            retired = retired or found
    return retired or refusal or NoMatch("no image fits", ())


def systems(catalog: Catalog, word: str, kind: str) -> list[str]:
    """A system, the family it is of, and any of its kind: what to look among, one by one.

    A word that means no system stands alone, so that the resolver refuses it.
    """
    try:
        own = wanted(catalog, word).releases[0]
    except UsageError:
        return [word]
    return [one for one in dict.fromkeys((word, catalog.systems[own].family, kind)) if one]


def _picked(catalog: Catalog, request: Request, today: str) -> Pick | NoMatch:
    try:
        return pick(catalog, request, today)
    except UsageError as error:  # a word of the project, not of the command line
        return NoMatch(str(error), ())
