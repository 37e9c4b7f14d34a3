"""`dotimg page`."""

import os
import sys
from typing import TYPE_CHECKING

import click

from dotimg.cli.command import Command
from dotimg.cli.context import STALE_DAYS, Settings, answer
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
    epilog="Exit codes: 0 written, 2 wrong usage, 3 the catalog cannot be used or the file not be "
    "written.",
)
@click.option("--output", metavar="FILE", help="Write to this file and print its name.")
@registry_option
@click.pass_obj
def command(settings: Settings, output: str | None, registry: str | None) -> None:
    """Write the whole catalog as one HTML page.

    It holds a picker with the answers of pick, every tag ever published, the
    listed images, and the support windows as a time line. It asks nothing of
    any network. Without --output it goes to stdout, if that is not a terminal.

    \b
    dotimg page --output dotimg.html
    """
    if output is None and sys.stdout.isatty():
        raise UsageError("cannot print a page to a terminal; use --output FILE")
    if output not in (None, _STDOUT):
        _expect_a_place(str(output))
    from dotimg.cli.render.page import html
    from dotimg.files.writing import put

    catalog = settings.catalog()
    with working(settings, "answering questions") as work:
        try:
            text = html(_contents(catalog, settings.today, registry, work))
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


def _contents(catalog: "Catalog", today: str, registry: str | None, work: "Work") -> "Contents":
    from dotimg.catalog.lifecycles import lifecycles
    from dotimg.cli.render.page import Contents
    from dotimg.explain import Explainer
    from dotimg.resolver import page_offers
    from dotimg.resolver.listing import Filter, listing

    explainer = Explainer(catalog, today, registry, short=False, history=False)
    channels = page_offers.channels(catalog)
    tags = [f"{path}:{tag.name}" for path, _, tag in catalog.all_tags()]
    return Contents(
        as_of=catalog.as_of,
        today=today,
        stale=STALE_DAYS,
        mirror=registry,
        channels=channels,
        chosen=page_offers.default(catalog, today),
        systems=catalog.systems,
        families={name: one["title"] for name, one in catalog.traits["families"].items()},
        offers=(one for channel in channels for one in page_offers.offers(catalog, channel, today)),
        listings=listing(catalog, Filter(), today),
        lifecycles=lifecycles(catalog, today, everything=False),
        explanations=(explainer.explain(tag) for tag in work.through(tags, len(tags))),
    )
