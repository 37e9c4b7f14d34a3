"""Options that several commands share."""

from collections.abc import Callable
from typing import TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., object])

APPS = ("web", "console", "self-contained", "aot")


def filters(command: Command) -> Command:
    """What the image must be: the options that `pick` and `list` share, without defaults."""
    for option in reversed(
        (
            click.option(
                "--purpose",
                type=click.Choice(["build", "run"], case_sensitive=False),
                help="Build apps with it (sdk), or run them.",
            ),
            click.option(
                "--version",
                metavar="V",
                help="8, 8.0.30, net8.0, an SDK (8.0.404, 8.0.4xx), lts, sts, "
                "latest, preview, or .NET Framework (4.8.1, net481).",
            ),
            click.option(
                "--os",
                metavar="OS",
                help="A family (debian, ubuntu, alpine, azurelinux, nanoserver, "
                "windowsservercore, linux, windows) or a release (noble, 24.04, "
                "bookworm-slim, alpine3.23, ltsc2025).",
            ),
            click.option("--arch", metavar="ARCH", help="amd64, arm64, arm, or their other names."),
            click.option(
                "--app",
                type=click.Choice(APPS, case_sensitive=False),
                help="The kind of app to run.",
            ),
            click.option("--distroless", is_flag=True, help="No shell, no package manager."),
            click.option(
                "--globalization/--invariant", default=None, help="With ICU, or without need of it."
            ),
            click.option("--composite", is_flag=True, help="ASP.NET Core compiled as one."),
        )
    ):
        command = option(command)
    return command


def registry_option(command: Command) -> Command:
    """`--registry PREFIX`: where a mirror of the official images is."""
    return click.option(
        "--registry",
        metavar="PREFIX",
        callback=_prefix,
        help="A mirror in place of mcr.microsoft.com, as contoso.azurecr.io/mcr.",
    )(command)


def _prefix(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    del ctx, param
    if value is None:
        return None
    from dotimg.names.mirror import prefix

    return prefix(value)
