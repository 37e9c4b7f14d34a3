"""The way from a request to a pick."""

from dotimg.catalog.model import Platform, Tag
from dotimg.catalog.support import Judge
from dotimg.catalog.tables import Catalog
from dotimg.errors import NoMatchError, UsageError, quoted
from dotimg.names import platforms, versions
from dotimg.names.mirror import located
from dotimg.resolver import remarks, system
from dotimg.resolver.model import NoMatch, Pick, Request
from dotimg.resolver.nearest import easier, listed_instead
from dotimg.resolver.need import Need, before_aot, conditions, reason
from dotimg.resolver.ranking import best, chosen_release
from dotimg.resolver.target import Target, target

_NEAREST = 3


def pick(catalog: Catalog, request: Request, today: str) -> Pick | NoMatch:
    """The image that answers a request best, judged on a day.

    Raises:
        UsageError: A word of the request means nothing.
    """
    need = understood(catalog, request, today)
    if isinstance(need, str):
        return NoMatch(need, _nearest(catalog, request, today))
    found = find(catalog, need)
    if not found:
        return NoMatch(why_not(catalog, need), _nearest(catalog, request, today))
    return _judged(catalog, request, need, found, today)


def sought(catalog: Catalog, request: Request, today: str) -> Pick | None:
    """The same, without a look at why there is none and what is nearest, which takes longer.

    Raises:
        UsageError: A word of the request means nothing.
    """
    need = understood(catalog, request, today)
    if isinstance(need, str) or not (found := find(catalog, need)):
        return None
    return _judged(catalog, request, need, found, today)


def understood(catalog: Catalog, request: Request, today: str) -> Need | str:
    """The request with its words understood, or why nothing can answer it.

    Raises:
        UsageError: A word of the request means nothing.
    """
    wanted = system.wanted(catalog, request.os)
    architecture = None
    if request.arch is not None:
        kind, architecture = platforms.required(request.arch)
        wanted = _of_kind(catalog, wanted, kind, request) if kind else wanted
    if request.single_arch and not architecture:
        raise UsageError("--single-arch needs --arch, as amd64 or arm64")
    asked = target(catalog, request.version, request.purpose, today)
    if isinstance(asked, str):
        return asked
    return _need(catalog, request, asked, wanted, architecture)


def find(catalog: Catalog, need: Need, *, listed: bool = False) -> tuple[str, Tag] | None:
    """The home and the tag that answer best; None if there is none, with `listed` none listed."""
    checks = conditions(catalog, need)[::-1]  # most tags fall at the last condition, the name
    for home in catalog.repositories[need.repository].paths:
        for rows in (catalog.listed,) if listed else (catalog.listed, catalog.retired):
            left = rows(home, need.target.channel)
            for check in checks:
                left = [tag for tag in left if check.holds(tag)]
            if left:
                return home, best(catalog, need, home, left)
    return None


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
    judge = Judge(catalog.channel(need.target.channel), catalog.systems, today)
    state = judge.support(tag)
    return Pick(
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


def _of_kind(
    catalog: Catalog, wanted: system.SystemWord, kind: str, request: Request
) -> system.SystemWord:
    """The system that `--os` and the first half of `--arch linux/arm64` agree on."""
    if kind in system.KINDS:
        found = system.of_type(catalog, wanted, kind)
    else:
        found = system.wanted(catalog, kind) if wanted.kind in ("any", "type") else wanted
    if not found:
        raise UsageError(f"--arch {quoted(request.arch or '')} is not of --os {wanted.name}")
    return found


def _need(
    catalog: Catalog,
    request: Request,
    asked: Target,
    wanted: system.SystemWord,
    architecture: str | None,
) -> Need | str:
    build = request.purpose == "build"
    repository = "sdk" if build else catalog.traits["apps"][request.app]
    aot = request.app == "aot"
    if asked.framework:
        if request.app in ("aot", "self-contained"):
            return f"a .NET Framework app cannot be {request.app}"
        repository = f"framework/{repository}"
    elif aot and before_aot(catalog, asked.channel):
        since = catalog.traits["native_aot"]["since"]
        return f".NET {asked.channel} has no native AOT, which came with {since}"
    return Need(
        repository=repository,
        target=asked,
        system=wanted,
        architecture=architecture,
        # What an app runs on says nothing of what it is built on, but for native code.
        distroless=not build and (request.distroless or wanted.distroless),
        composite=not build and request.composite,
        aot=aot,
        globalization=None if build else request.globalization,
        fixed=request.fixed or asked.fixed,
        single_arch=request.single_arch,
        also=tuple(platforms.required(word)[1] for word in request.also),
    )


def _listed(catalog: Catalog, need: Need, tag: Tag) -> str:
    """For a retired tag, what is listed instead of it."""
    for other in listed_instead(catalog, need, tag) if tag.retired else ():
        found = find(catalog, other, listed=True)
        if found:
            return found[1].name
    return ""


def _nearest(catalog: Catalog, request: Request, today: str) -> tuple[str, ...]:
    """The images that answer a request that asks for less, the best first.

    A retired one is only near if it is of the channel that was asked for.
    """
    found: dict[str, bool] = {}
    asked = versions.parse(request.version).channel
    for one in easier(catalog, request, today):
        need = understood(catalog, one, today)
        # Another kind of app is what people asked for only if nothing else is near.
        if isinstance(need, str) or (one.app != request.app and found and not request.composite):
            continue
        if one.os is None and request.os is not None:
            # Who named a system reads best which one the answer has.
            need = need._replace(system=need.system._replace(kind="release"))
        answer = find(catalog, need)
        if answer:
            near = answer[1].retired is None or need.target.channel == asked
            found.setdefault(f"{answer[0]}:{answer[1].name}", near)
            if sum(found.values()) == _NEAREST:
                break  # what would follow is less near
    near_ones = [reference for reference, near in found.items() if near]
    return tuple(near_ones or found)[:_NEAREST]


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
