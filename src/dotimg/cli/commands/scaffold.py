"""`dotimg scaffold`."""

import os
from typing import TYPE_CHECKING

import click

from dotimg.cli.command import Command
from dotimg.cli.context import Settings, answer, note
from dotimg.cli.option import option
from dotimg.cli.options import msbuild_option, registry_option
from dotimg.cli.progress import working
from dotimg.errors import CatalogError, DotimgError, InputError, NoMatchError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dotimg.catalog.tables import Catalog
    from dotimg.scaffold.service import Service, Wishes

_STDOUT = "-"


@click.command(
    cls=Command,
    epilog="Exit codes: 0 written, 1 nothing to write, or a Dockerfile exists, 2 wrong usage, 3 "
    "the project or the catalog cannot be used.",
)
@click.argument("path", metavar="[PROJECT]", default=os.curdir)
@option(
    "--project",
    metavar="NAME",
    multiple=True,
    help="Use only this project of the solution, by name or path. May be repeated.",
)
@option("--framework", metavar="NAME", help="The target framework to publish, such as net10.0.")
@option("--os", metavar="OS", help="The operating system to run on, such as alpine or nanoserver.")
@option("--simple", is_flag=True, help="Copy all files before restore, in one layer.")
@option(
    "--context",
    metavar="DIR",
    help="The build context.  [default: the innermost folder with all files of the build]",
)
@option("--output", metavar="PATH", help="Where to write the Dockerfile; - for standard output.")
@option("--compose", is_flag=True, help="Write a compose.yaml that builds and starts all projects.")
@msbuild_option
@registry_option
@option("--force", is_flag=True, help="Overwrite an existing Dockerfile or compose.yaml.")
@click.pass_obj
def command(
    settings: Settings,
    path: str,
    project: tuple[str, ...],
    framework: str | None,
    os: str | None,
    simple: bool,
    context: str | None,
    output: str | None,
    compose: bool,
    msbuild: bool,
    registry: str | None,
    force: bool,
) -> None:
    """Write a Dockerfile and an ignore file for a project or solution.

    PROJECT is a project, a folder with one, a C# file, or a solution (.sln,
    .slnx, .slnf). The default is the current folder. In a solution, each
    project that can run in an image gets a Dockerfile. The Dockerfile is
    written next to the project, and its first lines say how to build it. All
    paths are printed. An existing .dockerignore is never changed.

    \b
    dotimg scaffold
    dotimg scaffold src/Api --os alpine
    dotimg scaffold Shop.slnx --compose
    """
    from dotimg.cli.commands.pick_project import READING
    from dotimg.cli.commands.scaffold_files import Writing
    from dotimg.scaffold.service import Wishes
    from dotimg.scaffold.services import named_by

    if output == _STDOUT and compose:
        raise UsageError("--compose cannot be used with --output -")
    catalog = settings.catalog()
    paths, solution = named_by(path, project)
    wishes = Wishes(os, registry, simple, context or "", _place(output))
    with working(settings, READING):
        found, refusals = _services(settings, catalog, paths, wishes, framework, msbuild=msbuild)
    for one in refusals:
        note(settings, f"left out: {one}")
    if not found and all(isinstance(one, UsageError) for one in refusals):
        raise refusals[0]
    if not found:
        raise NoMatchError(f"{path}: names no project that runs in an image")
    if output and len(found) > 1:
        raise UsageError("--output is for one project: choose it with --project")
    for text in dict.fromkeys(text for one in found for text in one.remarks):
        note(settings, text)
    writing = Writing(settings, force=force, passes=bool(solution) or compose)
    if output == _STDOUT:
        writing.remark(found[0])
        for line in found[0].text.splitlines():
            answer(line)
        return
    writing.services(found)
    if compose:
        writing.compose(found, _folder(solution) if solution else found[0].layout.base)
    writing.write()


def _place(output: str | None) -> str:
    """The absolute path of the Dockerfile, empty where the project tells it."""
    if not output or output == _STDOUT:
        return ""
    return os.path.abspath(os.path.join(output, "Dockerfile") if os.path.isdir(output) else output)


def _folder(path: str) -> str:
    return os.path.dirname(os.path.abspath(path))


def _services(
    settings: Settings,
    catalog: "Catalog",
    paths: "Sequence[str]",
    wishes: "Wishes",
    framework: str | None,
    *,
    msbuild: bool,
) -> "tuple[list[Service], list[DotimgError]]":
    """The projects that run in an image, and why the others do not."""
    from dotimg.cli.commands.pick_project import program_of, read_project
    from dotimg.project import global_json
    from dotimg.scaffold.service import service_of

    found: list[Service] = []
    refusals: list[DotimgError] = []
    for path in paths:
        try:
            asked = global_json.nearest(path)
            program = program_of(catalog, path, asked, None, settings.today)
            facts = read_project(
                path, catalog.packages, framework, program, msbuild=msbuild, option="--framework"
            )
            if facts.told_by:
                note(settings, f"{facts.path}: its properties were read by {facts.told_by}")
            found.append(service_of(catalog, facts, wishes, settings.today, program))
        except CatalogError:
            raise
        except (InputError, NoMatchError, UsageError) as error:
            if len(paths) == 1:
                raise
            refusals.append(error)
    return found, refusals
