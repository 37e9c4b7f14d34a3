"""From when until when channels and systems are supported, and which had images on a day."""

from collections.abc import Iterator
from datetime import date, timedelta

from dotimg.catalog.details import Lifecycle, LifecycleStatus
from dotimg.catalog.model import SupportStatus, System, Tag
from dotimg.catalog.support import family_words, names_release, status_of_channel, status_until
from dotimg.catalog.tables import Catalog
from dotimg.names import tags

_RECENT = timedelta(days=365)


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
            status=status_of_channel(channel, today),
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
    families = family_words(catalog.traits)
    for tag in (*catalog.listed(path, channel), *catalog.retired(path, channel)):
        if tag.published and "" < tag.first_seen <= today < (tag.retired or "9999"):
            name = tags.parse(tag.name)
            if name.fixed or (name.version and names_release(name, families)):
                yield tag


def _status_of_system(system: System, today: str) -> SupportStatus:
    if system.released and system.released > today:
        return "preview"
    return status_until(system.end, today) if system.end else "unknown"
