"""`DOTIMG_REFRESH_AUTO=1`: a command first refreshes the tables, once a day and for 5 seconds.

It is a variable alone: no file of a tree can let dotimg use the network.
"""

from contextlib import closing
from typing import TYPE_CHECKING

import click

from dotimg.catalog.current import day
from dotimg.cli.context import note
from dotimg.cli.once_a_day import first_on
from dotimg.errors import UsageError, quoted

if TYPE_CHECKING:
    from dotimg.catalog.tables import Catalog
    from dotimg.cli.context import Settings
    from dotimg.feeds.news import News

VARIABLE = "DOTIMG_REFRESH_AUTO"

_MARK = "refreshed"  # in the cache folder
_SECONDS = 5.0


def refresh_first(settings: "Settings", value: str) -> None:
    """Refresh the tables if the variable says so and nothing tried to today; says what failed.

    The source and the hosts are those of `dotimg refresh`; the old tables stay if it fails.

    Raises:
        UsageError: The value is neither that of a flag that is on nor of one that is off.
    """
    settings.as_they_are = True
    today = day(None)
    # Where that cannot be kept, each command would wait.
    if not _is_on(value) or not first_on(today, _MARK, unkept=False):
        return
    try:
        _refresh(settings, today)
    except Exception as error:  # noqa: BLE001  no answer is to be lost by it, not even for a bug
        why = error.format_message() if isinstance(error, click.ClickException) else str(error)
        why = (why or type(error).__name__).removesuffix(", see --timeout")
        note(settings, f"the tables were not refreshed, and are next tried tomorrow: {why}")


def _is_on(value: str) -> bool:
    try:
        return bool(click.BOOL.convert(value, None, None))
    except click.BadParameter:
        raise UsageError(f"{VARIABLE} takes 1 or 0, not {quoted(value)}") from None


def _refresh(settings: "Settings", today: str) -> None:
    from dotimg.cli.commands.refresh import command
    from dotimg.cli.progress import working
    from dotimg.errors import UnreachableError
    from dotimg.registry.parallel import within

    # What DOTIMG_REFRESH_SOURCE and the like say.
    group = click.get_current_context().find_root()
    with command.make_context("refresh", [], parent=group) as context:
        given = context.params

    def renew() -> tuple["Catalog", "News | None"]:
        from dotimg.cli.renewal import Renewal  # which takes its part of the time

        timeout = min(_SECONDS, given["timeout"])
        hosts = given["plain_http"], given["insecure"]
        with closing(Renewal(given["source"], timeout, *hosts)) as renewal:
            before, found, _ = renewal.make(settings, today)
        return before, found

    try:
        with working(settings, "refreshing the tables"):
            before, found = within(_SECONDS, renew)
    except TimeoutError:
        raise UnreachableError(f"not done within {_SECONDS:g} seconds") from None
    if found:
        from dotimg.cli.renewal import tell

        tell(settings, before, found)
