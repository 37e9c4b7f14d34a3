"""Makes a newer catalog of the feeds, refuses one that cannot be right, and puts it into use."""

from dotimg.catalog.tables import Catalog
from dotimg.catalog.traits import Traits
from dotimg.errors import InputError
from dotimg.feeds import build, cves, encode, snapshot
from dotimg.feeds.encode import CatalogContent
from dotimg.feeds.news import (
    News,
    differ,
    refuse_emptied,
    refuse_older_notes,
    refuse_renamed,
    released,
    retired,
)
from dotimg.feeds.sources import FeedSource, Gathered, gather, remember
from dotimg.feeds.store import new_catalog
from dotimg.names import versions

_DAY = len("2026-08-20")


def news(source: FeedSource, before: Catalog, traits: Traits, today: str) -> News | None:
    """The catalog that the feeds lead to from the one before; None where nothing is new.

    The publisher's own feeds also give the same catalog a later day.

    Raises:
        InputError: They are damaged, older than that catalog, or lack what cannot be gone.
        UnreachableError: One could not be asked for.
    """
    known = {
        channel.name: {cve.id: cve for cve in before.cves(channel.name)}
        for channel in before.channels
    }
    gathered = gather(source, before.folder, traits, today, known)
    # The publisher's feeds confirm the tables of an earlier day; a copy only tells what is new.
    if not gathered.changed and not (source.live and before.as_of < today):
        return None
    tags = {(path, tag.name): tag for path, _, tag in before.all_tags()}
    day = _day(gathered, before, today, live=source.live)
    digests = {(one.repository, one.digest): one for one in before.all_digests()}
    earlier = build.Earlier(
        before.as_of,
        tags,
        digests,
        dict(zip(digests, before.layer_marks(), strict=True)),
        before.systems,
        known,
        before.publisher_table(),
        before.package_document(),
        before.dependencies(),
    )
    content = build.from_feeds(gathered.feeds, traits, earlier, day)
    refuse_older_notes(gathered.feeds.source, content.releases, before)
    content = _with_lost_channels(content, before)
    refuse_emptied(gathered.feeds.source, traits, tags, content.tags)
    refuse_renamed(gathered.feeds.source, tags, content.tags)
    files = encode.encode(content)
    differs = differ(files, before)
    if not differs and not (source.live and before.as_of < day):
        return None
    return News(
        as_of=day,
        files=files,
        tags=len(content.tags),
        new=len(content.tags.keys() - tags.keys()),
        retired=retired(tags, content.tags),
        releases=released(content.releases, before),
        differs=differs,
        entries=gathered.entries,
        unknown_cves=cves.unknown(content.cves, content.releases),
        missing=gathered.missing,
        unnamed=build.unnamed(gathered.feeds, traits),
    )


def use(data: str, found: News) -> str:
    """Write the catalog into a data folder, read it back, and put it into use; gives its folder.

    Raises:
        InputError: It cannot be written, or is not whole; the one before stays in use.
    """
    with new_catalog(data, found.as_of) as folder:
        encode.write(folder, found.files)
        remember(folder, found.entries)
        written = Catalog(folder, "nothing has changed, try again")
        written.verify()
        if sum(1 for _ in written.all_tags()) != found.tags:
            raise InputError(f"{folder}: not all {found.tags} tags can be read back")
    return folder


def _with_lost_channels(content: CatalogContent, before: Catalog) -> CatalogContent:
    """The content with the earlier channels that the feeds no longer list: none ever goes away."""
    lost = [channel for channel in before.channels if channel.name not in content.releases]
    channels = [*content.channels, *lost]
    return content._replace(
        channels=sorted(channels, key=lambda one: versions.order(one.name), reverse=True),
        releases={
            **content.releases,
            **{channel.name: before.releases(channel.name) for channel in lost},
        },
    )


def _day(gathered: Gathered, before: Catalog, today: str, *, live: bool) -> str:
    """The day that the feeds tell of.

    That is today for the publisher's own. A copy, on a mirror or in a folder, is as old as the
    newest image in it at least, and not older than the catalog before, as long as it lists nothing
    that was built earlier.
    """
    source = gathered.feeds.source
    built, known = snapshot.newest_builds(gathered.feeds.images), _builds(before)
    both = built.keys() & known.keys()
    if any(built[path] < known[path] for path in both) and not any(
        # The publisher may take back the newest image of one repository.
        built[path] > known[path]
        for path in both
    ):
        raise InputError(
            f"{source}: lists older images than the catalog of {before.as_of}, which stays in use"
        )
    newest = max(built.values(), default="")[:_DAY]
    if newest > today:
        raise InputError(f"{source}: lists an image that was built on {newest}, after {today}")
    if before.as_of > today:
        raise InputError(f"the catalog {before.folder} is of {before.as_of}, after {today}")
    return today if live else max(newest, before.as_of)


def _builds(catalog: Catalog) -> dict[str, str]:
    """When the newest listed image of each repository was built."""
    found: dict[str, str] = {}
    for path in catalog.paths():
        for channel in catalog.channels_of(path):
            for _, platforms in catalog.contents(path, channel).values():
                built = [platform.created or "" for platform in platforms]
                found[path] = max([found.get(path, ""), *built])
    return found
