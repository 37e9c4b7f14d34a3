"""Options that several commands share."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import click

from dotimg.cli.option import option
from dotimg.errors import UsageError, quoted
from dotimg.named_tuples import NamedTuple

if TYPE_CHECKING:
    from dotimg.registry import Client


Command = TypeVar("Command", bound=Callable[..., object])

APPS = ("web", "console", "self-contained", "aot")
_DAY = 86400
_KEPT = "dotimg.connection."  # where a context keeps what the options of a connection say


def filters(command: Command) -> Command:
    """What the image must be: the options that `pick` and `list` share, without defaults."""
    for add in reversed(
        (
            option(
                "--purpose",
                type=click.Choice(["build", "run"], case_sensitive=False),
                help="Whether to build apps (sdk) or run them.",
            ),
            option(
                "--version",
                metavar="V",
                help="The version: 8, 8.0.30, net8.0, an SDK (8.0.404, 8.0.4xx), lts, sts, latest, "
                "preview, or .NET Framework (4.8.1, net481).",
            ),
            option(
                "--os",
                metavar="OS",
                help="The operating system: a family (debian, ubuntu, alpine, azurelinux, "
                "nanoserver, windowsservercore, linux, windows) or a release (noble, 24.04, "
                "bookworm-slim, alpine3.23, ltsc2025).",
            ),
            option(
                "--arch",
                metavar="ARCH",
                help="The architecture: amd64, arm64 or arm, or another name for it, such as x64.",
            ),
            option(
                "--app",
                type=click.Choice(APPS, case_sensitive=False),
                help="The kind of app.",
            ),
            option(
                "--distroless", is_flag=True, help="Use an image without shell and package manager."
            ),
            option("--globalization/--invariant", default=None, help="Require ICU, or not."),
            option("--composite", is_flag=True, help="Use the composite image of ASP.NET Core."),
        )
    ):
        command = add(command)
    return command


def msbuild_option(command: Command) -> Command:
    """`--msbuild`: the facts of projects as MSBuild tells them."""
    return option(
        "--msbuild",
        is_flag=True,
        help="Evaluate projects with the dotnet on the PATH. This runs code from the projects.",
    )(command)


def comma_separated(
    context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    """The words of an option that may be repeated and takes several with commas between them."""
    del context, parameter
    return tuple(word.strip() for value in values for word in value.split(","))


def registry_option(command: Command) -> Command:
    """`--registry PREFIX`: where a mirror of the official images is."""
    return option(
        "--registry",
        metavar="PREFIX",
        callback=_prefix,
        help="Use a mirror of mcr.microsoft.com, such as contoso.azurecr.io/mcr.",
    )(command)


def _prefix(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    del ctx, param
    if value is None:
        return None
    from dotimg.names.mirror import prefix

    return prefix(value)


class Connection(NamedTuple):
    """How registries are asked."""

    timeout: float
    plain_http: tuple[str, ...]
    insecure: tuple[str, ...]
    no_cache: bool

    @classmethod
    def from_options(cls) -> "Connection":
        """What the options of the command that runs say, see `connection_options`."""
        meta = click.get_current_context().meta
        return cls(*[meta[_KEPT + field] for field in cls._fields])

    def client(self) -> "Client":
        """A client; its time runs from now."""
        from dotimg.catalog.user_folders import user_folder
        from dotimg.registry import Cache, Client

        folder = None if self.no_cache else user_folder("cache")
        return Client(
            timeout=self.timeout,
            plain_http=frozenset(self.plain_http),
            insecure=frozenset(self.insecure),
            cache=Cache(os.path.join(folder, "registry")) if folder else None,
        )


def _hosts(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        if not value or "/" in value:
            raise UsageError(
                f"{quoted(value)} is not a host; expected a form such as registry.local:5000"
            )
    ctx.meta[f"{_KEPT}{param.name}"] = values
    return values


def _seconds(ctx: click.Context, param: click.Parameter, value: float) -> float:
    """The seconds of `--timeout`, more than none and at most a day."""
    if not 0 < value <= _DAY:
        raise UsageError(f"--timeout must be above 0 and at most {_DAY} seconds, not {value}")
    ctx.meta[f"{_KEPT}{param.name}"] = value
    return value


def _flag(ctx: click.Context, param: click.Parameter, value: bool) -> bool:
    ctx.meta[f"{_KEPT}{param.name}"] = value
    return value


def host_options(timeout: float, *, expose: bool = True) -> Callable[[Command], Command]:
    """`--timeout`, which is this by default, `--plain-http` and `--insecure`."""

    def add(command: Command) -> Command:
        for add_one in (
            option(
                "--insecure",
                metavar="HOST",
                multiple=True,
                callback=_hosts,
                expose_value=expose,
                help="Do not verify the certificate of this host. May be repeated.",
            ),
            option(
                "--plain-http",
                metavar="HOST",
                multiple=True,
                callback=_hosts,
                expose_value=expose,
                help="Use plain HTTP for this host. May be repeated.",
            ),
            option(
                "--timeout",
                metavar="SECONDS",
                type=float,
                callback=_seconds,
                expose_value=expose,
                default=timeout,
                help=f"Stop after this time, including retries.  [default: {timeout:g}]",
            ),
        ):
            command = add_one(command)
        return command

    return add


def connection_options(command: Command) -> Command:
    """`--timeout` and its like, of which `Connection.from_options` tells."""
    command = option(
        "--no-cache",
        is_flag=True,
        callback=_flag,
        expose_value=False,
        help="Ignore cached answers.",
    )(command)
    return host_options(30.0, expose=False)(command)


def image_options(*formats: str) -> Callable[[Command], Command]:
    """What the commands about single images take; the first of the formats is the default."""

    def add(command: Command) -> Command:
        command = option(
            "--format",
            type=click.Choice(formats),
            default=formats[0],
            show_default=True,
            help="The output format.",
        )(command)
        command = registry_option(connection_options(command))
        return option(
            "--platform",
            metavar="P",
            help="Use only this platform: linux/arm64, windows/amd64:10.0.20348, ...",
        )(command)

    return add


live_option = option(
    "--live", is_flag=True, help="Ask the registry whether it serves the image, and for its digest."
)
