"""`dotimg pick --project`: reads the project, and prints one image or both."""

from collections.abc import Callable

from dotimg.catalog.details import PackageTable
from dotimg.catalog.tables import Catalog
from dotimg.cli.commands.pick_output import Output
from dotimg.cli.context import answer_json, note
from dotimg.cli.progress import working
from dotimg.errors import InputError, NoMatchError, UsageError, printable, quoted
from dotimg.names import frameworks, versions
from dotimg.project import global_json
from dotimg.project.images.app import misfit, unchosen
from dotimg.project.images.project_images import images
from dotimg.project.images.sdk_choice import program_framework
from dotimg.project.model import GlobalJson, Project
from dotimg.project.project_files import PROGRAM, SOLUTIONS
from dotimg.project.reader import read, read_all
from dotimg.resolver.model import NoMatch, Pick, Request

READING = "reading projects"
_SHOWN = 10
_RUNNING = ("Exe", "WinExe")


def answer_project(
    output: Output,
    path: str,
    sdk_version: str | None,
    wishes: Request,
    *,
    version: str | None,
    app: str | None,
    msbuild: bool,
) -> None:
    """Answer for a project: with the image of the purpose, in JSON with both.

    Args:
        output: How to answer.
        path: A project, a folder or a solution with one that runs.
        sdk_version: The SDK that publishes it.
        wishes: What the command line asks for besides.
        version: What `--version` says.
        app: What `--app` says.
        msbuild: Whether `dotnet` is asked for the facts.

    Raises:
        UsageError: The options make no sense together.
        InputError: The project or its `global.json` cannot be used.
        NoMatchError: No image fits.
    """
    if app is not None:
        raise UsageError("--app cannot be used with --project, which determines the kind of app")
    settings = output.settings
    with working(settings, READING):
        asked = global_json.nearest(path)
        program = program_of(output.catalog, path, asked, sdk_version, settings.today)
        project = read_project(path, output.catalog.packages, version, program, msbuild=msbuild)
        if project.told_by:
            note(settings, f"{project.path}: its properties were read by {project.told_by}")
        found = images(output.catalog, project, asked, sdk_version, wishes, settings.today)
    both = {"build": _advised(project, found.build), "run": _advised(project, found.run)}
    if isinstance(found.build, Pick) and isinstance(found.run, NoMatch) and _only_built(project):
        both["run"] = found.run._replace(
            reason=f"{found.run.reason}; use --purpose build for the image to build it"
        )
    if output.format != "json":
        output.print(output.remarked(both[wishes.purpose]))
        return
    from dotimg.cli.render.picks import facts

    document: dict[str, object] = {"schema": 1, "project": facts(project, asked, found.sdk)}
    both[wishes.purpose] = output.remarked(both[wishes.purpose])
    for purpose, one in both.items():
        document[purpose] = _document(output, one, purpose)
    answer_json(document)


def _advised(project: Project, found: Pick | NoMatch) -> Pick | NoMatch:
    """An answer, with the option that chooses a target framework where that is what it lacks."""
    several = unchosen(project)
    if isinstance(found, Pick) or not several:
        return found
    return found._replace(reason=f"{found.reason} with --version {printable(several[-1])}")


def _only_built(project: Project) -> bool:
    return bool(project.test) or project.output_type == "Library"


def _document(output: Output, found: Pick | NoMatch, purpose: str) -> dict[str, object] | None:
    """The document of an image, null where there is none, which stderr then explains."""
    if isinstance(found, Pick):
        return output.document(found, purpose)
    note(output.settings, f"no image to {purpose}: {found.reason}")
    return None


def program_of(
    catalog: Catalog, path: str, asked: GlobalJson | None, sdk_version: str | None, today: str
) -> str:
    """The target framework of a program of one file, empty for a project.

    Raises:
        NoMatchError: No SDK builds it.
    """
    if not path.lower().endswith(PROGRAM):
        return ""
    found = program_framework(catalog, asked, sdk_version, today)
    if isinstance(found, NoMatch):
        raise NoMatchError(f"{path}: {found.reason}")
    return found


def read_project(
    path: str,
    table: Callable[[], PackageTable],
    version: str | None = None,
    program: str = "",
    *,
    msbuild: bool = False,
    option: str = "--version",
) -> Project:
    """The one project that a path names, for the target framework that a version chooses.

    Args:
        path: A project, a folder or a solution with one that runs.
        table: The packages that are known to bring ASP.NET Core along or not.
        version: What the option that chooses says.
        program: The target framework of a program of one file that states none.
        msbuild: Whether `dotnet` is asked for the facts.
        option: The option that chooses.

    Raises:
        UsageError: The project has no such target framework.
        InputError: It cannot be used, or there is not one that runs.
    """
    if path.lower().endswith(SOLUTIONS):
        path = _of_solution(path).path
    project = read(path, table=table, program=program, msbuild=msbuild)
    if version is None:
        return project
    framework = _framework(project, version, option)
    return read(path, framework, table=table, program=program, msbuild=msbuild)


def _of_solution(path: str) -> Project:
    """The project of a solution that runs."""
    found = read_all(path)
    running = [one for one in found if one.output_type in _RUNNING and not misfit(one)]
    if len(running) == 1:
        return running[0]
    names = [one.path for one in running or found]
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    what = "several projects that run" if running else "no project that runs"
    listed = ", ".join(names[:_SHOWN]) + more
    raise InputError(f"{path}: names {what}, name one: {listed}" if names else f"{path}: {what}")


def _framework(project: Project, version: str, option: str) -> str:
    """The target framework of a project that a version means."""
    names = project.target_frameworks or ()
    same = [name for name in names if name.lower() == version.strip().lower()]
    if not same:
        asked = versions.parse(version)
        if asked.kind not in ("channel", "major", "framework"):
            what = f"{option} {quoted(version)}: "
            if option == "--version":
                what += "with --project, it selects a target framework, such as net8.0; "
                raise UsageError(f"{what}use --sdk-version for the SDK")
            raise UsageError(f"{what}is not a target framework such as net8.0")
        same = [
            name
            for name in names
            if (framework := frameworks.parse(name)) and framework.channel == asked.channel
        ]
    if len(same) != 1:
        has = printable(", ".join(names)) or "none"
        raise UsageError(f"{option} {quoted(version)}: the project's target frameworks are {has}")
    return same[0]
