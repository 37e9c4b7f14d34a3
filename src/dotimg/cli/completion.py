"""`dotimg completion`."""

import sys

import click

SHELLS = ("bash", "zsh", "fish", "powershell")


@click.command(epilog="Exit codes: 0 done, 2 wrong usage.")
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> None:
    """Print the script that lets a shell complete dotimg.

    Commands, options and values: versions, systems, repositories, tags. To
    install it, for bash, for zsh, for fish, and as a line of PowerShell's $PROFILE:

    \b
    dotimg completion bash >> ~/.bashrc
    dotimg completion zsh > "${fpath[1]}/_dotimg"
    dotimg completion fish > ~/.config/fish/completions/dotimg.fish
    dotimg completion powershell | Out-String | Invoke-Expression
    """  # noqa: D301  \b is click's mark for text that is not to be wrapped
    from dotimg.cli.completing import script  # noqa: PLC0415  start-up

    sys.stdout.write(script(shell))
