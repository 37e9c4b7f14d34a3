"""`dotimg tags`."""

import sys
from typing import TYPE_CHECKING

import click

from dotimg.cli.command import Command
from dotimg.cli.context import Settings, json_text
from dotimg.cli.live import ASKING, Asked, asked, catalog_rows
from dotimg.cli.option import option
from dotimg.cli.options import Connection, connection_options, registry_option
from dotimg.cli.progress import working
from dotimg.errors import NoMatchError, UsageError, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dotimg.catalog.tables import Catalog


@click.command(
    cls=Command,
    epilog="Exit codes: 0 tags, 1 no tags, or no such repository, 2 wrong usage, 3 unusable "
    "catalog or docker configuration, 4 a request failed.",
)
@click.argument("repository", metavar="REPO")
@option("--match", metavar="GLOB", help="List only tags that match, such as '8.0.*-alpine*'.")
@option("--limit", metavar="N", type=click.IntRange(1), help="List only the first N.")
@registry_option
@connection_options
@option(
    "--format",
    type=click.Choice(["plain", "table", "json"]),
    help="The output format.  [default: a table on a terminal, else plain]",
)
@click.pass_obj
def command(
    settings: Settings,
    repository: str,
    match: str | None,
    limit: int | None,
    registry: str | None,
    format: str | None,
) -> None:
    """List all tags that a registry serves, newest version first.

    Floating tags (10.0) come before their patches (10.0.11), and tags without a
    version come last. The table and JSON show the support of tags that the
    catalog knows; plain prints one tag per line.

    \b
    dotimg tags sdk --match '10.0*-noble' --limit 20
    dotimg tags contoso.azurecr.io/mcr/dotnet/aspnet --format json
    """
    from dotimg.names.tags import newest_first

    style = format or ("table" if sys.stdout.isatty() else "plain")
    # What needs no support needs no word on the catalog's age either.
    catalog = settings.tables() if style == "plain" else settings.catalog()
    place = _repository(repository, catalog, registry)
    with Connection.from_options().client() as client, working(settings, ASKING):

        def answer() -> str:
            tags = newest_first(_matching(client.tags(place.where), match))[:limit]
            if not tags:
                those = "no tags" if match is None else f"no tag that matches {quoted(match)}"
                raise NoMatchError(f"{place.where.name} has {those}")
            return _shown(settings, catalog, place, tags, style)

        text = client.in_time(answer)
    sys.stdout.write(text)


def _shown(
    settings: Settings, catalog: "Catalog", place: Asked, tags: "Sequence[str]", style: str
) -> str:
    """The tags in one of the formats."""
    if style == "plain":
        return "\n".join(tags) + "\n"
    known = catalog_rows(settings, catalog, place.official)
    rows = [(tag, known.get(tag)) for tag in tags]
    if style == "json":
        from dotimg.cli.render import live_documents

        name, as_of = place.where.name, catalog.as_of
        return json_text(live_documents.tags(place.input, name, rows, as_of))
    from dotimg.cli.render import tables

    return tables.of_tags(place.where.name, rows, settings.color)


def _repository(text: str, catalog: "Catalog", registry: str | None) -> Asked:
    place = asked(text, catalog, registry)
    if tag := place.where.tag:
        raise UsageError(f"{quoted(text)} is one tag of a repository; filter with --match '{tag}'")
    if place.where.digest:
        raise UsageError(f"{quoted(text)} is one image, not a repository")
    return place


def _matching(tags: "Sequence[str]", glob: str | None) -> "Sequence[str]":
    if glob is None:
        return tags
    from fnmatch import fnmatchcase

    return [tag for tag in tags if fnmatchcase(tag, glob)]
