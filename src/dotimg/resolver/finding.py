"""Finds the tag for a request, without its support."""

from dotimg.catalog.model import Tag
from dotimg.catalog.remembering import remembered
from dotimg.catalog.tables import Catalog
from dotimg.errors import NoMatchError, UsageError, quoted
from dotimg.names import platforms, tags
from dotimg.resolver import system
from dotimg.resolver.model import Request
from dotimg.resolver.need import Need, before_aot, conditions, has_architectures, may_be_usable
from dotimg.resolver.ranking import chosen_release, ranked
from dotimg.resolver.target import Target, target

Found = tuple[str, Tag] | None

_ANY = system.SystemWord("any", "", "", ())


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
    bare = need
    if need.target.why:
        bare = bare._replace(target=need.target._replace(why=()))
    if need.globalization is False and not need.aot:
        bare = bare._replace(globalization=None)  # the same images
    return _find(catalog, bare, listed)


@remembered  # who looks for what is nearest asks for the same again and again
def _find(catalog: Catalog, need: Need, listed: bool) -> Found:
    of_any = need._replace(architecture="any", also=())
    for home, gone in _places(catalog, need.repository, need.target.channel):
        if gone and listed:
            continue
        for tag, release in _ranked(catalog, of_any, home, gone):
            if _is_there(need, tag) and release == chosen_release(need, tag):
                return home, tag
    return None


def _is_there(need: Need, tag: Tag) -> bool:
    """Whether a tag offers the architectures; without any its name may not be that of one."""
    if need.architecture is None and tags.parse(tag.name).architecture:
        return False
    return has_architectures(need.system.releases, need.architectures, tag)


@remembered
def _places(catalog: Catalog, repository: str, channel: str) -> list[tuple[str, bool]]:
    """The homes that have tags of a channel, each with whether to look among the retired ones."""
    homes = catalog.repositories[repository].paths
    return [
        (home, gone)
        for home in homes
        for gone in (False, True)
        if channel in catalog.channels_of(home) and (gone or catalog.lists(home, channel))
    ]


# Requests differ in their architecture most, then in their system, then in variants.


@remembered
def _ranked(catalog: Catalog, need: Need, home: str, gone: bool) -> list[tuple[Tag, str]]:
    """What has all that is needed but the architecture, as `ranking.ranked` gives it."""
    return ranked(catalog, need, home, _on_system(catalog, need, home, gone))


def _on_system(catalog: Catalog, need: Need, home: str, gone: bool) -> list[Tag]:
    """The listed or retired tags that have all that is needed but the architecture."""
    named = need._replace(system=_ANY)
    if len(need.system.releases) == 1:
        return _by_release(catalog, named, home, gone).get(need.system.releases[0], [])
    found = _named(catalog, named, home, gone)
    if need.system.kind == "any" or not found:
        return found
    _, _, system_, *_ = conditions(catalog, need)
    return list(filter(system_.holds, found))


@remembered
def _by_release(catalog: Catalog, need: Need, home: str, gone: bool) -> dict[str, list[Tag]]:
    """The same for each release of a system, as most requests name one."""
    found: dict[str, list[Tag]] = {}
    for tag in _named(catalog, need, home, gone):
        for release in tag.releases:
            found.setdefault(release, []).append(tag)
    return found


@remembered
def _named(catalog: Catalog, need: Need, home: str, gone: bool) -> list[Tag]:
    """The same on any system."""
    *_, variant, usable = conditions(catalog, need)
    plain = need._replace(distroless=False, composite=False, aot=False, globalization=None)
    left = filter(variant.holds, _of_version(catalog, plain, home, gone))
    return list(filter(usable.holds, left))  # takes their names apart


@remembered
def _of_version(catalog: Catalog, need: Need, home: str, gone: bool) -> list[Tag]:
    """The tags of the version and of any variant: most tags fall at their names."""
    repository, version, *_ = conditions(catalog, need)
    rows = catalog.retired if gone else catalog.listed
    left = [tag for tag in rows(home, need.target.channel) if may_be_usable(need, tag)]
    return list(filter(repository.holds, filter(version.holds, left)))


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
