"""`dotimg support`."""

import sys

import click

from dotimg.cli.context import Settings, answer_json, warn, width

FORMATS = ("table", "json", "ics")


@click.command(epilog="Exit codes: 0 done, 2 wrong usage, 3 unusable catalog.")
@click.option(
    "--all",
    "everything",
    is_flag=True,
    envvar="DOTIMG_SUPPORT_ALL",
    help="Also what ended more than a year ago.",
)
@click.option(
    "--format",
    type=click.Choice(FORMATS),
    help="What to print.  [default: a time line on a terminal, else tab-separated]",
)
@click.pass_obj
def command(settings: Settings, everything: bool, format: str | None) -> None:
    """Show until when channels and operating systems are supported.

    By default those that had listed images on the day, or ended in the year
    before it. What ends within 90 days ends soon. A terminal of up to 120
    columns shows more years.
    Tab-separated rows hold: product or family, name, title, kind, start, end,
    status (supported, ends-soon, ended, preview, unknown), and "listed" where
    images are. A calendar (ics) has the ends that are still to come, with an
    alarm 90 days before.

    \b
    dotimg support
    dotimg --today 2027-06-01 support --format table
    """
    from dotimg.catalog.support import lifecycles
    from dotimg.cli.render import lifecycles as render
    from dotimg.resolver.newer import release_said

    catalog = settings.catalog()
    if said := release_said(catalog, settings.today):
        warn(settings, said)
    found = lifecycles(catalog, settings.today, everything=everything)
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
