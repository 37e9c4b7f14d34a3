"""What a .NET project says of the images it needs, read without MSBuild.

`read` evaluates a project with its imports and conditions as MSBuild does before it builds: for a
publish (`Configuration` is `Release`) on Linux, without an IDE and without a solution around it.
Nothing is run and nothing is fetched. `Directory.Packages.props` holds versions only and is not
read; neither are publish profiles, nor what packages and SDKs bring along, apart from what `sdks`
knows of the latter.
An import that cannot be followed is listed in `unknown`, and properties that only it may set are
unknown. `global_json` tells which SDKs a repository allows.
"""

from collections.abc import Mapping
from types import MappingProxyType

from dotimg.errors import InputError
from dotimg.project import locate
from dotimg.project.facts import Place, Project, Unknown
from dotimg.project.files import opened
from dotimg.project.global_json import GlobalJson, global_json
from dotimg.project.reading import Reader

__all__ = [
    "GlobalJson",
    "Place",
    "Project",
    "Unknown",
    "global_json",
    "read",
    "read_all",
]

_NOTHING: Mapping[str, str] = MappingProxyType({})


def read(
    path: str, framework: str | None = None, properties: Mapping[str, str] = _NOTHING
) -> Project:
    """The facts of one project.

    Args:
        path: A project, a program of one C# file (.NET 10), or a folder or solution with one
            project.
        framework: The target framework to read it for. Without one, facts that differ between
            its frameworks are unknown.
        properties: What the build gets with `-p:Name=Value`, which the project cannot change.
            `OS` is `Windows_NT` for a build on Windows.

    Raises:
        InputError: It cannot be read; the message begins with the path and, where there is one,
            the line.
    """
    files, absolute = opened(path)
    found = locate.project_files(files, absolute)
    if len(found) != 1:
        names = ", ".join(files.shown(one) for one in found[:5])
        what = f"several projects, name one: {names}" if found else "no project"
        raise InputError(f"{path}: names {what}")
    return Reader(files, properties).read(found[0], framework)


def read_all(
    path: str, framework: str | None = None, properties: Mapping[str, str] = _NOTHING
) -> tuple[Project, ...]:
    """The facts of all projects that a path names, those of a solution in its order.

    Takes the arguments of `read`.

    Raises:
        InputError: One of them cannot be read.
    """
    files, absolute = opened(path)
    found = locate.project_files(files, absolute)
    reader = Reader(files, properties)
    return tuple(reader.read(one, framework) for one in found)
