"""`dotimg refresh`."""

import os
from contextlib import closing
from typing import TYPE_CHECKING

import click

from dotimg.cli.command import Command
from dotimg.cli.context import Settings, answer, note, warn
from dotimg.cli.options import host_options
from dotimg.cli.progress import working
from dotimg.errors import EXIT_NO, EXIT_OK, InputError, UsageError, quoted

if TYPE_CHECKING:
    from dotimg.catalog.tables import Catalog
    from dotimg.feeds.refresh import News
    from dotimg.feeds.sources import FeedSource
    from dotimg.registry.download import Downloads


@click.command(
    cls=Command,
    epilog="Exit codes: 0 done, or nothing new; 1 with --check: there is news; 2 wrong usage; "
    "3 a feed or folder that cannot be used, or another refresh at work; 4 could not ask.",
)
@click.option(
    "--source",
    metavar="URL|DIR",
    help="Read a mirror or copy of the feeds instead of the publisher's.",
)
@click.option(
    "--check", is_flag=True, help="Only report whether there are newer tables; write nothing."
)
@host_options(120.0)
@click.pass_obj
def command(
    settings: Settings,
    source: str | None,
    check: bool,
    timeout: float,
    plain_http: tuple[str, ...],
    insecure: tuple[str, ...],
) -> None:
    """Update the tables from the publisher's feeds.

    The new tables carry on from the newest ones there are, are checked, and
    replace them in one step; whenever something goes wrong, the old ones stay
    in use. They are kept in the data folder of this user, where pick and list
    find them. Prints the folder of the tables that are now in use.

    The feeds are files of dotnet/versions and dotnet/core on GitHub, and of
    endoflife.date. A mirror has them under the same paths, and so has a folder:

    \b
    dotnet/versions/main/build-info/docker/image-info.dotnet-*-main.json, ...
    dotnet/core/main/release-notes/releases-index.json
    dotnet/core/main/release-notes/8.0/releases.json, ...
    dotnet/core/release-index/release-notes/timeline/2026/08/cve.json, ...
    api/debian.json, api/dotnet.json, ...

    A folder may instead have the layout that python -m dotimg.feeds reads.
    A mirror or folder is of the day on which its newest image was built.

    \b
    dotimg refresh
    dotimg refresh --check
    dotimg refresh --source https://mirror.contoso.com/feeds
    """
    from dotimg.catalog.tables import Catalog
    from dotimg.feeds import refresh, store
    from dotimg.registry.download import Downloads
    from dotimg.registry.hosts import HostPolicy

    _refuse_future(settings.today)
    if settings.folder:
        warn(settings, f"pick and list are told to use {settings.folder}, which stays as it is")

    def news() -> tuple["Catalog", "News | None"]:
        before = settings.newest(verified=True)
        return before, refresh.news(origin, before, Catalog().traits, settings.today)

    hosts = HostPolicy(frozenset(map(str.lower, insecure)), frozenset(map(str.lower, plain_http)))
    with closing(Downloads(timeout, hosts)) as downloads:
        origin = _origin(source, downloads)
        if check:
            with working(settings, "looking for new data"):
                before, found = downloads.in_time(news)
            _tell(settings, before, found)
            raise click.exceptions.Exit(EXIT_NO if found and found.differs else EXIT_OK)
        data = _data_folder()
        with store.locked(data), working(settings, "making new tables"):
            before, found = downloads.in_time(news)
            folder = refresh.use(data, found) if found else before.folder
    _tell(settings, before, found)
    answer(folder)


def _data_folder() -> str:
    from dotimg.catalog.user_folders import user_folder

    data = user_folder("data")
    if data is None:
        raise InputError("there is no home folder to keep tables in: set HOME or XDG_DATA_HOME")
    return data


def _refuse_future(day: str) -> None:
    """Tables of a day to come would keep out those of the days until then."""
    from datetime import UTC, datetime

    if day > datetime.now(UTC).date().isoformat():
        raise UsageError(f"--today {day} is still to come: the feeds have no data of later days")


def _origin(source: str | None, downloads: "Downloads") -> "FeedSource":
    from dotimg.feeds import sources
    from dotimg.registry.hosts import origin_of

    if source is None:
        return sources.from_network(None, downloads)
    if "://" not in source:
        if not os.path.isdir(source):
            raise InputError(f"{quoted(source)}: no such folder")
        return sources.from_folder(source)
    if "?" in source or "#" in source:
        # What follows may be a secret: it is neither sent on nor printed.
        raise UsageError("--source takes an address without '?' and '#'")
    try:
        origin_of(source)
    except ValueError:
        raise UsageError(
            f"{quoted(source)} is not an address such as https://mirror.contoso.com"
        ) from None
    return sources.from_network(source, downloads)


def _tell(settings: Settings, before: "Catalog", found: "News | None") -> None:
    """Say in a line or two what is new."""
    if not found:
        note(settings, f"no new data since {before.as_of}")
        return
    changes = [f"{found.new} new tags, {found.retired} retired"] if found.differs else ["no news"]
    if found.releases:
        changes.append(f"releases {', '.join(found.releases)}")
    note(settings, f"{'; '.join(changes)} (tables of {before.as_of} to {found.as_of})")
    if found.unknown_cves:
        note(settings, f"what these affect is not known yet: {', '.join(found.unknown_cves)}")
        for why in found.missing:
            note(settings, why)
    if found.unnamed:
        left_out = ", ".join(found.unnamed)
        note(settings, f"this version of dotimg knows nothing of these repositories: {left_out}")
