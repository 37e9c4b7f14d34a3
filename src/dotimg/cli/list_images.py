"""`dotimg list`."""

import sys
from collections.abc import Iterable

import click

from dotimg.cli.options import filters, located, registry_option
from dotimg.cli.settings import Settings
from dotimg.errors import NoMatchError
from dotimg.model import Listing

FORMATS = ("table", "json", "csv", "refs")


@click.command(epilog="Exit codes: 0 images, 1 none fits, 2 wrong usage, 3 unusable catalog.")
@filters
@click.option("--repository", metavar="R", help="sdk, aspnet, runtime, monitor, framework/sdk, ...")
@click.option(
    "--all",
    "everything",
    is_flag=True,
    envvar="DOTIMG_LIST_ALL",
    help="Retired and unsupported images too.",
)
@click.option("--tags", is_flag=True, help="One row for each tag instead of each image.")
@registry_option
@click.option(
    "--format",
    type=click.Choice(FORMATS),
    help="What to print.  [default: a table on a terminal, else tab-separated]",
)
@click.pass_obj
def command(
    settings: Settings,
    purpose: str | None,
    version: str | None,
    os: str | None,
    arch: str | None,
    app: str | None,
    distroless: bool,
    globalization: bool | None,
    composite: bool,
    repository: str | None,
    everything: bool,
    tags: bool,
    registry: str | None,
    format: str | None,
) -> None:
    """List the images there are, with sizes and support.

    By default those that are listed and supported. Sizes are compressed, of the
    first architecture shown. Tab-separated and CSV rows hold: reference,
    channel, version, system, variants, architectures, size in bytes, support
    status, its end, the days it was first seen and retired.

    \b
    dotimg list --version 10 --os alpine
    dotimg list --repository sdk --all --tags --format refs
    """  # noqa: D301  \b is click's mark for text that is not to be wrapped
    from dotimg.listing import Filter, listing  # noqa: PLC0415

    catalog = settings.catalog()
    wanted = Filter(
        repository=repository,
        purpose=purpose,
        version=version,
        os=os,
        arch=arch,
        app=app,
        distroless=distroless,
        globalization=globalization,
        composite=composite,
        everything=everything,
        by_tag=tags,
    )
    rows = _some(listing(catalog, wanted, settings.today), everything)
    if format == "table" or (format is None and sys.stdout.isatty()):
        from dotimg.render import table  # noqa: PLC0415

        located_rows = (row._replace(repository=located(row.repository, registry)) for row in rows)
        titles = {
            located(one["path"], registry): one["title"]
            for one in catalog.traits["repositories"].values()
        }
        table.write(located_rows, settings.color, titles)
        return
    from dotimg.render import rows as lines  # noqa: PLC0415

    def locate(path: str) -> str:
        return located(path, registry)

    if format == "json":
        name = "tags" if tags else "images"
        lines.write_json(rows, locate, sys.stdout, catalog.systems, catalog.as_of, name)
    elif format == "csv":
        lines.write_csv(rows, locate, sys.stdout)
    elif format == "refs":
        lines.write_refs(rows, locate, sys.stdout)
    else:
        lines.write_plain(rows, locate, sys.stdout)


def _some(rows: Iterable[Listing], everything: bool) -> Iterable[Listing]:
    """The rows, or the answer no where there is none."""
    found = False
    for row in rows:
        found = True
        yield row
    if not found:
        hint = "" if everything else "; --all lists retired and unsupported ones too"
        raise NoMatchError(f"no image fits{hint}")
