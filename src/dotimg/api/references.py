"""Explain references and digests."""

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
    """All that is known about a reference or digest, like `dotimg explain`.

    An image that never existed is explained too: its `known` is False.

    Args:
        reference: A whole reference, a short one, a former name, a digest or 12 hex digits of it.
        registry: The prefix of a mirror, such as `contoso.azurecr.io/mcr`.
        today: The day for support; None for today in UTC.
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
    """Explain one reference after the other, and read each table section only once.

    An invalid reference does not raise: `known` is False, and `sentence` says why.

    Args:
        references: Like in `explain`.
        registry: The prefix of a mirror, such as `contoso.azurecr.io/mcr`.
        today: The day for support; None for today in UTC.
        catalog: The tables; None for those of `current_catalog()`.

    Raises:
        UsageError: The day or the registry is invalid.
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
