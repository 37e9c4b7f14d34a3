"""`dotimg page`."""

import os
import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from dotimg.cli.command import Command
from dotimg.cli.context import STALE_DAYS, Settings, answer
from dotimg.cli.option import option
from dotimg.cli.options import registry_option
from dotimg.cli.progress import working
from dotimg.errors import CatalogError, InputError, UsageError, quoted

if TYPE_CHECKING:
    from dotimg.catalog.tables import Catalog
    from dotimg.cli.render.page import Contents
    from dotimg.cli.render.progress import Work

_STDOUT = "-"


@click.command(
    cls=Command,
    epilog="Exit codes: 0 written, 2 wrong usage, 3 the catalog or the file cannot be used.",
)
@option("--output", metavar="FILE", help="Write to this file and print its name.")
@registry_option
@click.pass_obj
def command(settings: Settings, output: str | None, registry: str | None) -> None:
    """Write the whole catalog as one HTML page.

    The page has a picker with the answers of pick, every tag ever published,
    the listed images, and support as a time line. It needs no network. Without
    --output, the page goes to stdout, unless that is a terminal.

    \b
    dotimg page --output dotimg.html
    """
    if output is None and sys.stdout.isatty():
        raise UsageError("cannot print a page to a terminal; use --output FILE")
    if output not in (None, _STDOUT):
        _expect_a_place(str(output))
    from dotimg.cli.beside import shared
    from dotimg.cli.render.page import html
    from dotimg.files.writing import put

    catalog = settings.catalog()
    with (
        shared(_tags(catalog, settings.today, registry)) as tags,
        working(settings, "answering questions") as work,
    ):
        try:
            text = html(_contents(catalog, settings.today, registry, work, tags))
        except UsageError as error:  # no word here is a user's
            what = f"the catalog {catalog.folder} cannot be used: {error}"
            raise CatalogError(what, catalog.folder) from error
    if output is None or output == _STDOUT:
        sys.stdout.write(text)
        return
    put(output, text.encode())
    answer(output)


def _expect_a_place(output: str) -> None:
    """Say before all the work, and not after it, that there is no place to write to.

    Raises:
        InputError: It is a folder, or in none.
    """
    if os.path.isdir(output):
        raise InputError(f"{output}: cannot be written: it is a folder")
    if not output or not os.path.isdir(os.path.dirname(output) or os.curdir):
        raise InputError(f"{quoted(output)}: cannot be written: there is no such folder")


def _tags(
    catalog: "Catalog", today: str, registry: str | None
) -> list[Callable[[], dict[str, Any]]]:
    """What makes what the search of the page reads, for each channel of each repository."""
    from dotimg.cli.render.page.data import document
    from dotimg.explain.summaries import Summaries

    summaries = Summaries(catalog, today, registry)

    def told(path: str, channel: str) -> dict[str, Any]:
        tags = catalog.listed(path, channel) + catalog.retired(path, channel)
        return document(summaries.of(path, channel, tag) for tag in tags)

    return [
        partial(told, path, channel)
        for path in catalog.paths()
        for channel in catalog.channels_of(path)
    ]


def _contents(
    catalog: "Catalog",
    today: str,
    registry: str | None,
    work: "Work",
    tags: Callable[[], list[dict[str, Any]]],
) -> "Contents":
    from dotimg.catalog.lifecycles import lifecycles
    from dotimg.cli.render.page import Contents
    from dotimg.resolver import page_offers
    from dotimg.resolver.listing import Filter, listing

    channels = page_offers.channels(catalog)
    asked = work.through(channels, len(channels))
    return Contents(
        as_of=catalog.as_of,
        today=today,
        stale=STALE_DAYS,
        mirror=registry,
        channels=channels,
        chosen=page_offers.default(catalog, today),
        systems=catalog.systems,
        families={name: one["title"] for name, one in catalog.traits["families"].items()},
        own=frozenset(
            path for path in catalog.paths() if catalog.repository(path).product == "own"
        ),
        offers=(one for channel in asked for one in page_offers.offers(catalog, channel, today)),
        listings=listing(catalog, Filter(), today),
        lifecycles=lifecycles(catalog, today, everything=False),
        tags=tags,
    )
