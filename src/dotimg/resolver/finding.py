"""Finds the tag for a request, without its support."""

from weakref import WeakKeyDictionary

from dotimg.catalog.model import Tag
from dotimg.catalog.tables import Catalog
from dotimg.errors import NoMatchError, UsageError, quoted
from dotimg.names import platforms
from dotimg.resolver import system
from dotimg.resolver.model import Request
from dotimg.resolver.need import Need, before_aot, conditions
from dotimg.resolver.ranking import best
from dotimg.resolver.target import Target, target

Found = tuple[str, Tag] | None

# Who looks for what is nearest asks for the same again and again.
_FOUND: WeakKeyDictionary[Catalog, dict[tuple[Need, bool], Found]] = WeakKeyDictionary()

_NAMED: WeakKeyDictionary[Catalog, dict[tuple[Need, str, bool], list[Tag]]] = WeakKeyDictionary()


def understood(catalog: Catalog, request: Request, today: str) -> Need | str:
    """The request with its words understood, or why nothing can answer it.

    Raises:
        UsageError: A word of the request means nothing.
    """
    try:
        wanted = system.wanted(catalog, request.os)
    except NoMatchError as error:
        return str(error)
    architecture = None
    if request.arch is not None:
        kind, architecture = platforms.required(request.arch)
        wanted = _of_kind(catalog, wanted, kind, request) if kind else wanted
    if request.single_arch and not architecture:
        raise UsageError("--single-arch needs --arch, such as amd64 or arm64")
    asked = target(catalog, request.version, request.purpose, today)
    if isinstance(asked, str):
        return asked
    return _need(catalog, request, asked, wanted, architecture)


def find(catalog: Catalog, need: Need, *, listed: bool = False) -> Found:
    """The home and the tag that answer best; None if there is none, with `listed` none listed."""
    known, key = _FOUND.setdefault(catalog, {}), (need, listed)
    if key not in known:
        known[key] = _found(catalog, need, listed=listed)
    return known[key]


def _found(catalog: Catalog, need: Need, *, listed: bool) -> Found:
    *checks, _, _ = conditions(catalog, need)
    for home in catalog.repositories[need.repository].paths:
        for gone in (False,) if listed else (False, True):
            left = _named(catalog, need, home, gone=gone)
            for check in reversed(checks):
                left = [tag for tag in left if check.holds(tag)]
            if left:
                return home, best(catalog, need, home, left)
    return None


def _named(catalog: Catalog, need: Need, home: str, *, gone: bool) -> list[Tag]:
    """The listed or retired tags with the right variant and name, at which most tags fall.

    Requests for other systems and architectures ask for the same.
    """
    name = need._replace(
        system=system.SystemWord("any", "", "", ()),
        architecture=need.architecture and "any",
        also=(),
        target=need.target._replace(why=()),
    )
    known, key = _NAMED.setdefault(catalog, {}), (name, home, gone)
    if key not in known:
        *_, variant, usable = conditions(catalog, need)
        rows = catalog.retired if gone else catalog.listed
        left = filter(usable.holds, rows(home, need.target.channel))
        known[key] = list(filter(variant.holds, left))
    return known[key]


def _of_kind(
    catalog: Catalog, wanted: system.SystemWord, kind: str, request: Request
) -> system.SystemWord:
    """The system that `--os` and the first half of `--arch linux/arm64` agree on."""
    if kind in system.KINDS:
        found = system.of_type(catalog, wanted, kind)
    else:
        found = system.wanted(catalog, kind) if wanted.kind in ("any", "type") else wanted
    if not found:
        raise UsageError(
            f"--arch {quoted(request.arch or '')} is not available for --os {wanted.name}"
        )
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
