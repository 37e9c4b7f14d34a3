"""Which images there are: the rows of `dotimg list`. Pure, as the resolver is."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from dotimg import platforms, tags, versions
from dotimg.catalog import Catalog
from dotimg.errors import NoMatchError, UsageError, quoted
from dotimg.model import Listing, Platform, Tag
from dotimg.resolver.need import DISTROLESS, has_icu, offers
from dotimg.resolver.system import wanted as wanted_system
from dotimg.resolver.target import Target, target
from dotimg.support import Judge

if TYPE_CHECKING:
    from packaging.version import Version

_GONE = ("ended", "retired")


class Filter(NamedTuple):
    """What to list; None and False let everything through, `version` and `os` are words."""

    repository: str | None = None
    purpose: str | None = None
    version: str | None = None
    os: str | None = None
    arch: str | None = None
    app: str | None = None
    distroless: bool = False
    globalization: bool | None = None
    composite: bool = False
    everything: bool = False
    by_tag: bool = False


def listing(catalog: Catalog, wanted: Filter, today: str) -> Iterator[Listing]:
    """The images, or with `by_tag` the tags: one repository after the other, newest channel first.

    Without `everything` only those that are listed and whose support has not ended on the day.

    Raises:
        UsageError: A word of the filter means nothing.
        NoMatchError: There is no .NET of that version.
    """
    asked = target(catalog, wanted.version, "run", today) if wanted.version is not None else None
    if isinstance(asked, str):
        raise NoMatchError(asked)
    conditions = _conditions(catalog, wanted, asked)
    for path in _paths(catalog, wanted, asked):
        names = [asked.channel] if asked else catalog.channels_of(path)
        for channel in sorted(names, key=_order, reverse=True):
            rows = catalog.listed(path, channel)
            if wanted.everything:
                rows = rows + catalog.retired(path, channel)
            for holds in conditions:
                rows = [tag for tag in rows if holds(path, tag)]
            yield from _section(catalog, path, channel, rows, wanted, today)


def repository_path(catalog: Catalog, word: str) -> str:
    """The path of a repository by any of its names: `sdk`, `dotnet/sdk`, `microsoft/dotnet`.

    Raises:
        UsageError: No .NET repository is called so.
    """
    name = word.strip().strip("/").lower()
    known = catalog.repositories()
    for prefix in ("", "mcr.microsoft.com/", "mcr.microsoft.com/dotnet/", "docker.io/"):
        if prefix + name in known:
            return prefix + name
    short = ", ".join(catalog.traits["repositories"])
    raise UsageError(f"{quoted(word)} is no .NET repository; valid are {short}")


def _conditions(
    catalog: Catalog, wanted: Filter, asked: Target | None
) -> list[Callable[[str, Tag], bool]]:
    """What a tag of a repository must have to be listed."""
    system = wanted_system(catalog, wanted.os)
    architecture = platforms.required(wanted.arch) if wanted.arch is not None else None
    variants = set(DISTROLESS) if wanted.distroless or system.distroless else set()
    found: list[Callable[[str, Tag], bool]] = []
    if not wanted.everything:
        found.append(lambda _, tag: tag.published)
    if asked:
        found.append(lambda _, tag: asked.allows(tag.version))
    if wanted.os is not None or architecture:
        found.append(lambda _, tag: offers(tag, system.releases, architecture))
    if variants:
        found.append(lambda _, tag: not variants.isdisjoint(tag.variants.split()))
    if wanted.composite:
        found.append(lambda _, tag: "composite" in tag.variants)
    if wanted.globalization is not None:
        found.append(lambda path, tag: has_icu(catalog, path, tag) == wanted.globalization)
    return found


def _paths(catalog: Catalog, wanted: Filter, asked: Target | None) -> list[str]:
    """The repositories to look into: present homes in the traits' order, then former ones."""
    if wanted.repository is not None:
        return [repository_path(catalog, wanted.repository)]
    repository = catalog.traits["apps"][wanted.app] if wanted.app else None
    homes = [
        catalog.homes(name)
        for name, traits in catalog.traits["repositories"].items()
        if wanted.purpose in (None, traits.get("purpose"))
        if not repository or traits.get("purpose") == "build" or name.endswith(repository)
        if not repository or traits.get("purpose") is not None
        if not asked or asked.framework == traits.get("framework", False)
    ]
    present, former = [home[0] for home in homes], [path for home in homes for path in home[1:]]
    return list(dict.fromkeys(present + former))


def _section(
    catalog: Catalog, path: str, channel: str, rows: list[Tag], wanted: Filter, today: str
) -> Iterator[Listing]:
    """The rows of one channel of one repository."""
    known = None if _has_own_versions(catalog, path) else catalog.channel(channel)
    judge = Judge(known, catalog.systems, today)
    contents = catalog.contents(path, channel)
    for group in [[tag] for tag in rows] if wanted.by_tag else _images(rows):
        shown = group[0] if wanted.by_tag else min(group, key=_prominence)
        state = judge.support(shown)
        if wanted.everything or state.status not in _GONE:
            digest, offered = contents.get(shown.name) or (None, _platforms(catalog, shown, wanted))
            names = tuple([tag.name for tag in group])
            yield Listing(path, channel, shown, names, digest, offered, state)


def _platforms(catalog: Catalog, tag: Tag, wanted: Filter) -> tuple[Platform, ...]:
    """The platforms of a retired image; a single tag's row has its architectures already."""
    return () if wanted.by_tag else catalog.platforms(tag)


def _images(rows: Iterable[Tag]) -> Iterable[list[Tag]]:
    """Tags by the image they name: one version, system, variant and kind."""
    found: dict[tuple[object, ...], list[Tag]] = {}
    for tag in rows:
        label = tags.parse(tag.name).label.removeprefix("latest")
        key = tag.version, tag.releases, tag.variants, tag.kind, label
        found.setdefault(key, []).append(tag)
    return found.values()


def _prominence(tag: Tag) -> tuple[bool, bool, bool, bool, bool, int, str]:
    """A sort key: the tag that moves, of all platforms, that names its system, comes first."""
    name = tags.parse(tag.name)
    return (
        bool(tag.retired),
        bool(name.architecture),
        name.fixed,
        not name.system,
        bool(name.label),
        -name.version.count("."),
        tag.name,
    )


def _has_own_versions(catalog: Catalog, path: str) -> bool:
    return any(
        path in catalog.homes(name) and traits.get("own_versions", False)
        for name, traits in catalog.traits["repositories"].items()
    )


def _order(channel: str) -> "Version":
    return versions.order(channel or "0")
