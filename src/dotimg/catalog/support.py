"""Whether an image is supported on a day, and which clock decides.

Four clocks run: the end of the channel (the publisher's release notes), the end of the operating
system's free updates (`os-lifecycle.json`), the day about which the publisher's rule says that a
system is dropped, and the day the publisher stopped listing the tag. The one that stops first
decides. Those of the system hold only for what stays with it: a tag that names a release or a
patch, and a digest. A tag such as `10.0-alpine` moves to the next release.

A day before that of the tables is judged by what was known then: a later retirement is not.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from dotimg.catalog.model import (
    Channel,
    Lifecycle,
    LifecycleStatus,
    Support,
    SupportStatus,
    System,
    Tag,
)
from dotimg.catalog.remembering import remembered
from dotimg.catalog.tables import Catalog
from dotimg.catalog.traits import Traits
from dotimg.names import tags, versions

SOON = timedelta(days=90)
_RECENT = timedelta(days=365)
_NEVER_SEEN = Support("unknown", None, "it was never published")


def soon_after(today: str) -> str:
    """The last day that is soon, as an ISO date."""
    return (min(date.fromisoformat(today), date.max - SOON) + SOON).isoformat()


def window(catalog: Catalog, path: str, channel: str) -> Channel | None:
    """The channel whose end is that of a repository's channel, None where none is known.

    What follows .NET, as dotnet-monitor does, ends with the channel of .NET of the same number.
    """
    repository = catalog.repository(path)
    if repository.product != "own":
        return catalog.channel(channel)
    if not catalog.traits["repositories"][repository.name].get("follows_dotnet"):
        return None
    return catalog.channel(f"{channel.partition('.')[0]}.0")


class _Clock(NamedTuple):
    """The day it stops, the status from then on, and what to say of it."""

    end: str
    status: SupportStatus
    reason: str


class Judge:
    """Tells the support of tags of one channel in one repository on one day.

    Args:
        catalog: The tables.
        path: The repository.
        channel: The channel that holds the tags there.
        today: The day, as an ISO date.

    Attributes:
        window: The channel whose end holds for them, None for products without one (dashboard).
        ended: That this channel is past its end, in words; empty where it is not.
    """

    def __init__(self, catalog: Catalog, path: str, channel: str, today: str) -> None:
        self.window = window(catalog, path, channel)
        follows = catalog.repository(path).product == "own"
        self._channel_clocks = _channel_clocks(self.window, today, follows=follows)
        self.ended = "".join(clock.reason for clock in self._channel_clocks if clock.end <= today)
        self._systems = catalog.systems
        self._families = _family_words(catalog.traits)
        self._as_of = catalog.as_of
        self._today = today
        self._soon = soon_after(today)
        self._preview = self.window is not None and self.window.preview
        # Many tags share their platforms, and so the clocks of their systems.
        self._of_systems: dict[str, list[_Clock]] = {}

    def support(self, tag: Tag, *, pinned: bool = False) -> Support:
        """The support of a tag, or with `pinned` of the digest that has its row."""
        if not tag.published:
            return _NEVER_SEEN
        name = tags.parse(tag.name)
        still = pinned or name.fixed
        on_systems = still or _names_release(name, self._families)
        clocks = self._clocks(tag, on_systems=on_systems)
        first = min(clocks, default=None)
        if first and first.end <= self._today:
            return Support(first.status, first.end, first.reason)
        drop = self._expected_drop(tag) if on_systems else None
        if drop and drop.end <= self._today:
            return Support("unknown", drop.end, f"{drop.reason}; the tag data is older")
        if self._preview or versions.is_prerelease(tag.version):
            return Support("preview", None, f"{tag.version or tag.name} is a preview")
        first = min([*clocks, drop]) if drop else first
        if first and first.end <= self._soon:
            return Support("ends-soon", first.end, first.reason)
        if not first and not self.window:
            return Support("unknown", None, "no support dates are published")
        reason = first.reason if first else f"{_title(self.window)} has no end date"
        if still:
            after = "build" if pinned else "patch"
            return Support("supported", None, f"until the next {after}, in about a month; {reason}")
        return Support("supported", first.end if first else None, reason)

    def _clocks(self, tag: Tag, *, on_systems: bool) -> list[_Clock]:
        """The clocks whose days are known."""
        clocks = self._channel_clocks
        if on_systems:
            if tag.platforms not in self._of_systems:
                self._of_systems[tag.platforms] = self._system_clocks(tag.releases)
            clocks = clocks + self._of_systems[tag.platforms]
        if tag.retired and tag.retired <= self._today:
            clocks = [*clocks, _retirement(tag, tag.retired)]
        return clocks

    def _system_clocks(self, releases: tuple[str, ...]) -> list[_Clock]:
        """A tag of several systems lives as long as the last one of them."""
        systems = [self._systems[release] for release in releases if release in self._systems]
        ends = [(system.end, system.title) for system in systems if system.end]
        if not ends or len(ends) < len(systems):
            return []
        end, title = max(ends)
        verb = "ended" if end <= self._today else "end"
        return [_Clock(end, "ended", f"free updates of {title} {verb} {end}")]

    def _expected_drop(self, tag: Tag) -> _Clock | None:
        """When a tag is expected to be dropped soon, or was, if the tables are older than that."""
        system = self._systems.get(tag.releases[0]) if len(tag.releases) == 1 else None
        day = system.expected_drop if system else None
        known = self._as_of if day and day <= self._today else self._today
        if not system or not day or not known < day <= self._soon:
            return None
        return _Clock(day, "ended", f"{system.title} is expected to be dropped about {day}")


@remembered
def judge(catalog: Catalog, path: str, channel: str, today: str) -> Judge:
    """The judge of what one channel of one repository holds, on one day."""
    return Judge(catalog, path, channel, today)


def of_channel(channel: Channel, today: str) -> Support:
    """The support of what is of a channel, where nothing else is known of it."""
    status = _status_of_channel(channel, today)
    if status == "preview":
        return Support(status, None, f"{_title(channel)} is a preview")
    clocks = _channel_clocks(channel, today, follows=False)
    reason = clocks[0].reason if clocks else f"{_title(channel)} has no end date"
    return Support(status, channel.end, reason)


def _family_words(traits: Traits) -> frozenset[str]:
    """The words that name a family of systems and no release: `alpine`, `cbl-mariner`."""
    families = traits["families"]
    prefixes = (word for family in families.values() for word in family.get("prefixes", ()))
    return frozenset((*families, *(prefix.rstrip("-") for prefix in prefixes)))


def _names_release(name: tags.TagName, families: frozenset[str]) -> bool:
    """Whether a tag names a release of a system, and not none or a family."""
    system = name.system.removesuffix("-slim")
    return bool(system) and system not in families


def _channel_clocks(channel: Channel | None, today: str, *, follows: bool) -> list[_Clock]:
    if not channel or not channel.end:
        return []
    verb = "ended" if channel.end <= today else "ends"
    followed = ", which it follows," if follows else ""
    said = f"support of {_title(channel)}{followed} {verb} {channel.end}"
    return [_Clock(channel.end, "ended", said)]


def _retirement(tag: Tag, day: str) -> _Clock:
    at = f", frozen at {tag.version}" if tag.version else ""
    return _Clock(day, "retired", f"retired {day}{at}")


def _title(channel: Channel | None) -> str:
    return f"{channel.product} {channel.name}" if channel else ""


def lifecycles(
    catalog: Catalog, today: str, *, everything: bool, words: tuple[str, ...] = ()
) -> list[Lifecycle]:
    """The lifecycles, channels before systems, the newest of each product first.

    Without `everything` only of what had listed images on the day, or ended in the year before it.
    With `words` all that one of them names: a product, a channel, a family or a system.
    """
    recent = (max(date.fromisoformat(today), date.min + _RECENT) - _RECENT).isoformat()
    since = "" if everything or words else recent
    found = [*_channel_lifecycles(catalog, today), *_system_lifecycles(catalog, today, since)]
    if words:
        named = {word.lower() for word in words}
        return [one for one in found if named & _names(catalog, one)]
    return [one for one in found if everything or one.listed or recent <= (one.end or "") <= today]


def _channel_lifecycles(catalog: Catalog, today: str) -> Iterator[Lifecycle]:
    listed = {
        channel
        for path in catalog.paths()
        if catalog.repository(path).product != "own"
        for channel in catalog.channels_of(path)
        if any(_listed_on(catalog, path, channel, today))
    }
    for channel in (*catalog.channels, *catalog.framework):
        yield Lifecycle(
            group=channel.product.removesuffix(" Core"),
            name=channel.name,
            title=f"{channel.product} {channel.name}",
            kind=channel.kind,
            start=channel.released,
            end=channel.end,
            status=_status_of_channel(channel, today),
            listed=channel.name in listed,
        )


def _system_lifecycles(catalog: Catalog, today: str, since: str) -> Iterator[Lifecycle]:
    """Those of the systems; one that the publisher dropped before its end ends on that day."""
    listed = {
        release
        for path in catalog.paths()
        for channel in catalog.channels_of(path)
        for tag in _listed_on(catalog, path, channel, today)
        for release in tag.releases
    }
    last = _last_listed(catalog, today, since)
    for system in catalog.systems.values():
        if system.name in (system.family, system.type):
            continue  # samples of years that name no release
        status: LifecycleStatus = _status_of_system(system, today)
        end = system.end
        if status not in ("ended", "preview") and system.name not in listed and system.name in last:
            status, end = "dropped", last[system.name]
        yield Lifecycle(
            group=catalog.traits["families"][system.family]["title"] if system.family else "others",
            name=system.name,
            title=system.title,
            kind=system.type,
            start=system.released,
            end=end,
            status=status,
            listed=system.name in listed,
            expected_drop=system.expected_drop,
        )


def _names(catalog: Catalog, one: Lifecycle) -> set[str]:
    """What a lifecycle is called, in lower case."""
    system = catalog.systems.get(one.name)
    if system:
        called = {system.family, *system.names}
    else:
        short = one.name.removesuffix(".0")
        called = {one.name, short, f"net{one.name}", f"net{short.replace('.', '')}"}
    return {name.lower() for name in (*called, one.name, one.title, one.group)}


def _last_listed(catalog: Catalog, today: str, since: str) -> dict[str, str]:
    """The day on which the last image of each system was retired, of channels supported since."""
    last: dict[str, str] = {}
    ends = {one.name: one.end for one in (*catalog.channels, *catalog.framework)}
    for path in catalog.paths():
        for channel in catalog.channels_of(path):
            if (ends.get(channel) or since) < since:
                continue
            for tag in catalog.retired(path, channel):
                if tag.published and "" < (tag.retired or "") <= today:
                    for release in tag.releases:
                        last[release] = max(last.get(release, ""), tag.retired or "")
    return last


def _listed_on(catalog: Catalog, path: str, channel: str, today: str) -> Iterator[Tag]:
    """The tags that were listed on a day; what the tables list for days that they do not reach.

    Of an earlier day only those that held the same channel and system then.
    """
    if today >= catalog.as_of:
        yield from (tag for tag in catalog.listed(path, channel) if tag.published)
        return
    families = _family_words(catalog.traits)
    for tag in (*catalog.listed(path, channel), *catalog.retired(path, channel)):
        if tag.published and "" < tag.first_seen <= today < (tag.retired or "9999"):
            name = tags.parse(tag.name)
            if name.fixed or (name.version and _names_release(name, families)):
                yield tag


def _status_of_channel(channel: Channel, today: str) -> SupportStatus:
    if not channel.released or channel.released > today:
        return "preview"
    return _status_until(channel.end, today) if channel.end else "supported"


def _status_of_system(system: System, today: str) -> SupportStatus:
    if system.released and system.released > today:
        return "preview"
    return _status_until(system.end, today) if system.end else "unknown"


def _status_until(end: str, today: str) -> SupportStatus:
    if end <= today:
        return "ended"
    return "ends-soon" if end <= soon_after(today) else "supported"
