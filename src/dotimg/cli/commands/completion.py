"""`dotimg completion`."""

import sys

import click

from dotimg.cli.command import Command

SHELLS = ("bash", "zsh", "fish", "powershell")


@click.command(cls=Command, epilog="Exit codes: 0 done, 2 wrong usage.")
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> None:
    """Print the completion script for a shell.

    It completes commands, options and values, such as versions, systems,
    repositories and tags. The examples install it. For zsh, also add
    fpath+=(~/.zfunc) before compinit in ~/.zshrc. For PowerShell, add the last
    line to $PROFILE.

    \b
    dotimg completion bash >> ~/.bashrc
    mkdir -p ~/.zfunc && dotimg completion zsh > ~/.zfunc/_dotimg
    mkdir -p ~/.config/fish/completions
    dotimg completion fish > ~/.config/fish/completions/dotimg.fish
    dotimg completion powershell | Out-String | Invoke-Expression
    """
    from dotimg.cli.completing import script

    sys.stdout.write(script(shell))
