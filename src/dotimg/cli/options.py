"""Options that several commands share."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import click

from dotimg.errors import UsageError, quoted

if TYPE_CHECKING:
    from dotimg.registry import Client


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


_DAY = 86400


class Connection(NamedTuple):
    """How registries are asked."""

    timeout: float
    plain_http: tuple[str, ...]
    insecure: tuple[str, ...]
    no_cache: bool

    def client(self) -> "Client":
        """A client; its time runs from now."""
        from dotimg.registry import Cache, Client, user_folder

        return Client(
            timeout=self.timeout,
            plain_http=frozenset(self.plain_http),
            insecure=frozenset(self.insecure),
            cache=None if self.no_cache else Cache(user_folder()),
        )


def _hosts(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    del ctx, param
    for value in values:
        if not value or "/" in value:
            raise UsageError(f"{quoted(value)} is no host; write it as registry.local:5000")
    return values


def _seconds(ctx: click.Context, param: click.Parameter, value: float) -> float:
    """The seconds of `--timeout`, more than none and at most a day."""
    del ctx, param
    if not 0 < value <= _DAY:
        raise UsageError(f"--timeout takes seconds of one day at most, not {value}")
    return value


def host_options(timeout: float) -> Callable[[Callable[..., object]], Callable[..., object]]:
    """`--timeout`, which is this by default, `--plain-http` and `--insecure`."""

    def add(command: Callable[..., object]) -> Callable[..., object]:
        for option in (
            click.option(
                "--insecure",
                metavar="HOST",
                multiple=True,
                callback=_hosts,
                help="Do not verify the certificate of this host. May be repeated.",
            ),
            click.option(
                "--plain-http",
                metavar="HOST",
                multiple=True,
                callback=_hosts,
                help="Ask this host without TLS. May be repeated.",
            ),
            click.option(
                "--timeout",
                metavar="SECONDS",
                type=float,
                callback=_seconds,
                default=timeout,
                help=f"Give up after so long, retries included.  [default: {timeout:g}]",
            ),
        ):
            command = option(command)
        return command

    return add


def connection_options(command: Callable[..., object]) -> Callable[..., object]:
    """`--timeout` and its like, which the command gets as one `connection`."""

    @host_options(30.0)
    @click.option(
        "--no-cache",
        is_flag=True,
        help="Ignore cached answers.",
    )
    @wraps(command)
    def connected(
        *arguments: object,
        timeout: float,
        plain_http: tuple[str, ...],
        insecure: tuple[str, ...],
        no_cache: bool,
        **options: object,
    ) -> object:
        connection = Connection(timeout, plain_http, insecure, no_cache)
        return command(*arguments, connection=connection, **options)

    return connected


def image_options(
    *formats: str,
) -> Callable[[Callable[..., object]], Callable[..., object]]:
    """What the commands about single images take; the first of the formats is the default."""

    def add(command: Callable[..., object]) -> Callable[..., object]:
        command = click.option(
            "--format",
            type=click.Choice(formats),
            default=formats[0],
            show_default=True,
            help="What to print.",
        )(command)
        command = registry_option(connection_options(command))
        return click.option(
            "--platform", metavar="P", help="Only linux/arm64, windows/amd64:10.0.20348, ..."
        )(command)

    return add


live_option = click.option(
    "--live", is_flag=True, help="Ask the registry whether it serves it, and for its digest."
)
