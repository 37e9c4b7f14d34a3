"""dotimg for Python programs: the answers of the commands as values.

The arguments have the names and meanings of the commands' options. Nothing here reads a
variable of dotimg's, writes anything, or reaches the network; no file is read but the tables, which
each call opens anew where no `catalog` is given.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar, get_args

from dotimg.catalog.model import AppKind, Purpose
from dotimg.errors import UsageError, quoted
from dotimg.explain.model import Explanation
from dotimg.resolver.model import NoMatch, Request

if TYPE_CHECKING:
    from datetime import date

    from dotimg.catalog.model import Lifecycle
    from dotimg.catalog.tables import Catalog
    from dotimg.check.model import FileReport
    from dotimg.explain import Explainer
    from dotimg.files.builds.collection import Builds
    from dotimg.files.kinds import FileKind
    from dotimg.resolver.model import Listing, Pick
    from dotimg.upgrade.model import FileUpgrade

Word = TypeVar("Word", bound=str | None)

_NOTHING: Mapping[str, str] = MappingProxyType({})


def pick(
    *,
    purpose: Purpose = "run",
    version: str = "lts",
    os: str | None = None,
    arch: str | None = None,
    app: AppKind = "web",
    distroless: bool = False,
    globalization: bool | None = None,
    composite: bool = False,
    fixed: bool = False,
    digest: bool = False,
    single_arch: bool = False,
    registry: str | None = None,
    today: "date | str | None" = None,
    catalog: "Catalog | None" = None,
) -> "Pick":
    """The one image to use, as `dotimg pick` gives it; `reference` is what to write.

    Args:
        purpose: `build` for the SDK, `run` for what apps run on.
        version: `8`, `8.0.30`, `net8.0`, an SDK, `lts`, `sts`, `latest`, `preview`, `4.8.1`.
        os: A family (`alpine`) or a release (`noble`, `24.04`, `ltsc2025`) by any of its names.
        arch: `amd64`, `arm64`, `arm`, or another name of theirs.
        app: The kind of app.
        distroless: Without shell and package manager.
        globalization: With ICU (True), or without need of it (False).
        composite: ASP.NET Core compiled as one.
        fixed: By a tag that names one patch and never moves.
        digest: Pinned to its digest.
        single_arch: By the tag of one architecture; needs `arch`.
        registry: The prefix of a mirror, as `contoso.azurecr.io/mcr`.
        today: The day to judge on; None for today in UTC.
        catalog: The tables; None for those of `current_catalog()`.

    Raises:
        NoMatchError: No image fits, or its digest is not known; `nearest` holds what is near.
        UsageError: A word means nothing.
        CatalogError: The tables are damaged.
    """
    from dotimg import resolver

    tables, mirror = _tables(catalog), _mirror(registry)
    request = Request(
        purpose=_one_of(get_args(Purpose), "purpose", purpose),
        version=_text("version", version),
        os=os,
        arch=arch,
        app=_one_of(get_args(AppKind), "app", app),
        distroless=distroless,
        globalization=globalization,
        composite=composite,
        fixed=fixed,
        single_arch=single_arch,
    )
    found = resolver.pick(tables, request, _day(today))
    if isinstance(found, NoMatch):
        raise resolver.refusal(found, mirror)
    pinned = resolver.content(tables, found)[0] if digest else None
    if digest and not pinned:
        raise resolver.without_digest(found.tag.name)
    return found._replace(repository=_located(found.repository, mirror), digest=pinned)


def images(
    *,
    repository: str | None = None,
    purpose: Purpose | None = None,
    version: str | None = None,
    os: str | None = None,
    arch: str | None = None,
    app: AppKind | None = None,
    distroless: bool = False,
    globalization: bool | None = None,
    composite: bool = False,
    all: bool = False,
    tags: bool = False,
    registry: str | None = None,
    today: "date | str | None" = None,
    catalog: "Catalog | None" = None,
) -> "list[Listing]":
    """The images there are, as `dotimg list` lists them; empty where none fits.

    Args:
        repository: `sdk`, `aspnet`, `runtime`, `monitor`, `framework/sdk`, ...
        purpose: As of `pick`; None for any, as with what follows.
        version: As of `pick`.
        os: As of `pick`.
        arch: As of `pick`.
        app: As of `pick`.
        distroless: As of `pick`.
        globalization: As of `pick`.
        composite: As of `pick`.
        all: Also what is retired or not supported any more.
        tags: One for each tag instead of each image.
        registry: The prefix of a mirror, as `contoso.azurecr.io/mcr`.
        today: The day to judge on; None for today in UTC.
        catalog: The tables; None for those of `current_catalog()`.

    Raises:
        UsageError: A word means nothing.
        CatalogError: The tables are damaged.
    """
    from dotimg.resolver.listing import Filter, listing

    mirror = _mirror(registry)
    wanted = Filter(
        repository=repository,
        purpose=_one_of(get_args(Purpose), "purpose", purpose),
        version=version,
        os=os,
        arch=arch,
        app=_one_of(get_args(AppKind), "app", app),
        distroless=distroless,
        globalization=globalization,
        composite=composite,
        everything=all,
        by_tag=tags,
    )
    found = listing(_tables(catalog), wanted, _day(today))
    return [one._replace(repository=_located(one.repository, mirror)) for one in found]


def explain(
    reference: str,
    *,
    registry: str | None = None,
    today: "date | str | None" = None,
    catalog: "Catalog | None" = None,
) -> Explanation:
    """All that is known of one reference or digest, as `dotimg explain` tells it.

    What never existed is explained too: its `found` is False.

    Args:
        reference: A whole reference, a short one, a former name, a digest or 12 hex digits of it.
        registry: The prefix of a mirror, as `contoso.azurecr.io/mcr`.
        today: The day to judge on; None for today in UTC.
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
    """Explain one reference after the other; what was read for one serves the next.

    What is no reference stops nothing: `sentence` says why, and `known` is False.

    Args:
        references: As of `explain`.
        registry: The prefix of a mirror, as `contoso.azurecr.io/mcr`.
        today: The day to judge on; None for today in UTC.
        catalog: The tables; None for those of `current_catalog()`.

    Raises:
        UsageError: The day or the registry is none.
        CatalogError: The tables are damaged.
    """
    explainer = _explainer(registry, today, catalog)
    return (_explained(explainer, one) for one in _several("references", references))


