"""Projects that cannot run in an image, and what to run instead."""

import os

from dotimg.errors import printable
from dotimg.names import frameworks
from dotimg.project.images.app import for_browsers, framework_name, located
from dotimg.project.model import Project

_RUNNING = ("Exe", "WinExe")
_SHOWN = 5
# Projects that no `dotnet publish` makes a program of, by how their names end.
_OTHERS = {
    ".esproj": "a project of JavaScript: scaffold the server that refers to it, which builds it",
    ".sqlproj": "a database: dotnet build makes its .dacpac, which sqlpackage publishes",
    ".wixproj": "an installer for Windows: dotnet build makes its .msi",
    ".dcproj": "a project of compose files: docker compose up runs them",
    ".shproj": "shared sources: scaffold a project that imports them",
    ".vcxproj": "a project of C++, which needs an image with its compiler",
    ".proj": "a custom build: scaffold a project that it builds",
    ".projitems": "shared sources: scaffold a project that imports them",
    ".fsx": "an F# script: dotnet fsi runs it in an image with the SDK",
    ".csx": "a C# script: dotnet script runs it in an image with the SDK",
}


def of_name(path: str) -> str:
    """Why nothing is scaffolded for a file of another kind, by its name; empty if it may be."""
    ending = os.path.splitext(path)[1].lower()
    return f"{path}: is {_OTHERS[ending]}" if ending in _OTHERS else ""


def of_project(project: Project) -> str:
    """Why nothing is scaffolded for a project of this kind; empty if it may be."""
    own = framework_name(project)
    targeted = [
        frameworks.parse(one) for one in ((own,) if own else project.target_frameworks or ())
    ]
    if targeted and all(one and one.identifier == ".NETFramework" for one in targeted):
        return (
            f"{project.path} is for .NET Framework, which scaffold does not support: dotimg pick "
            f"--project {printable(project.path)} names its images"
        )
    if project.test:
        text = "holds tests, which run where they are built: dotnet test runs them"
        return located(project, "test", text)
    if project.app_host:
        return (
            f"{located(project, 'sdks', 'is an app host of Aspire')}: {_instead_of_host(project)}"
        )
    if kind := for_browsers(project):
        text = f"is an app of {kind}, which runs in browsers: dotnet publish makes files"
        return located(project, "sdks", f"{text} for any web server, or scaffold its host")
    if project.maui:
        text = "is an app of MAUI, which runs on devices: dotnet publish -f makes its package"
        return located(project, "target_frameworks", text)
    if project.publishable is False and project.output_type != "Library":
        text = "IsPublishable is false: set it to true, or scaffold the program that is published"
        return located(project, "publishable", text)
    return ""


def of_library(project: Project) -> str:
    """Why nothing is scaffolded for a library; empty for a program."""
    if project.output_type != "Library":
        return ""
    text = "is a library: scaffold the program that uses it, or set OutputType to Exe"
    return located(project, "output_type", text)


def _instead_of_host(project: Project) -> str:
    """What runs in images instead of the app host, which starts it for a developer."""
    own = [printable(one) for one in project.references]
    if not own:
        return "scaffold the projects that it starts"
    more = ", ..." if len(own) > _SHOWN else ""
    return f"scaffold the projects that it starts: {', '.join(own[:_SHOWN])}{more}"
