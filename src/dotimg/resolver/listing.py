"""The rows of `dotimg list`. Pure, like the resolver."""

from collections.abc import Callable, Iterable, Iterator

from dotimg.catalog.details import Platform
from dotimg.catalog.model import AppKind, Purpose, Repository, Tag
from dotimg.catalog.support import Judge
from dotimg.catalog.tables import Catalog
from dotimg.errors import UsageError, quoted
from dotimg.named_tuples import NamedTuple
from dotimg.names import platforms, tags, versions
from dotimg.resolver.details import Listing
from dotimg.resolver.need import before_aot, has_aot_sdk, has_icu, offers
from dotimg.resolver.system import of_type
from dotimg.resolver.system import wanted as wanted_system
from dotimg.resolver.target import Target, target

Condition = Callable[[str, str, Tag], bool]


class Filter(NamedTuple):
    """What to list; None and False let everything through, `version` and `os` are words."""

    repository: str | None = None
    purpose: Purpose | None = None
    version: str | None = None
    os: str | None = None
    arch: str | None = None
    app: AppKind | None = None
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
    """
    conditions = _conditions(catalog, wanted)
    for path in _paths(catalog, wanted):
        asked = _target(catalog, wanted, path, today)
        names = [asked.channel] if isinstance(asked, Target) else _channels(catalog, path, asked)
        for channel in sorted(names, key=versions.age, reverse=True):
            judge = _judge(catalog, wanted, path, channel, today)
            if not judge:
                continue
            rows = catalog.listed(path, channel)
            if wanted.everything:
                rows = rows + catalog.retired(path, channel)
            if isinstance(asked, Target):
                rows = [tag for tag in rows if asked.allows(tag)]
            for holds in conditions:
                rows = [tag for tag in rows if holds(path, channel, tag)]
            yield from _section(catalog, judge, path, channel, rows, wanted)


def repository_paths(catalog: Catalog, word: str) -> tuple[str, ...]:
    """The paths of a repository: all its homes for a short name (`sdk`), else the one meant.

    Raises:
        UsageError: No .NET repository is called so.
    """
    name = word.strip().strip("/").lower()
    if name in catalog.repositories:
        return catalog.repositories[name].paths
    known = catalog.paths()
    for prefix in ("", "mcr.microsoft.com/", "mcr.microsoft.com/dotnet/", "docker.io/"):
        if prefix + name in known:
            return (prefix + name,)
    short = ", ".join(catalog.repositories)
    raise UsageError(f"{quoted(word)} is not a .NET repository; expected one of {short}")


def _conditions(catalog: Catalog, wanted: Filter) -> list[Condition]:
    """What a tag of a channel of a repository must have to be listed."""
    system = wanted_system(catalog, wanted.os)
    architecture = None
    if wanted.arch is not None:
        kind, architecture = platforms.required(wanted.arch)
        system = (kind and of_type(catalog, system, kind)) or system
    found: list[Condition] = []
    if not wanted.everything:
        found.append(lambda _, __, tag: tag.published)
    if wanted.repository in catalog.repositories:
        found.append(lambda _, __, tag: tag.kind in ("", wanted.repository))
    if wanted.os is not None or architecture:
        found.append(lambda _, __, tag: offers(tag, system.releases, architecture))
    if wanted.distroless or system.distroless:
        found.append(lambda _, __, tag: tag.distroless)
    if wanted.composite:
        found.append(lambda _, __, tag: "composite" in tag.variants)
    if wanted.globalization is not None:
        found.append(lambda path, _, tag: has_icu(catalog, path, tag) == wanted.globalization)
    if wanted.app == "aot":
        found.append(lambda path, channel, tag: _is_for_aot(catalog, path, channel, tag))
    return found


def _is_for_aot(catalog: Catalog, path: str, channel: str, tag: Tag) -> bool:
    """Whether native apps are built on it, or run on it."""
    if not path.endswith("/sdk"):
        return not before_aot(catalog, channel)
    return "aot" in tag.variants or not (
        before_aot(catalog, channel) or has_aot_sdk(catalog, channel)
    )


def _paths(catalog: Catalog, wanted: Filter) -> list[str]:
    """The repositories to look into: present homes in the traits' order, then former ones."""
    homes = [
        repository.paths
        for repository in catalog.repositories.values()
        if wanted.purpose in (None, repository.purpose) and _suits(catalog, wanted, repository)
    ]
    present, former = [home[0] for home in homes], [path for home in homes for path in home[1:]]
    found = list(dict.fromkeys(present + former))
    if wanted.repository is None:
        return found
    named = repository_paths(catalog, wanted.repository)
    return [path for path in named if path in found or not (wanted.purpose or wanted.app)]


