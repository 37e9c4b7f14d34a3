"""`dotimg support`."""

import sys

import click

from dotimg.cli.command import Command
from dotimg.cli.context import Settings, answer_json, warn, width
from dotimg.cli.option import option
from dotimg.errors import NoMatchError, quoted

FORMATS = ("table", "json", "ics")


@click.command(
    cls=Command,
    epilog="Exit codes: 0 done, 1 no such version or system, 2 wrong usage, 3 unusable catalog.",
)
@click.argument("names", nargs=-1, metavar="[NAME]...")
@option(
    "--all",
    "everything",
    is_flag=True,
    envvar="DOTIMG_SUPPORT_ALL",
    help="Include what ended more than a year ago.",
)
@option(
    "--format",
    type=click.Choice(FORMATS),
    help="The output format.  [default: a time line on a terminal, else tab-separated]",
)
@click.pass_obj
def command(
    settings: Settings, names: tuple[str, ...], everything: bool, format: str | None
) -> None:
    """Show when support of .NET and operating systems ends.

    NAME is a version, an operating system or a family: 8, net8.0, alpine,
    noble. The default is everything with listed images, and what ended within
    the last year. "ends soon" means within 90 days; "dropped" means that the
    publisher stopped making images for a system on that day. A wider terminal,
    up to 120 columns, shows more years. Tab-separated columns: product or
    family, name, title, kind, start, end, status (supported, ends-soon, ended,
    dropped, preview, unknown), and "listed" if there are images. A calendar
    (ics) has the coming ends of support, with an alarm 90 days before.

    \b
    dotimg support
    dotimg support 8 alpine
    dotimg --today 2027-06-01 support --format table
    """
    from dotimg.catalog.lifecycles import lifecycles
    from dotimg.cli.render import lifecycles as render
    from dotimg.resolver.newer import release_said

    catalog = settings.catalog()
    if said := release_said(catalog, settings.today):
        warn(settings, said)
    found = lifecycles(catalog, settings.today, everything=everything, words=names)
    if names and not found:
        raise NoMatchError(f"no version or system is called {' or '.join(map(quoted, names))}")
    if format == "json":
        answer_json(render.document(found, settings.today, catalog.as_of))
        return
    if format == "ics":
        from dotimg.cli.render import calendar

        events = calendar.of_lifecycles(found, settings.today)
        sys.stdout.write(calendar.rendered(events, catalog.as_of))
        return
    table = format == "table" or (format is None and sys.stdout.isatty())
    if table:
        for line in render.timeline(found, settings.today, width()):
            click.echo(line, color=settings.color)
        return
    for row in render.rows(found):
        sys.stdout.write(row + "\n")
