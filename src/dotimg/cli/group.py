"""The group: common options, and commands that are only imported when they run."""

import importlib
import sys
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING

import click

from dotimg.cli.command import WithExamples
from dotimg.cli.common_options import CommonOption, common_options
from dotimg.cli.context import Settings, answer_json, is_plain
from dotimg.cli.option import option
from dotimg.errors import NoMatchError, UsageError, quoted

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

Callback = Callable[..., object]

# Name, also that of its module, and help: `dotimg --help` shows them without importing any.
COMMANDS = {
    "base": "Find the official .NET image that your image is built on.",
    "changes": "Show what differs between two official images.",
    "check": "Check the .NET images that your files use.",
    "compare": "Show what is left to pull when switching images.",
    "completion": "Print the completion script for a shell.",
    "digest": "Ask a registry for the digest of an image.",
    "explain": "Explain a tag or digest: what it is, whether it is supported, what replaces it.",
    "inspect": "Show what a registry knows about an image.",
    "inventory": "List all .NET images that your files use.",
    "list": "List images with their sizes and support.",
    "lsp": "Run a language server that checks images as you type.",
    "mcp": "Run an MCP server that offers dotimg to assistants.",
    "page": "Write the whole catalog as one HTML page.",
    "pick": "Find the right image and print its reference.",
    "refresh": "Update the tables from the publisher's feeds.",
    "renovate": "Write feeds and a preset so that Renovate updates images like dotimg.",
    "rule": "Explain a rule or advice, and how to fix its findings.",
    "schema": "Print the JSON Schema of a command's output or of dotimg.toml.",
    "scaffold": "Write a Dockerfile and an ignore file for a project or solution.",
    "tags": "List all tags that a registry serves, newest version first.",
    "upgrade": "Move the .NET images in your files to supported ones.",
    "support": "Show when support of .NET and operating systems ends.",
}


class LazyGroup(WithExamples, click.Group):
    """A group that knows its commands by name and loads one when it is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, sorted."""
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"dotimg.cli.commands.{cmd_name}")
        command: click.Command = module.command
        if not any(isinstance(one, CommonOption) for one in command.params):
            command.params += common_options(before=False)
            if command.callback:
                command.callback = _telling_no(command.callback)
        if ctx.resilient_parsing:  # a shell asks how a line goes on
            from dotimg.cli.completing.values import offer

            offer(command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is named; a name that there is not is answered with one like it."""
        name = args[0]
        if name in COMMANDS or name.startswith("-") or ctx.resilient_parsing:
            return super().resolve_command(ctx, args)
        from difflib import get_close_matches

        close = get_close_matches(name, COMMANDS, n=1)
        hint = f"; did you mean {close[0]}?" if close else ""
        raise UsageError(f"no command is called {quoted(name)}{hint} (see 'dotimg --help')")

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """The commands and options that begin so, from the table above."""
        from click.shell_completion import CompletionItem

        found = [name for name in sorted(COMMANDS) if name.startswith(incomplete)]
        options = click.Command.shell_complete(self, ctx, incomplete)
        return [*(CompletionItem(name, help=COMMANDS[name]) for name in found), *options]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands' lines of help from the table above."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


def _telling_no(callback: Callback) -> Callback:
    """A command's work, after which a "no" is a document too where the answer is to be JSON."""

    @wraps(callback)
    def work(*words: object, **options: object) -> object:
        try:
            return callback(*words, **options)
        except NoMatchError as error:
            if options.get("format") == "json":
                from dotimg.cli.render.picks import refusal

                click.get_current_context().obj.exit_code = error.exit_code
                answer_json(refusal(error))
                sys.stdout.flush()
            raise

    return work


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    del param
    if value and not ctx.resilient_parsing:
        from dotimg._version import __version__

        click.echo(f"dotimg {__version__}")
        ctx.exit()


@click.group(
    cls=LazyGroup,
    epilog="Exit codes: 0 done, 1 the answer is no, 2 wrong usage, 3 unusable input, 4 a request "
    "failed, 70 internal error, 130 interrupted.",
    context_settings={
        "auto_envvar_prefix": "DOTIMG",
        "max_content_width": 80,
    },
)
@option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    allow_from_autoenv=False,
    help="Print the version of dotimg.",
)
@click.pass_obj
def dotimg(settings: Settings) -> None:
    """Find the right official .NET image and see what is still supported.

    Each option can also be set in the environment, for example DOTIMG_TODAY or
    DOTIMG_PICK_VERSION. Only tags, digest, inspect, compare, base, refresh and
    --live use the network, and other commands with DOTIMG_REFRESH_AUTO=1, which
    lets them refresh first.

    \b
    dotimg pick --version 8.0 --os alpine
    dotimg check .
    dotimg --today 2027-06-01 support
    """
    if settings.color is None and is_plain():
        settings.color = False


dotimg.params += common_options(before=True)
