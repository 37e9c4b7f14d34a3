"""Asks the resolver for one wish after the other, until an image of them is listed."""

from collections.abc import Callable, Iterable

from dotimg.catalog.tables import Catalog
from dotimg.resolver import pick, sought
from dotimg.resolver.model import NoMatch, Pick, Request
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

    Raises:
        UsageError: A word of the command line means nothing.
    """
    retired: Pick | None = None
    refused: Request | None = None
    for request in requests:
        found = sought(catalog, request, today)
        if not found:
            refused = refused or request
        elif fits(found):
            if not found.tag.retired:
                return found
            retired = retired or found
    if retired or not refused:
        return retired or NoMatch("no image fits", ())
    return pick(catalog, refused, today)


def systems(catalog: Catalog, word: str, kind: str) -> list[str]:
    """A system, the family it is of, and any of its kind: what to look among, one by one."""
    own = wanted(catalog, word).releases[0]
    return [one for one in dict.fromkeys((word, catalog.systems[own].family, kind)) if one]
