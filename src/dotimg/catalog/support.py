"""Whether an image is supported on a day, and which clock decides.

Three clocks run: the end of the channel (the publisher's release notes), the end of the operating
system's free updates (`os-lifecycle.json`), and the day the publisher stopped listing the tag. The
one that stops first decides.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from dotimg.catalog.model import Channel, Lifecycle, Support, SupportStatus, System, Tag
from dotimg.catalog.tables import Catalog
from dotimg.names import versions

SOON = timedelta(days=90)
_RECENT = timedelta(days=365)


def soon_after(today: str) -> str:
    """The last day that is soon, as an ISO date."""
    return (min(date.fromisoformat(today), date.max - SOON) + SOON).isoformat()


class _Clock(NamedTuple):
    """The day it stops, the status from then on, and what to say of it."""

    end: str
    status: SupportStatus
    reason: str


class Judge:
    """Tells the support of tags of one channel on one day.

    Args:
        channel: The channel, None for products without one (monitor, dashboard).
        systems: All operating-system releases by name.
        today: The day, as an ISO date.

    Attributes:
        ended: That the channel itself is past its end, in words; empty where it is not.
    """

    def __init__(self, channel: Channel | None, systems: dict[str, System], today: str) -> None:
        self._channel_clocks = _channel_clocks(channel, today)
        self.ended = "".join(clock.reason for clock in self._channel_clocks if clock.end <= today)
        self._channel = channel
        self._systems = systems
        self._today = today
        self._soon = soon_after(today)
        self._preview = channel is not None and channel.preview
        # Many tags share their platforms, and so the clocks that do not depend on the tag itself.
        self._shared: dict[str, list[_Clock]] = {}

    def support(self, tag: Tag) -> Support:
        """The support of a tag."""
        clocks = self._shared.get(tag.platforms)
        if clocks is None:
            clocks = self._channel_clocks + self._system_clocks(tag.releases)
            self._shared[tag.platforms] = clocks
        if tag.retired:
            clocks = [*clocks, _retirement(tag, tag.retired)]
        if clocks and (first := min(clocks)).end <= self._today:
            return Support(first.status, first.end, first.reason)
        if self._preview or versions.is_prerelease(tag.version):
            return Support("preview", None, f"{tag.version or tag.name} is a preview")
        if clocks:
            first = min(clocks)
            status: SupportStatus = "ends-soon" if first.end <= self._soon else "supported"
            return Support(status, first.end, first.reason)
        if self._channel:
            return Support("supported", None, f"{_title(self._channel)} has no end set")
        return Support("unknown", None, "no support window is published")

    def _system_clocks(self, releases: tuple[str, ...]) -> list[_Clock]:
        """A tag of several systems lives as long as the last one of them."""
        systems = [self._systems[release] for release in releases if release in self._systems]
        ends = [(system.end, system.title) for system in systems if system.end]
        if not ends or len(ends) < len(systems):
            return []
        end, title = max(ends)
        verb = "ended" if end <= self._today else "end"
        return [_Clock(end, "ended", f"free updates of {title} {verb} {end}")]


def _channel_clocks(channel: Channel | None, today: str) -> list[_Clock]:
    if not channel or not channel.end:
        return []
    verb = "ended" if channel.end <= today else "ends"
    said = f"support of {_title(channel)} {verb} {channel.end}"
    return [_Clock(channel.end, "ended", said)]


def _retirement(tag: Tag, day: str) -> _Clock:
    at = f", frozen at {tag.version}" if tag.version else ""
    return _Clock(day, "retired", f"retired {day}{at}")


def _title(channel: Channel) -> str:
    return f"{channel.product} {channel.name}"


def lifecycles(catalog: Catalog, today: str, *, everything: bool) -> list[Lifecycle]:
    """The lifecycles, channels before systems, the newest of each product first.

    Without `everything` only of what has listed images, or ended in the year before the day.
    """
    found = [*_channel_lifecycles(catalog, today), *_system_lifecycles(catalog, today)]
    recent = (max(date.fromisoformat(today), date.min + _RECENT) - _RECENT).isoformat()
    return [one for one in found if everything or one.listed or recent <= (one.end or "") <= today]


def _channel_lifecycles(catalog: Catalog, today: str) -> Iterator[Lifecycle]:
    listed = {
        channel
        for repository in catalog.repositories.values()
        if repository.product != "own"
        for channel in catalog.channels_of(repository.path)
        if catalog.listed(repository.path, channel)
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


def _system_lifecycles(catalog: Catalog, today: str) -> Iterator[Lifecycle]:
    listed = {
        release
        for path in catalog.paths()
        for channel in catalog.channels_of(path)
        for tag in catalog.listed(path, channel)
        if tag.published
        for release in tag.releases
    }
    for system in catalog.systems.values():
        if system.name in (system.family, system.type):
            continue  # samples of years that name no release
        yield Lifecycle(
            group=catalog.traits["families"][system.family]["title"] if system.family else "others",
            name=system.name,
            title=system.title,
            kind=system.type,
            start=system.released,
            end=system.end,
            status=_status_of_system(system, today),
            listed=system.name in listed,
        )


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
