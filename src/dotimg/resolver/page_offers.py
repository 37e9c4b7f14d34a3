"""Every question that the picker of the page offers, with the answer of `dotimg pick`.

Offered are all channels; of each the systems, the architectures and the variants that it has images
for, and tags that move or do not; and every family of systems, because "there is none, the nearest
is ..." is an answer that people need.
"""

from collections.abc import Iterator
from itertools import product
from typing import TYPE_CHECKING

from dotimg.catalog.model import AppKind, Channel, Purpose, Tag, offered
from dotimg.catalog.tables import Catalog
from dotimg.resolver import content, pick, without_digest
from dotimg.resolver.details import Answered, Offer
from dotimg.resolver.finding import understood
from dotimg.resolver.model import NoMatch, Pick, Request
from dotimg.resolver.pick import answer
from dotimg.resolver.target import Target, target

if TYPE_CHECKING:
    from dotimg.catalog.details import Platform
    from dotimg.resolver.need import Need

_PURPOSES: tuple[Purpose, ...] = ("run", "build")
_NOT_ASKED = Answered(NoMatch("", (), ()))


def channels(catalog: Catalog) -> tuple[Channel, ...]:
    """The channels that are offered: all of .NET, then all of .NET Framework, newest first."""
    return (*catalog.channels, *catalog.framework)


def default(catalog: Catalog, today: str) -> str:
    """The channel that `dotimg pick` takes by itself, else the newest."""
    found = target(catalog, "lts", "run", today)
    return found.channel if isinstance(found, Target) else catalog.channels[0].name


def families_of(catalog: Catalog, channel: Channel) -> tuple[str, ...]:
    """The families of systems that are offered: for .NET Framework those of Windows."""
    if channel not in catalog.framework:
        return tuple(catalog.traits["families"])
    windows = {one.family for one in catalog.systems.values() if one.type == "windows"}
    return tuple(name for name in catalog.traits["families"] if name in windows)


def offers(catalog: Catalog, channel: Channel, today: str) -> Iterator[Offer]:
    """All that is offered for a channel, each with the answer of `pick` on a day."""
    answers = _Answers(catalog, today)
    for purpose, app in product(_PURPOSES, catalog.traits["apps"]):
        tags = _tags(catalog, channel, purpose, app)
        for os, own in _by_system(catalog, channel, tags).items():
            asked = Request(purpose, channel.name, os, app=app)
            if not answers.of(asked) and (os is None or os in catalog.traits["families"]):
                yield Offer(asked, Answered(pick(catalog, asked, today)))
            for request in _variants(asked, own):
                if found := answers.of(request):
                    yield Offer(request, found)


def _by_system(catalog: Catalog, channel: Channel, tags: list[Tag]) -> dict[str | None, list[Tag]]:
    """The tags for each system that is offered: any, all families, the releases that they have."""
    families = families_of(catalog, channel)
    by_release: dict[str, list[Tag]] = {name: [] for name in catalog.systems}
    for tag in tags:
        for release in filter(by_release.__contains__, tag.releases):
            by_release[release].append(tag)
    found: dict[str | None, list[Tag]] = {None: tags, **{name: [] for name in families}}
    for name, own in by_release.items():
        if (family := catalog.systems[name].family) in families:
            found[family] += own
        if own and name not in catalog.traits["families"]:
            found[name] = own
    return found


def _variants(asked: Request, tags: list[Tag]) -> Iterator[Request]:
    """The request with each further wish that one of some tags meets, for each architecture."""
    run = asked.purpose == "run"
    small = (False, True) if run and any(tag.distroless for tag in tags) else (False,)
    whole = (False, True) if run and any("composite" in tag.variants for tag in tags) else (False,)
    icu = (None, True, False) if run else (None,)
    all_platforms = {tag.platforms for tag in tags}
    architectures = sorted(
        {name for one in all_platforms for names in offered(one).values() for name in names}
    )
    for distroless, globalization, composite, fixed, arch in product(
        small, icu, whole, (False, True), (None, *architectures)
    ):
        yield asked._replace(
            arch=arch,
            distroless=distroless,
            globalization=globalization,
            composite=composite,
            fixed=fixed,
        )


class _Answers:
    """Answers requests of one channel; those that need the same have the same answer."""

    def __init__(self, catalog: Catalog, today: str) -> None:
        self._catalog = catalog
        self._today = today
        self._answers: dict[Need, Answered | None] = {}
        self._contents: dict[str, tuple[str | None, tuple[Platform, ...]]] = {}

    def of(self, request: Request) -> Answered | None:
        """The answer of `pick` with its image, None where it has none."""
        need = understood(self._catalog, request, self._today)
        if isinstance(need, str):
            return None
        known = self._answers.get(need, _NOT_ASKED)  # one look: to find it takes a while
        if known is _NOT_ASKED:
            found = answer(self._catalog, request, need, self._today)
            known = self._answers[need] = self._with_image(found) if found else None
        return known

    def _with_image(self, found: Pick) -> Answered:
        if found.reference not in self._contents:
            self._contents[found.reference] = content(self._catalog, found)
        digest, platforms = self._contents[found.reference]
        unpinned = "" if digest else str(without_digest(found.tag.name))
        return Answered(found._replace(digest=digest), platforms, unpinned)


def _tags(catalog: Catalog, channel: Channel, purpose: Purpose, app: AppKind) -> list[Tag]:
    """Every tag of a channel that `pick` could answer with."""
    name = "sdk" if purpose == "build" else catalog.traits["apps"][app]
    if channel in catalog.framework:
        name = f"framework/{name}"
    repository = catalog.repositories.get(name)
    homes = repository.paths if repository else ()
    return [
        tag
        for home in homes
        for rows in (catalog.listed(home, channel.name), catalog.retired(home, channel.name))
        for tag in rows
        if tag.kind in ("", name)
    ]
