"""`dotimg pick`."""

from typing import TYPE_CHECKING

import click

from dotimg.cli.command import Command
from dotimg.cli.commands.pick_output import Output
from dotimg.cli.context import Settings, answer_json
from dotimg.cli.option import option
from dotimg.cli.options import (
    Connection,
    connection_options,
    filters,
    live_option,
    msbuild_option,
    registry_option,
)
from dotimg.errors import UsageError
from dotimg.resolver.model import Request

if TYPE_CHECKING:
    from dotimg.catalog.model import AppKind, Purpose

FORMATS = ("ref", "tag", "from", "env", "json")


@click.command(
    cls=Command,
    context_settings={"allow_extra_args": True},  # answered with what to write
    epilog="Exit codes: 0 an image, 1 no image fits (with --strict, no supported one), 2 wrong "
    "usage, 3 unusable catalog. With --live also 1 if the registry does not have it, 4 if a "
    "request failed.",
)
@filters
@option("--fixed", is_flag=True, help="Print a tag that names one patch and never moves.")
@option("--digest", is_flag=True, help="Add the digest.")
@option("--single-arch", is_flag=True, help="Print the tag for one architecture; needs --arch.")
@option("--project", metavar="PATH", help="Pick for this project, folder or solution.")
@option("--sdk-version", metavar="SDK", help="The SDK version that publishes the project.")
@msbuild_option
@registry_option
@live_option
@connection_options
@option("--strict", is_flag=True, help="Exit 1 if support has ended.")
@option(
    "--format",
    type=click.Choice(FORMATS),
    default="ref",
    show_default=True,
    help="The output format.",
)
@click.pass_context
def command(
    context: click.Context,
    purpose: "Purpose | None",
    version: str | None,
    os: str | None,
    arch: str | None,
    app: "AppKind | None",
    distroless: bool,
    globalization: bool | None,
    composite: bool,
    fixed: bool,
    digest: bool,
    single_arch: bool,
    project: str | None,
    sdk_version: str | None,
    msbuild: bool,
    registry: str | None,
    live: bool,
    strict: bool,
    format: str,
) -> None:
    """Find the right image and print its reference.

    The default is the image that runs a web app on the newest LTS release, with
    the multi-platform tag that moves with each patch.

    \b
    dotimg pick --purpose run --version 5.0
    dotimg pick --os alpine --app console --version 10
    dotimg pick --app aot --purpose build --format from
    dotimg pick --project src/Shop --purpose build
    """
    settings: Settings = context.obj
    if context.args:
        from dotimg.cli.commands.pick_words import hint

        raise UsageError(hint(settings.tables(), context.args))
    catalog = settings.catalog()
    request = Request(
        purpose=purpose or "run",
        version="lts" if version is None else version,
        os=os,
        arch=arch,
        app=app or "web",
        distroless=distroless,
        globalization=globalization,
        composite=composite,
        fixed=fixed,
        single_arch=single_arch,
    )
    output = Output(
        settings, catalog, registry, strict, digest, format, live, Connection.from_options()
    )
    if project is not None:
        from dotimg.cli.commands.pick_project import answer_project

        answer_project(
            output, project, sdk_version, request, version=version, app=app, msbuild=msbuild
        )
        return
    if msbuild:
        raise UsageError("--msbuild needs --project")
    if sdk_version is not None:
        raise UsageError("--sdk-version needs --project")
    from dotimg.resolver import pick

    found = pick(catalog, request, settings.today)
    if format == "json":
        answer_json(output.document(output.remarked(found), request.purpose))
    else:
        output.print(output.remarked(found))
