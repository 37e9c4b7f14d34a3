"""Parses rows of the tables, and rejects rows that the builder would not write."""

from typing import TYPE_CHECKING, Any, get_args

from dotimg.catalog.model import Component, Repository

if TYPE_CHECKING:
    from dotimg.catalog.details import Cve
    from dotimg.catalog.traits import RepositoryTraits, Traits

_COMPONENTS = {*get_args(Component)}


def repository_of_traits(name: str, traits: "RepositoryTraits") -> Repository:
    """The repository of that name in the traits.

    Raises:
        LookupError, TypeError, AttributeError: They are garbled.
    """
    own, framework = traits.get("own_versions"), traits.get("framework")
    return Repository(
        name=name,
        title=traits["title"],
        product="own" if own else ".NET Framework" if framework else ".NET",
        purpose=traits.get("purpose", ""),
        paths=(traits["path"], *traits.get("former", ())),
    )


def holdings(traits: "Traits") -> list[list[Component]]:
    """What images hold, of each repository of which that is told.

    Raises:
        ValueError, LookupError, TypeError, AttributeError: The traits are garbled.
    """
    tools = [tool for lost in traits["lost_tools"].values() for tool in lost]
    if not all(isinstance(text, str) for text in (*traits["removed"].values(), *tools)):
        raise ValueError("what was removed or lost")
    holds = (one.get("holds", {"all": None}) for one in traits["repositories"].values())
    return [one["all"] for one in holds if one["all"]]


def cve_of_row(row: list[Any]) -> "Cve":
    """The CVE of one row.

    Raises:
        ValueError, TypeError: It is not what the builder writes.
    """
    from dotimg.catalog.details import Cve
    from dotimg.names import sdk_versions

    number, title, kind, components, platforms, fixed, fixed_sdks = row
    cve = Cve(number, title, kind, tuple(components), tuple(platforms), fixed, tuple(fixed_sdks))
    texts = {number, title, kind, *platforms, fixed, *fixed_sdks}
    if not {*map(type, texts)} == {str} or not _COMPONENTS.issuperset(components):
        raise ValueError(number)
    if not all(map(sdk_versions.parse, (fixed, *fixed_sdks))):
        raise ValueError(number)
    return cve
