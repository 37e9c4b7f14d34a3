"""Turns a request into a pick."""

from typing import TYPE_CHECKING

from dotimg.catalog import support
from dotimg.catalog.model import Tag
from dotimg.catalog.tables import Catalog
from dotimg.errors import NoMatchError
from dotimg.names import versions
from dotimg.names.mirror import located
from dotimg.resolver import remarks
from dotimg.resolver.finding import find, understood
from dotimg.resolver.model import NoMatch, Pick, Request, marked
from dotimg.resolver.need import Need, conditions, reason
from dotimg.resolver.ranking import chosen_release

if TYPE_CHECKING:
    from dotimg.catalog.details import Platform
    from dotimg.resolver.due import Due


def pick(catalog: Catalog, request: Request, today: str) -> Pick | NoMatch:
    """The image that answers a request best, judged on a day.

    Raises:
        UsageError: A word of the request means nothing.
    """
    need = understood(catalog, request, today)
    if isinstance(need, str):
        return _refused(catalog, request, need, today)
    found = find(catalog, need)
    if not found:
        return _refused(catalog, request, why_not(catalog, need), today)
    return _judged(catalog, request, need, found, today)


def sought(catalog: Catalog, request: Request, today: str) -> Pick | None:
    """The same, without a look at why there is none and what is nearest, which takes longer.

    Raises:
        UsageError: A word of the request means nothing.
    """
    need = understood(catalog, request, today)
    return None if isinstance(need, str) else answer(catalog, request, need, today)


def answer(catalog: Catalog, request: Request, need: Need, today: str) -> Pick | None:
    """The same for a request that is understood already."""
    found = find(catalog, need)
    return _judged(catalog, request, need, found, today) if found else None


def why_not(catalog: Catalog, need: Need) -> str:
    """Why nothing answers, named by the condition up to which something was left in any home."""
    checks = conditions(catalog, need)
    reached = 0
    for home in catalog.repositories[need.repository].paths:
        for rows in (catalog.listed, catalog.retired):
            left = rows(home, need.target.channel)
            for number, check in enumerate(checks):
                left = [tag for tag in left if check.holds(tag)]
                if not left:
                    reached = max(reached, number)
                    break
    return reason(catalog, need, checks[reached].name)


def _judged(
    catalog: Catalog, request: Request, need: Need, found: tuple[str, Tag], today: str
) -> Pick:
    """What was found, with what a user should know about it."""
    home, tag = found
    judge = support.judge(catalog, home, need.target.channel, today)
    state = judge.support(tag)
    picked = Pick(
        repository=home,
        tag=tag,
        channel=need.target.channel,
        release=chosen_release(need, tag),
        support=state,
        why=remarks.why(catalog, need, home, tag),
        warnings=(
            *remarks.warnings(tag, state, judge.ended, _listed(catalog, need, tag)),
            *filter(None, [catalog.removal(home, today)]),
        ),
        notes=remarks.notes(catalog, request, need, home, tag),
    )
    out = _out(catalog, request, need, today)
    if not out:
        return picked
    from dotimg.resolver.newer import of_channel

    return of_channel(catalog, picked, out, today)


def _out(catalog: Catalog, request: Request, need: Need, today: str) -> "Due | None":
    """The channel that the request means by the calendar, if the tables do not know it as out."""
    if today[:4] == (catalog.newest_channel.released or "")[:4] or need.target.framework:
        return None  # the next one comes in a later year
    from dotimg.resolver.due import due

    word = request.version.strip().lower()
    if word in versions.WORDS:
        return due(catalog, today, kind="" if word in ("latest", "preview") else word)
    return due(catalog, today, need.target.channel)


def _listed(catalog: Catalog, need: Need, tag: Tag) -> str:
    """For a retired tag, what is listed instead of it."""
    if not tag.retired:
        return ""
    from dotimg.resolver.nearest import listed_instead

    for other in listed_instead(catalog, need, tag):
        found = find(catalog, other, listed=True)
        if found and (not need.target.framework or _runs_where(tag, found[1])):
            return found[1].name
    return ""


def _runs_where(tag: Tag, other: Tag) -> bool:
    """Whether a host of one image has the release of Windows for the other."""
    return not set(tag.releases).isdisjoint(other.releases)


def _refused(catalog: Catalog, request: Request, reason: str, today: str) -> NoMatch:
    """That nothing fits, what may fit if it is newer than the tables, and what is nearest."""
    from dotimg.resolver.nearest import nearest
    from dotimg.resolver.newer import renamed, stand_in, version_reason

    newer, standing = None, stand_in(catalog, request, today)
    reason = version_reason(catalog, request.version, today) or reason
    if standing:
        found = pick(catalog, standing.request, today)
        if isinstance(found, NoMatch):
            # What is newer would lack the same as what stands in for it.
            return found._replace(reason=f"{found.reason}; {reason}")
        if standing.named:
            newer = renamed(catalog, found, today, standing.version, standing.system)
        request = standing.request
    near = nearest(catalog, request, today)
    return NoMatch(reason, tuple(near), tuple(near.values()), newer)


def refusal(found: NoMatch, mirror: str | None) -> NoMatchError:
    """Why nothing fits, and what is nearest, named as on the mirror if one is given."""
    nearest = tuple(located(one, mirror) for one in found.nearest)
    shown = ", ".join(map(marked, nearest, found.statuses))
    message = f"{found.reason}; nearest: {shown}" if shown else found.reason
    return NoMatchError(message, nearest, found.statuses, found.reason)


def content(catalog: Catalog, found: Pick) -> "tuple[str | None, tuple[Platform, ...]]":
    """The digest, None where it is not known, and the platforms behind it.

    For a retired tag it is the digest that it carried last.
    """
    known = catalog.contents(found.repository, found.channel).get(found.tag.name)
    if known:
        return known
    last = catalog.last_digest(found.repository, found.channel, found.tag.name)
    return (last.digest if last else None), catalog.platforms(found.tag)


def without_digest(tag: str) -> NoMatchError:
    """That a tag cannot be pinned."""
    return NoMatchError(f"the digest of {tag} is not known; digests are known since 2020-03-10")
