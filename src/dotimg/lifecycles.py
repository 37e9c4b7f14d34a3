"""Until when channels and operating-system releases are supported: the rows of `dotimg support`."""

from collections.abc import Iterator
from datetime import date, timedelta

from dotimg.catalog.model import Channel, System
from dotimg.catalog.support import Lifecycle, soon_after
from dotimg.catalog.tables import Catalog

_RECENT = timedelta(days=365)


def lifecycles(catalog: Catalog, today: str, *, everything: bool) -> list[Lifecycle]:
    """The lifecycles, channels before systems, the newest of each product first.

    Without `everything` only of what has listed images, or ended in the year before the day.
    """
    found = [*_channels(catalog, today), *_systems(catalog, today)]
    recent = (max(date.fromisoformat(today), date.min + _RECENT) - _RECENT).isoformat()
    return [one for one in found if everything or one.listed or recent <= (one.end or "") <= today]


def _channels(catalog: Catalog, today: str) -> Iterator[Lifecycle]:
    listed = {
        channel
        for traits in catalog.traits["repositories"].values()
        if not traits.get("own_versions")
        for channel in catalog.channels_of(traits["path"])
        if catalog.listed(traits["path"], channel)
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


def _systems(catalog: Catalog, today: str) -> Iterator[Lifecycle]:
    listed = {
        release
        for path in catalog.repositories()
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


def _status_of_channel(channel: Channel, today: str) -> str:
    if not channel.released or channel.released > today:
        return "preview"
    return _status(channel.end, today) if channel.end else "supported"


def _status_of_system(system: System, today: str) -> str:
    if system.released and system.released > today:
        return "preview"
    return _status(system.end, today) if system.end else "unknown"


def _status(end: str, today: str) -> str:
    if end <= today:
        return "ended"
    return "ends-soon" if end <= soon_after(today) else "supported"
