"""The way from a request to a pick."""

from dotimg import platforms, versions
from dotimg.catalog import Catalog
from dotimg.errors import UsageError
from dotimg.model import NoMatch, Pick, Request, Tag
from dotimg.resolver import remarks, system
from dotimg.resolver.need import Need, before_aot, conditions, reason
from dotimg.resolver.ranking import best, chosen_release
from dotimg.resolver.target import Target, target
from dotimg.support import Judge

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
    if isinstance(found, str):
        return NoMatch(found, _nearest(catalog, request, today))
    home, tag = found
    release = chosen_release(need, tag)
    judge = Judge(catalog.channel(need.target.channel), catalog.systems, today)
    state = judge.support(tag)
    return Pick(
        repository=home,
        tag=tag,
        channel=need.target.channel,
        release=release,
        support=state,
        why=remarks.why(catalog, need, home, tag),
        warnings=remarks.warnings(state, judge.ended(), _listed_instead(catalog, need, tag)),
        notes=remarks.notes(catalog, need, home, tag),
    )


def understood(catalog: Catalog, request: Request, today: str) -> Need | str:
    """The request with its words understood, or why nothing can answer it.

    Raises:
        UsageError: A word of the request means nothing.
    """
    wanted = system.wanted(catalog, request.os)
    architecture = platforms.required(request.arch) if request.arch is not None else None
    if request.single_arch and not architecture:
        raise UsageError("--single-arch needs --arch, as amd64 or arm64")
    asked = target(catalog, request.version, request.purpose, today)
    if isinstance(asked, str):
        return asked
    return _need(catalog, request, asked, wanted, architecture)


def _need(
    catalog: Catalog,
    request: Request,
    asked: Target,
    wanted: system.Wanted,
    architecture: str | None,
) -> Need | str:
    repository = "sdk" if request.purpose == "build" else catalog.traits["apps"][request.app]
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
        distroless=request.distroless or wanted.distroless,
        composite=request.composite,
        aot=aot,
        globalization=request.globalization,
        fixed=request.fixed or asked.fixed,
        single_arch=request.single_arch,
    )


def find(catalog: Catalog, need: Need) -> tuple[str, Tag] | str:
    """The home and the tag that answer best, or why there is none: the condition met by fewest."""
    checks = conditions(catalog, need)
    reached = 0
    for home in catalog.homes(need.repository):
        for rows in (catalog.listed, catalog.retired):
            left = rows(home, need.target.channel)
            for number, check in enumerate(checks):
                left = [tag for tag in left if check.holds(tag)]
                if not left:
                    reached = max(reached, number)
                    break
            else:
                return home, best(catalog, need, home, left)
    return reason(catalog, need, checks[reached].name)


def _listed_instead(catalog: Catalog, need: Need, tag: Tag) -> str | None:
    """For a retired tag, a listed one of the same family and channel."""
    if not tag.retired or need.system.kind != "release":
        return None
    family = catalog.systems[chosen_release(need, tag)].family
    if not family:
        return None
    wanted = system.wanted(catalog, family)
    asked = Target(need.target.channel, need.target.framework)
    found = find(catalog, need._replace(system=wanted, target=asked))
    return found[1].name if isinstance(found, tuple) and not found[1].retired else None


def _nearest(catalog: Catalog, request: Request, today: str) -> tuple[str, ...]:
    """The images that answer a request that asks for less, the best first."""
    found: dict[str, None] = {}
    for easier in _easier(catalog, request):
        need = understood(catalog, easier, today)
        if isinstance(need, str):
            continue
        if easier.os is None and request.os is not None:
            # Who named a system reads best which one the answer has.
            need = need._replace(system=need.system._replace(kind="release"))
        answer = find(catalog, need)
        if isinstance(answer, tuple):
            found[f"{answer[0]}:{answer[1].name}"] = None
    return tuple(found)[:_NEAREST]


def _easier(catalog: Catalog, request: Request) -> list[Request]:
    """The request with one wish given up, the wish that people give up first at the front."""
    asked = versions.parse(request.version)
    fewer = [
        request._replace(version=asked.channel or asked.text, fixed=False),
        request._replace(os=None),
        request._replace(composite=False),
        request._replace(distroless=False),
        request._replace(globalization=None),
        *(request._replace(app=app) for app in ("web", "console")),
        request._replace(arch=None, single_arch=False),
    ]
    if asked.kind not in ("channel", "framework", "word") and catalog.channel(asked.channel):
        return fewer[:1]
    channels = (*catalog.channels, *catalog.framework)
    if asked.kind == "framework":
        channels = (*catalog.framework, *catalog.channels)
    released_first = sorted(channels, key=lambda channel: channel.phase == "preview")
    elsewhere = [request._replace(version=channel.name) for channel in released_first]
    channel = asked.channel or asked.text
    plain = [Request(request.purpose, channel, app=app) for app in (request.app, "console")]
    return [*fewer, *elsewhere, *plain, Request(request.purpose)]
