"""`dotimg scaffold`."""

import os
from typing import TYPE_CHECKING

import click

from dotimg.cli.context import Settings, answer, note
from dotimg.cli.options import msbuild_option, registry_option
from dotimg.cli.progress import working
from dotimg.errors import NoMatchError

if TYPE_CHECKING:
    from dotimg.catalog.tables import Catalog
    from dotimg.project.model import Project
    from dotimg.resolver.model import Pick

_DOCKERFILE, _IGNORE = "Dockerfile", ".dockerignore"


@click.command(
    epilog="Exit codes: 0 written, 1 no image fits or a Dockerfile is there, 2 wrong usage, 3 the "
    "project or the catalog cannot be used."
)
@click.argument("project", default=os.curdir)
@click.option("--os", metavar="OS", help="The system to run on, as alpine or nanoserver.")
@msbuild_option
@registry_option
@click.option("--force", is_flag=True, help="Write over the files that are there.")
@click.pass_obj
def command(
    settings: Settings,
    project: str,
    os: str | None,
    msbuild: bool,
    registry: str | None,
    force: bool,
) -> None:
    """Write a Dockerfile and a .dockerignore for a project.

    PROJECT is a project file, a folder or solution with one that runs, or a C#
    file; by default the folder where you are. They are written to the folder
    that holds the project, the projects it refers to and the settings they
    share, which is the build context. Their paths are printed.

    \b
    dotimg scaffold
    dotimg scaffold src/Api --os alpine
    """
    from dotimg.cli.commands.pick_project import READING, program_of, read_project
    from dotimg.project import global_json
    from dotimg.scaffold import dockerfile, images
    from dotimg.scaffold.layout import layout_of
    from dotimg.scaffold.needs import needs_of
    from dotimg.scaffold.publishing import publishing_of

    catalog = settings.catalog()
    with working(settings, READING):
        asked = global_json.nearest(project)
        program = program_of(catalog, project, asked, None, settings.today)
        facts = read_project(project, catalog.packages, program=program, msbuild=msbuild)
        if facts.told_by:
            note(settings, f"{facts.path}: its facts are those of {facts.told_by}")
        build, run = _picked(settings, catalog, facts, os)
        needs = needs_of(facts, program)
        needed = layout_of(facts, needs)
    bases = images.images_of(catalog, build, run, registry)
    publishing = publishing_of(facts, needs, bases)
    text = dockerfile.text(needed, bases, publishing, doubts=needs.doubts)
    _write(settings, needed.context, text, force=force)


def _picked(
    settings: Settings, catalog: "Catalog", facts: "Project", system: str | None
) -> "tuple[Pick, Pick]":
    """The images to build on and to run on.

    Raises:
        NoMatchError: There is none for the project.
    """
    from dotimg.names import frameworks
    from dotimg.project import global_json
    from dotimg.project.images.project_images import images
    from dotimg.resolver.model import NoMatch, Request

    targeted = map(frameworks.parse, facts.target_frameworks or ())
    if any(one and one.identifier == ".NETFramework" for one in targeted):
        raise NoMatchError(f"{facts.path} is of .NET Framework, for which nothing is scaffolded")
    asked = global_json.nearest(facts.path)
    found = images(catalog, facts, asked, None, Request(os=system), settings.today)
    build, run = found.build, found.run
    if isinstance(build, NoMatch):
        raise NoMatchError(f"{facts.path}: {build.reason}")
    if isinstance(run, NoMatch):
        raise NoMatchError(f"{facts.path}: {run.reason}")
    for one in (build, run):
        for text in (*one.warnings, *one.notes):
            note(settings, f"{one.repository}:{one.tag.name}: {text}")
    return build, run


def _write(settings: Settings, context: str, text: str, *, force: bool) -> None:
    """Write both files; a .dockerignore that is there stays.

    Raises:
        NoMatchError: A Dockerfile is there.
        InputError: They cannot be written.
    """
    from dotimg.files.writing import put
    from dotimg.scaffold.ignore import IGNORED

    try:
        folder = os.path.relpath(context)
    except ValueError:  # on another drive
        folder = context
    paths = [os.path.normpath(os.path.join(folder, name)) for name in (_DOCKERFILE, _IGNORE)]
    if not force and os.path.lexists(paths[0]):
        raise NoMatchError(f"{paths[0]} is there: --force writes over it")
    for path, content in zip(paths, (text, IGNORED), strict=True):
        if not force and os.path.lexists(path):
            note(settings, f"{path} is there and stays")
            continue
        put(path, content.encode())
        answer(path)