def _suits(catalog: Catalog, wanted: Filter, repository: Repository) -> bool:
    """Whether a repository is one that the kind of app is built on or runs on."""
    if wanted.app is None:
        return True
    if repository.product == ".NET Framework" and wanted.app in ("aot", "self-contained"):
        return False
    own = repository.name.removeprefix("framework/")
    return own in ("sdk", catalog.traits["apps"][wanted.app])


def _target(catalog: Catalog, wanted: Filter, path: str, today: str) -> Target | str | None:
    """What the version asks of one repository; a text where it is not for this one.

    An SDK is asked for by its version, what apps run on by that of the runtime.
    """
    if wanted.version is None:
        return None
    there = catalog.repositories_at(path)
    if there[0].product == "own":
        return versions.parse(wanted.version).channel or "none"
    asked = target(catalog, wanted.version, there[0].purpose or "run", today)
    if isinstance(asked, str):
        return "none"
    product = ".NET Framework" if asked.framework else ".NET"
    if not any(one.product == product for one in there):
        return "none"
    # Whoever lists everything of a channel wants its previews too.
    return asked._replace(previews=asked.previews or wanted.everything)


def _channels(catalog: Catalog, path: str, asked: str | None) -> list[str]:
    """The channels of a repository, or the one asked for if it has it."""
    return [name for name in catalog.channels_of(path) if asked in (None, name)]


def _judge(catalog: Catalog, wanted: Filter, path: str, channel: str, today: str) -> Judge | None:
    """What judges a channel; None where no row of it is wanted, so that none is read."""
    if not (wanted.everything or catalog.lists(path, channel)):
        return None
    judge = Judge(catalog, path, channel, today)
    return None if judge.ended and not wanted.everything else judge


def _section(
    catalog: Catalog, judge: Judge, path: str, channel: str, rows: list[Tag], wanted: Filter
) -> Iterator[Listing]:
    """The rows of one channel of one repository."""
    contents = catalog.contents(path, channel)
    architecture = platforms.architecture(wanted.arch) if wanted.arch is not None else None
    for group in [[tag] for tag in rows] if wanted.by_tag else _images(catalog, rows):
        shown = group[0] if wanted.by_tag else min(group, key=_prominence)
        state = judge.support(shown)
        if wanted.everything or not state.over:
            digest, offered = contents.get(shown.name) or (None, _platforms(catalog, shown, wanted))
            if architecture:  # the size that is shown is that of the first
                offered = tuple(sorted(offered, key=lambda one: one.architecture != architecture))
            names = tuple([tag.name for tag in group])
            yield Listing(path, channel, shown, names, digest, offered, state)


def _platforms(catalog: Catalog, tag: Tag, wanted: Filter) -> tuple[Platform, ...]:
    """The platforms of a retired image; a single tag's row has its architectures already."""
    return () if wanted.by_tag else catalog.platforms(tag)


def _images(catalog: Catalog, rows: Iterable[Tag]) -> Iterable[list[Tag]]:
    """Tags by the image they name: one version, system, variant and kind; in the systems' order."""
    found: dict[tuple[object, ...], list[Tag]] = {}
    for tag in rows:
        label = tags.parse(tag.name).label.removeprefix("latest")
        key = tag.version, tag.releases, tag.variants, tag.kind, label, tag.retired is None
        found.setdefault(key, []).append(tag)
    newest = {version: n for n, version in enumerate(dict.fromkeys(tag.version for tag in rows))}
    age = {name: number for number, name in enumerate(catalog.systems)}
    return sorted(
        found.values(),
        key=lambda group: (newest[group[0].version], age[group[0].releases[0]], group[0].variants),
    )


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
