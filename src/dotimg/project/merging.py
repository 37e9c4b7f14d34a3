"""The facts of a project with several target frameworks: those that all of them share."""

from collections.abc import Sequence

from dotimg.project.facts import Project
from dotimg.project.values import Place, Unknown

_APART = ("path", "framework", "references", "package_references", "where", "unknown")


def merged(projects: Sequence[Project]) -> Project:
    """One project for all of them; a fact that differs is unknown.

    Args:
        projects: The same project for each of its frameworks, at least one.
    """
    if len(projects) == 1:
        return projects[0]
    first = projects[0]
    differing = [
        fact
        for fact in Project._fields
        if fact not in _APART
        and any(getattr(one, fact) != getattr(first, fact) for one in projects)
    ]
    where = {fact: place for one in reversed(projects) for fact, place in one.where.items()}
    causes = dict.fromkeys(cause for one in projects for cause in one.unknown)
    doubts = [_difference(first, projects, fact, where) for fact in differing]
    changes = {
        **dict.fromkeys(differing),
        "framework": "",
        "references": _shared([one.references for one in projects]),
        "package_references": _shared([one.package_references for one in projects]),
        "where": where,
        "unknown": (*causes, *doubts),
    }
    return Project._make(changes.get(fact, getattr(first, fact)) for fact in Project._fields)


def _difference(
    first: Project, projects: Sequence[Project], fact: str, where: dict[str, Place]
) -> Unknown:
    """Why a fact is open that the frameworks do not share."""
    other = next(one for one in projects if getattr(one, fact) != getattr(first, fact))
    place = where.get(fact, Place(first.path, 1))
    reason = f"differs between {first.framework} and {other.framework}: choose one of them"
    return Unknown(fact.replace("_", " "), place.path, place.line, reason, (fact,))


def _shared(names: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    sure = set(names[0]).intersection(*names[1:])
    return tuple(name for name in names[0] if name in sure)
