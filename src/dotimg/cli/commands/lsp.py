"""`dotimg lsp`."""

from typing import TYPE_CHECKING

import click

from dotimg.cli.extras import extra, stay, streams

if TYPE_CHECKING:
    from dotimg.cli.context import Settings


@click.command(
    epilog="Exit codes: 0 the editor closed it, 2 wrong usage, or the extra is not installed, 3 "
    "unusable catalog."
)
@click.pass_obj
def command(settings: "Settings") -> None:
    """Run a language server that checks images as you type.

    Your editor starts it and talks to it on stdin and stdout. It needs the
    extra lsp: pip install 'dotimg[lsp]'.

    \b
    dotimg lsp
    """
    with extra("lsp", "pygls", "lsprotocol"):
        from dotimg.serve.language_server import DotimgLanguageServer
    server = DotimgLanguageServer(settings.tables(), settings.given_day)
    stay(settings)
    with streams() as (reader, writer):
        server.start_io(reader, writer)
