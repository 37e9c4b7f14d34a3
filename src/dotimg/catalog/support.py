"""Whether an image is supported on a day, and which clock decides.

Four clocks run: the end of the channel (the publisher's release notes), the end of the operating
system's free updates (`os-lifecycle.json`), the day about which the publisher's rule says that a
system is dropped, and the day the publisher stopped listing the tag. The one that stops first
decides. Those of the system hold only for what stays with it: a tag that names a release or a
patch, and a digest. A tag such as `10.0-alpine` moves to the next release.

A day before that of the tables is judged by what was known then: a later retirement is not.
"""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from dotimg.catalog.model import Channel, Support, SupportStatus, Tag
from dotimg.catalog.remembering import remembered
from dotimg.catalog.tables import Catalog
from dotimg.named_tuples import NamedTuple
from dotimg.names import tags, versions

if TYPE_CHECKING:
    from dotimg.catalog.traits import Traits

SOON = timedelta(days=90)
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
        self._families = family_words(catalog.traits)
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
        clocks, of_systems = self._clocks(tag), self._clocks_of_systems(tag)
        first = min(clocks + of_systems, default=None)
        if first and first.end <= self._today and first not in of_systems:
            return Support(first.status, first.end, first.reason)
        return self._by_name(tag, clocks, of_systems, pinned=pinned)

    def _by_name(
        self, tag: Tag, clocks: list[_Clock], of_systems: list[_Clock], *, pinned: bool
    ) -> Support:
        """The same where it depends on what the name says; to take a name apart takes longest."""
        name = tags.parse(tag.name)
        still = pinned or name.fixed
        on_systems = still or names_release(name, self._families)
        clocks = clocks + of_systems if on_systems else clocks
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

    def _clocks(self, tag: Tag) -> list[_Clock]:
        """The clocks of its channel and of the tag itself whose days are known."""
        if tag.retired and tag.retired <= self._today:
            return [*self._channel_clocks, _retirement(tag, tag.retired)]
        return self._channel_clocks

    def _clocks_of_systems(self, tag: Tag) -> list[_Clock]:
        """The same of the systems that it offers."""
        if tag.platforms not in self._of_systems:
            self._of_systems[tag.platforms] = self._system_clocks(tag.releases)
        return self._of_systems[tag.platforms]

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
    status = status_of_channel(channel, today)
    if status == "preview":
        return Support(status, None, f"{_title(channel)} is a preview")
    clocks = _channel_clocks(channel, today, follows=False)
    reason = clocks[0].reason if clocks else f"{_title(channel)} has no end date"
    return Support(status, channel.end, reason)


def family_words(traits: "Traits") -> frozenset[str]:
    """The words that name a family of systems and no release: `alpine`, `cbl-mariner`."""
    families = traits["families"]
    prefixes = (word for family in families.values() for word in family.get("prefixes", ()))
    return frozenset((*families, *(prefix.rstrip("-") for prefix in prefixes)))


def names_release(name: tags.TagName, families: frozenset[str]) -> bool:
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


def status_of_channel(channel: Channel, today: str) -> SupportStatus:
    """The status of a channel on a day."""
    if not channel.released or channel.released > today:
        return "preview"
    return status_until(channel.end, today) if channel.end else "supported"


def status_until(end: str, today: str) -> SupportStatus:
    """The status on a day of what is supported until another one."""
    if end <= today:
        return "ended"
    return "ends-soon" if end <= soon_after(today) else "supported"
