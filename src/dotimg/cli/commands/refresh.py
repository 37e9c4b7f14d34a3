"""`dotimg refresh`."""

from contextlib import closing

import click

from dotimg.cli.command import Command
from dotimg.cli.context import Settings, answer, warn
from dotimg.cli.option import option
from dotimg.cli.options import host_options
from dotimg.cli.progress import working
from dotimg.errors import EXIT_NO, EXIT_OK, UsageError


@click.command(
    cls=Command,
    epilog="Exit codes: 0 done, or nothing new; 1 with --check: there is news; 2 wrong usage; "
    "3 a feed, release or folder that cannot be used, or another refresh at work; 4 could not ask.",
)
@option(
    "--source",
    metavar="URL|PATH",
    help="Read a release of the tables, or a mirror or copy of the feeds, or 'publisher': the "
    "publisher's own feeds.",
)
@option("--check", is_flag=True, help="Only report whether there are newer tables; write nothing.")
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

    A release of the tables is one file, with its SHA-256 in a file next to it,
    or in a listing of releases. The address of any of these may be a source:

    \b
    dotimg-tables-2026-11-27.tar.xz
    dotimg-tables-2026-11-27.tar.xz.sha256
    dotimg-tables.sha256

    With DOTIMG_REFRESH_AUTO=1, other commands refresh first, once a day, in at
    most 5 seconds, and use the old tables if that fails.

    \b
    dotimg refresh
    dotimg refresh --check
    dotimg refresh --source https://mirror.contoso.com/feeds
    dotimg refresh --source https://mirror.contoso.com/dotimg-tables.sha256
    """
    from dotimg.cli.renewal import Renewal, tell

    _refuse_future(settings.today)
    if settings.folder:
        warn(settings, f"pick and list are told to use {settings.folder}, which stays as it is")
    settings.as_they_are = True
    with closing(Renewal(source, timeout, plain_http, insecure)) as renewal:
        if check:
            with working(settings, "looking for new data"):
                before, found = renewal.look(settings, settings.today)
            tell(settings, before, found)
            raise click.exceptions.Exit(EXIT_NO if found and found.differs else EXIT_OK)
        with working(settings, "making new tables"):
            before, found, folder = renewal.make(settings, settings.today)
    tell(settings, before, found)
    answer(folder)


def _refuse_future(day: str) -> None:
    """Tables of a day to come would keep out those of the days until then."""
    from datetime import UTC, datetime

    if day > datetime.now(UTC).date().isoformat():
        raise UsageError(f"--today {day} is still to come: the feeds have no data of later days")