def check(
    content: str | bytes,
    *,
    path: str = "Dockerfile",
    build_args: Mapping[str, str] = _NOTHING,
    target: str | None = None,
    ignore: Iterable[str] = (),
    require_digest: bool = False,
    families: Iterable[str] = (),
    registry: str | None = None,
    today: "date | str | None" = None,
    catalog: "Catalog | None" = None,
) -> "FileReport":
    """What is wrong with the images that a file names, as `dotimg check` finds it.

    No settings of a team and no project are looked for, so the rules DI302 to DI305 are silent.

    Args:
        content: What the file holds.
        path: What to call it; its name tells what it is, a Dockerfile if nothing else fits.
        build_args: Build arguments, or the values of variables.
        target: The stage that ships; None for the last.
        ignore: Rules to leave out, by number or name.
        require_digest: Whether each reference needs a digest.
        families: The families of systems that are allowed; all where there are none.
        registry: The prefix of a mirror, as `contoso.azurecr.io/mcr`.
        today: The day to judge on; None for today in UTC.
        catalog: The tables; None for those of `current_catalog()`.

    Raises:
        InputError: The content cannot be read as what it is.
        UsageError: A word means nothing.
        CatalogError: The tables are damaged.
    """
    from dotimg.check.checker import Checker, Team
    from dotimg.check.rules import Standards, numbers

    tables = _tables(catalog)
    standards = Standards(require_digest, _families(tables, families))
    team = Team(_mirror(registry), numbers(tuple(_several("ignore", ignore))), standards)
    builds = _builds(path, content, build_args)
    checker = Checker(tables, _day(today), build_args, target, builds=builds)
    return checker.check(path, _kind(path), _bytes(content), team)


