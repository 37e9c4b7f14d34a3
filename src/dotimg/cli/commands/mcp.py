"""`dotimg mcp`."""

from typing import TYPE_CHECKING

import click

from dotimg.cli.extras import extra, stay

if TYPE_CHECKING:
    from dotimg.cli.context import Settings


@click.command(
    epilog="Exit codes: 0 the client closed it, 2 wrong usage, or the extra is not installed, 3 "
    "unusable catalog."
)
@click.pass_obj
def command(settings: "Settings") -> None:
    """Run an MCP server that offers dotimg to assistants.

    An assistant starts it and talks to it on stdin and stdout, by the Model
    Context Protocol. Its tools write no files. It needs the extra mcp: pip
    install 'dotimg[mcp]'.

    \b
    dotimg mcp
    """
    with extra("mcp", "mcp", "mcp_types", "pydantic"):
        from dotimg.serve.mcp_server import DotimgTools
    server = DotimgTools(settings.tables(), settings.given_day)
    stay(settings)
    server.run("stdio")
