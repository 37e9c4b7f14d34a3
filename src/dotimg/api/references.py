"""What a reference or a digest is."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dotimg.api.arguments import day_of, mirror_of, several, tables_of
from dotimg.errors import UsageError
from dotimg.explain.model import Explanation

if TYPE_CHECKING:
    from datetime import date

    from dotimg.catalog.tables import Catalog
    from dotimg.explain import Explainer


def explain(
    reference: str,
    *,
    registry: str | None = None,
    today: "date | str | None" = None,
    catalog: "Catalog | None" = None,
) -> Explanation:
    """All that is known of one reference or digest, as `dotimg explain` tells it.

    What never existed is explained too: its `found` is False.

    Args:
        reference: A whole reference, a short one, a former name, a digest or 12 hex digits of it.
        registry: The prefix of a mirror, as `contoso.azurecr.io/mcr`.
        today: The day to judge on; None for today in UTC.
        catalog: The tables; None for those of `current_catalog()`.

    Raises:
        UsageError: It is neither a reference nor a digest.
        CatalogError: The tables are damaged.
    """
    return _explainer(registry, today, catalog).explain(reference)


def explain_all(
    references: Iterable[str],
    *,
    registry: str | None = None,
    today: "date | str | None" = None,
    catalog: "Catalog | None" = None,
) -> Iterator[Explanation]:
    """Explain one reference after the other; what was read for one serves the next.

    What is not a reference stops nothing: `sentence` says why, and `known` is False.

    Args:
        references: As of `explain`.
        registry: The prefix of a mirror, as `contoso.azurecr.io/mcr`.
        today: The day to judge on; None for today in UTC.
        catalog: The tables; None for those of `current_catalog()`.

    Raises:
        UsageError: The day or the registry is none.
        CatalogError: The tables are damaged.
    """
    explainer = _explainer(registry, today, catalog)
    return (_explained(explainer, one) for one in several("references", references))


def _explainer(
    registry: str | None, today: "date | str | None", catalog: "Catalog | None"
) -> "Explainer":
    from dotimg.explain import Explainer

    return Explainer(tables_of(catalog), day_of(today), mirror_of(registry))


def _explained(explainer: "Explainer", reference: str) -> Explanation:
    try:
        return explainer.explain(reference)
    except UsageError as error:
        return Explanation(reference, str(error))
