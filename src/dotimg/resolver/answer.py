"""What follows from a pick, or from there being none, wherever it was asked for."""

from dotimg.catalog.model import Platform
from dotimg.catalog.tables import Catalog
from dotimg.errors import NoMatchError
from dotimg.names.mirror import located
from dotimg.resolver.model import NoMatch, Pick


def refusal(found: NoMatch, mirror: str | None) -> NoMatchError:
    """Why nothing fits, and what is nearest, named as on the mirror if one is given."""
    nearest = tuple(located(one, mirror) for one in found.nearest)
    more = f"; nearest: {', '.join(nearest)}" if nearest else ""
    return NoMatchError(f"{found.reason}{more}", nearest)


def content(catalog: Catalog, found: Pick) -> tuple[str | None, tuple[Platform, ...]]:
    """The digest, None where it is not known, and the platforms behind it.

    For a retired tag it is the digest that it carried last.
    """
    known = catalog.contents(found.repository, found.channel).get(found.tag.name)
    if known:
        return known
    history = catalog.digest_history(found.repository, found.channel, found.tag.name)
    return (history[0].digest if history else None), catalog.platforms(found.tag)


def without_digest(tag: str) -> NoMatchError:
    """That a tag cannot be pinned."""
    return NoMatchError(f"no digest is known of {tag}; none are of before 2020-03-10")
