"""DI302: an image that lacks what the app runs on."""

from dotimg.check.model import RuleText
from dotimg.check.rules.rule import (
    ERROR,
    Case,
    Complaint,
    Rule,
    kind,
)
from dotimg.project.of_dockerfile import App

_TEXT = RuleText(
    "DI302",
    "wrong-repository",
    ERROR,
    "The image that ships lacks what the project runs on: ASP.NET Core, or the .NET runtime.",
    "Use aspnet for web apps, runtime for others, runtime-deps for self-contained ones.",
)


def _judge(case: Case) -> Complaint | None:
    app, found = case.app, case.found
    if not case.use.ships or not app or not found.published or may_be_self_contained(app):
        return None
    name, repository = app.project.path, kind(found)
    if repository == "runtime" and app.project.web:
        return Complaint(f"{name} serves the web, and runtime has no ASP.NET Core: use aspnet")
    if repository == "runtime-deps":
        need = "aspnet" if app.project.web else "runtime"
        message = f"{name} is not self-contained, and runtime-deps has no .NET: use {need}"
        return Complaint(message)
    return None


def may_be_self_contained(app: App) -> bool:
    """Whether the app may bring its runtime along.

    A runtime identifier implied that before .NET 8.0, and so do native AOT, trimming and a single
    file with one ("Publish .NET apps", .NET documentation).
    """
    project = app.project
    stated = project.self_contained is True or app.self_contained
    implied = project.aot, project.trimmed, project.single_file, project.runtime_identifier
    return stated or any(implied) or project.doubt("self_contained") is not None


RULE = Rule(_TEXT, _judge)
