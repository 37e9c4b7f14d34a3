"""`dotimg inventory`."""

import sys
from typing import TYPE_CHECKING

import click

from dotimg.cli.command import Command
from dotimg.cli.context import Settings, answer_json, note
from dotimg.cli.files import (
    build_arg_option,
    build_arguments,
    builds_of,
    each_file,
    exclude_option,
    named_paths,
    paths_argument,
    stdin_filename_option,
    teams_of,
    tell_skipped,
)
from dotimg.cli.option import option
from dotimg.cli.options import registry_option
from dotimg.errors import EXIT_INPUT, EXIT_OK

if TYPE_CHECKING:
    from dotimg.check.model import Inventory
    from dotimg.check.team_settings import TeamSettings
    from dotimg.files.search import SourceFile

FORMATS = ("table", "csv", "json", "jsonl", "markdown", "ics")


@click.command(
    cls=Command,
    epilog="Exit codes: 0 done, supported images or not, 2 wrong usage, 3 a file, a folder, the "
    "settings or the catalog cannot be used.",
)
@paths_argument
@build_arg_option
@registry_option
@exclude_option
@stdin_filename_option
@option(
    "--format",
    type=click.Choice(FORMATS),
    help="The output format.  [default: a table on a terminal, else tab-separated]",
)
@click.pass_context
def command(
    context: click.Context,
    paths: tuple[str, ...],
    build_arg: tuple[str, ...],
    registry: str | None,
    exclude: tuple[str, ...],
    stdin_filename: str | None,
    format: str | None,
) -> None:
    """List all .NET images that your files use.

    Each reference is a row: file, line, stage, image, channel, system, support
    and replacement. PATH works as in check. Tab-separated output has the
    columns of CSV, without a header. A calendar (ics) has the days on which
    support of these images ends, with an alarm 90 days before.

    \b
    dotimg inventory
    dotimg inventory . --format markdown
    dotimg inventory . --format jsonl > images.jsonl
    """
    from dotimg.check.checker import Checker, Team
    from dotimg.cli.render import inventory as render

    settings: Settings = context.obj
    catalog = settings.catalog()
    arguments = build_arguments(build_arg)
    named = named_paths(paths, stdin_filename)
    builds = builds_of(named, arguments, catalog)
    checker = Checker(catalog, settings.today, arguments, builds=builds)
    teams = teams_of(catalog, exclude, named)

    def look(source: "SourceFile", content: bytes, own: "TeamSettings") -> "Inventory":
        team = Team(registry or own.registry)
        return checker.inventory(source.path, source.kind, content, team)

    done = each_file(
        *(settings, paths, "reading files", teams, builds, look),
        pass_over=True,
        stdin_filename=stdin_filename,
    )
    rows = [row for one in done.answers for row in one.images]
    rows.sort(key=lambda row: (row.path, row.line))
    skipped = [*done.passed_over, *(skip for one in done.answers for skip in one.skipped)]
    tell_skipped(settings, skipped)
    settings.exit_code = EXIT_INPUT if done.unusable else EXIT_OK
    style = format or ("table" if sys.stdout.isatty() else "plain")
    if style == "table":
        sys.stdout.writelines(line + "\n" for line in render.table(rows, settings.color))
    elif style == "json":
        unread = [*skipped, *done.unusable]
        answer_json(render.document(rows, unread, len(done.answers), catalog.as_of))
    elif style == "ics":
        from dotimg.cli.render import calendar

        events = calendar.of_images(rows, settings.today)
        sys.stdout.write(calendar.rendered(events, catalog.as_of))
    else:
        sys.stdout.writelines(line + "\n" for line in render.LINES[style](rows))
    summary = render.summary(len(rows), len(done.answers), len(skipped))
    if style == "table":
        sys.stdout.write(summary + "\n")
    else:
        note(settings, summary)
    sys.stdout.flush()
    context.exit(settings.exit_code)