def upgrade(
    content: str | bytes,
    *,
    path: str = "Dockerfile",
    to: str = "lts",
    os: str | None = None,
    digest: bool = False,
    build_args: Mapping[str, str] = _NOTHING,
    families: Iterable[str] = (),
    registry: str | None = None,
    today: "date | str | None" = None,
    catalog: "Catalog | None" = None,
) -> "FileUpgrade":
    """What becomes of a file when its images move, as `dotimg upgrade` edits it.

    `new` holds its bytes then, which are `old` where nothing moves.

    Args:
        content: What the file holds.
        path: As of `check`.
        to: `lts`, `latest`, `patch` (stay in the channel), or a channel.
        os: Another family of operating systems.
        digest: Whether to pin what is not pinned; what is pinned stays so.
        build_args: As of `check`.
        families: As of `check`.
        registry: The prefix of a mirror, as `contoso.azurecr.io/mcr`.
        today: The day to judge on; None for today in UTC.
        catalog: The tables; None for those of `current_catalog()`.

    Raises:
        InputError: The content cannot be read as what it is.
        UsageError: A word means nothing.
        CatalogError: The tables are damaged.
    """
    from dotimg.upgrade import Policy, Upgrader, family, understood

    tables = _tables(catalog)
    policy = Policy(
        to=understood(tables, to),
        family=family(tables, os) if os is not None else None,
        pin=digest,
        families=_families(tables, families),
    )
    builds = _builds(path, content, build_args)
    upgrader = Upgrader(tables, _day(today), policy, _mirror(registry), builds)
    return upgrader.upgrade(path, _kind(path), _bytes(content))


def support_windows(
    *, all: bool = False, today: "date | str | None" = None, catalog: "Catalog | None" = None
) -> "list[Lifecycle]":
    """Until when channels and operating systems are supported, as `dotimg support` shows it.

    Args:
        all: Also what has no listed images and ended more than a year ago.
        today: The day to judge on; None for today in UTC.
        catalog: The tables; None for those of `current_catalog()`.

    Raises:
        UsageError: The day is none.
        CatalogError: The tables are damaged.
    """
    from dotimg.catalog.support import lifecycles

    return lifecycles(_tables(catalog), _day(today), everything=all)


def current_catalog() -> "Catalog":
    """The tables that the commands use: those of the last `dotimg refresh` if they are newer.

    Where those show damage when they are opened, the ones of this installation are given, with a
    RuntimeWarning. `Catalog.verify()` finds damage that does not show then.

    Raises:
        CatalogError: Those of this installation are damaged.
    """
    from dotimg.catalog.current import fallen_back, newest

    found = newest()
    if found.damage:
        import warnings

        warnings.warn(fallen_back(found.damage), RuntimeWarning, stacklevel=2)
    return found.catalog


def _tables(catalog: "Catalog | None") -> "Catalog":
    return current_catalog() if catalog is None else catalog


def _day(today: "date | str | None") -> str:
    from dotimg.catalog.current import day

    return day(today)


def _mirror(registry: str | None) -> str | None:
    from dotimg.names.mirror import prefix

    return None if registry is None else prefix(registry)


def _located(repository: str, mirror: str | None) -> str:
    from dotimg.names.mirror import located

    return located(repository, mirror)


def _one_of(words: tuple[str, ...], name: str, word: Word) -> Word:
    """The word, if it is None or one of those that an argument takes."""
    if word is not None and word not in words:
        raise UsageError(f"{name} {quoted(word)} is none of {', '.join(words)}")
    return word


def _several(name: str, words: Iterable[str]) -> Iterable[str]:
    """The words, if they are not one text, which would be taken letter by letter."""
    if isinstance(words, str):
        raise UsageError(f"{name} takes a list of texts, as [{quoted(words)}], not a text")
    return words


def _text(name: str, word: str) -> str:
    """The word, if it is a text."""
    if not isinstance(word, str):
        raise UsageError(f"{name} takes a text, as '{word}', not {type(word).__name__}")
    return word


def _explainer(
    registry: str | None, today: "date | str | None", catalog: "Catalog | None"
) -> "Explainer":
    from dotimg.explain import Explainer

    return Explainer(_tables(catalog), _day(today), _mirror(registry))


def _explained(explainer: "Explainer", reference: str) -> Explanation:
    try:
        return explainer.explain(reference)
    except UsageError as error:
        return Explanation(reference, str(error))


def _families(catalog: "Catalog", words: Iterable[str]) -> tuple[str, ...]:
    from dotimg.upgrade import family

    return tuple(family(catalog, word) for word in _several("families", words))


def _kind(path: str) -> "FileKind":
    """What a file is by its name, a Dockerfile if nothing else fits."""
    from dotimg.files.kinds import kind_of

    return kind_of(path) or "dockerfile"


def _builds(path: str, content: str | bytes, build_args: Mapping[str, str]) -> "Builds":
    """The builds that one file declares, for the Dockerfiles and contexts in it."""
    from dotimg.files.builds.collection import Builds

    builds = Builds(build_args)
    builds.add(path, _kind(path), _bytes(content))
    return builds


def _bytes(content: str | bytes) -> bytes:
    """What a file of that content holds; a text that no file holds is left to its reader."""
    return content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
