"""The options of all commands, which may come before or after the command."""

from typing import Any

import click

from dotimg.cli.context import Settings
from dotimg.cli.option import Option


class CommonOption(Option):
    """An option of all commands; what it says is kept in the settings of the run."""


def common_options(*, before: bool) -> list[click.Parameter]:
    """The options anew, for the group or for a command that they may also stand behind.

    Args:
        before: Whether they stand before the command; these also read the environment.
    """
    shared: dict[str, Any] = {
        "default": None,  # of flags too, so that what was said before the command is kept
        "callback": _keep,
        "expose_value": False,
        "allow_from_autoenv": before,
    }
    return [
        CommonOption(
            ["--debug"], is_flag=True, help="Print a traceback on internal errors.", **shared
        ),
        CommonOption(["-q", "--quiet"], is_flag=True, help="Print no notes or warnings.", **shared),
        CommonOption(
            ["--color/--no-color"],
            help="Turn colour on or off.  [default: only on a terminal]",
            **shared,
        ),
        CommonOption(
            ["--today"],
            metavar="YYYY-MM-DD",
            help="Judge support as of this day.  [default: today, UTC]",
            **(shared | {"callback": _keep_day}),
        ),
        CommonOption(
            ["--at"],
            metavar="YYYY-MM-DD",
            help="Resolve tags as they were on this day, and judge support as of it unless "
            "--today is given.",
            **(shared | {"callback": _keep_day}),
        ),
        CommonOption(
            ["--catalog", "folder"],
            metavar="DIR",
            envvar="DOTIMG_CATALOG" if before else None,
            help="Use the tables in this folder.",
            **shared,
        ),
        CommonOption(  # click's own looks for a translation of its text in each run
            ["-h", "--help"],
            is_flag=True,
            is_eager=True,
            help="Show this message and exit.",
            **(shared | {"callback": _show_help, "allow_from_autoenv": False}),
        ),
    ]


def _show_help(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    del param
    if value and not ctx.resilient_parsing:
        click.echo(ctx.get_help(), color=ctx.color)
        ctx.exit()


def _keep(ctx: click.Context, param: click.Parameter, value: object) -> None:
    if value is not None and param.name:
        setattr(ctx.ensure_object(Settings), param.name, value)


def _keep_day(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    if value is not None:
        from dotimg.catalog.current import day

        _keep(ctx, param, day(value))
