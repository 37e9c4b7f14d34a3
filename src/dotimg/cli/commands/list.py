"""`dotimg list`."""

import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING

import click

from dotimg.cli.command import Command
from dotimg.cli.context import Settings, warn, width
from dotimg.cli.option import option
from dotimg.cli.options import Connection, connection_options, filters, live_option, registry_option
from dotimg.errors import DotimgError, NoMatchError
from dotimg.named_tuples import NamedTuple
from dotimg.names.mirror import located
from dotimg.resolver.details import Listing

if TYPE_CHECKING:
    from dotimg.catalog.model import AppKind, Purpose
    from dotimg.catalog.tables import Catalog

FORMATS = ("table", "json", "csv", "refs")


@click.command(
    cls=Command,
    epilog="Exit codes: 0 images, 1 no image fits, 2 wrong usage, 3 unusable catalog. With --live "
    "also 1 if the registry has none of them, 4 if a request failed.",
)
@filters
@option(
    "--repository",
    metavar="R",
    help="The repository: sdk, aspnet, runtime, monitor, framework/sdk, ...",
)
@option(
    "--all",
    "everything",
    is_flag=True,
    envvar="DOTIMG_LIST_ALL",
    help="Include retired and unsupported images.",
)
@option("--tags", is_flag=True, help="List each tag instead of each image.")
@registry_option
@live_option
@connection_options
@option(
    "--format",
    type=click.Choice(FORMATS),
    help="The output format.  [default: a table on a terminal, else tab-separated]",
)
@click.pass_obj
def command(
    settings: Settings,
    purpose: "Purpose | None",
    version: str | None,
    os: str | None,
    arch: str | None,
    app: "AppKind | None",
    distroless: bool,
    globalization: bool | None,
    composite: bool,
    repository: str | None,
    everything: bool,
    tags: bool,
    registry: str | None,
    live: bool,
    format: str | None,
) -> None:
    """List images with their sizes and support.

    The default is all images that are listed and supported. Sizes are
    compressed sizes for the first architecture shown. Tab-separated and CSV
    columns: reference, channel, version, system, variants, architectures, size
    in bytes, support status, end of support, first seen, retired.

    \b
    dotimg list --version 10 --os alpine
    dotimg list --repository sdk --all --tags --format refs
    """
    from dotimg.resolver.listing import Filter, listing

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
    rows = _some(settings, listing(catalog, wanted, settings.today), everything)
    style = format or ("table" if sys.stdout.isatty() else "plain")
    paper = _Paper(style, lambda path: located(path, registry), "tags" if tags else "images")
    if live:
        _print_live(settings, catalog, list(rows), paper, Connection.from_options())
    else:
        _print(settings, catalog, rows, paper)


class _Paper(NamedTuple):
    """How to print: the format, where a repository is found, what the rows are called in JSON."""

    format: str
    locate: Callable[[str], str]
    name: str


def _print(settings: Settings, catalog: "Catalog", rows: Iterable[Listing], paper: _Paper) -> None:
    locate = paper.locate
    if paper.format == "table":
        from dotimg.cli.render import tables

        located_rows = (row._replace(repository=locate(row.repository)) for row in rows)
        tables.write(located_rows, settings.color, width())
        return
    from dotimg.cli.render import rows as lines

    if paper.format == "json":
        lines.write_json(rows, locate, sys.stdout, catalog.systems, catalog.as_of, paper.name)
    elif paper.format == "csv":
        lines.write_csv(rows, locate, sys.stdout)
    elif paper.format == "refs":
        lines.write_refs(rows, locate, sys.stdout)
    else:
        lines.write_plain(rows, locate, sys.stdout)


def _print_live(
    settings: Settings,
    catalog: "Catalog",
    rows: list[Listing],
    paper: _Paper,
    connection: Connection,
) -> None:
    """Print the rows that the registry serves; in JSON all of them, with what it says of each."""
    from dotimg.cli.live import confirm_all, finish

    references = [f"{paper.locate(row.repository)}:{row.tag.name}" for row in rows]
    outcomes = confirm_all(settings, references, connection)
    if paper.format == "json":
        from dotimg.cli.render.rows import write_json

        columns = paper.locate, sys.stdout, catalog.systems, catalog.as_of, paper.name
        write_json(rows, *columns, outcomes)
    else:
        pairs = list(zip(references, rows, outcomes, strict=True))
        absent = [reference for reference, _, one in pairs if isinstance(one, NoMatchError)]
        if absent:
            warn(settings, f"not in the registry, so not listed: {', '.join(absent)}")
        _print(settings, catalog, [row for _, row, one in pairs if isinstance(one, str)], paper)
    finish(_troubles(outcomes))


def _troubles(outcomes: list[str | DotimgError]) -> Iterator[DotimgError]:
    """What could not be asked, in one line, or that nothing is served."""
    errors = [one for one in outcomes if isinstance(one, DotimgError)]
    failed = [one for one in errors if not isinstance(one, NoMatchError)]
    if failed:
        more = f"; nor for {len(failed) - 1} more of the {len(outcomes)}" if failed[1:] else ""
        yield type(failed[0])(f"{failed[0]}{more}")
    elif len(errors) == len(outcomes):
        yield NoMatchError("the registry has none of the images that fit")


def _some(settings: Settings, rows: Iterable[Listing], everything: bool) -> Iterable[Listing]:
    """The rows, or the answer no, before anything is written, where there is none."""
    left = iter(rows)
    first = next(left, None)
    settings.answering = first is not None
    if first is None:
        hint = "" if everything else "; --all lists retired and unsupported ones too"
        raise NoMatchError(f"no image fits{hint}")
    return chain([first], left)
