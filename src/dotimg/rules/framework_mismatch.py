"""DI303: an image that cannot run, or build, what the project is for."""

import re
from typing import TYPE_CHECKING

from dotimg.check.model import RuleText
from dotimg.check.rules.di3_projects import may_be_self_contained
from dotimg.check.rules.rule import (
    ERROR,
    Case,
    Complaint,
    Rule,
)
from dotimg.check.rules.stages import environment

if TYPE_CHECKING:
    from dotimg.project import Project

_FRAMEWORK = re.compile(r"net(?:coreapp)?([0-9]{1,4})\.([0-9]{1,4})(?:-.*)?")
_ROLLS = ("major", "latestmajor")
_TEXT = RuleText(
    "DI303",
    "framework-mismatch",
    ERROR,
    "The image cannot run or build the target framework of the project.",
    "Give project and image the same version, or let the app roll forward.",
)


def _judge(case: Case) -> Complaint | None:
    app, found = case.app, case.found
    if not app or not found.published or not found.channel or case.use.role != "from":
        return None
    wanted = _versions(app.project)
    channel = found.channel.name
    own = tuple(int(part) for part in channel.split(".")[:2])
    if not wanted or own in wanted or "framework" in (found.repository or ""):
        return None
    targets = ", ".join(app.project.target_frameworks or ())
    what = f"{app.project.path} is for {targets}"
    if found.purpose == "build":
        too_old = own < max(wanted)
        return Complaint(f"{what}, which SDK {channel} cannot build") if too_old else None
    if not case.use.ships or may_be_self_contained(app):
        return None
    if own < min(wanted):
        return Complaint(f"{what}, and .NET {channel} cannot run it")
    if own > max(wanted) and not _rolls_forward(case, app.project):
        return Complaint(f"{what}, and does not start on .NET {channel} unless it rolls forward")
    return None


def _versions(project: "Project") -> list[tuple[int, ...]]:
    """The versions of .NET that a project targets; .NET Framework and Standard have none."""
    matches = map(_FRAMEWORK.fullmatch, project.target_frameworks or ())
    return [tuple(map(int, match.groups())) for match in matches if match]


def _rolls_forward(case: Case, project: "Project") -> bool:
    stated = project.roll_forward is None or project.roll_forward.lower() in _ROLLS
    return stated or environment(case, "DOTNET_ROLL_FORWARD").lower() in _ROLLS


RULE = Rule(_TEXT, _judge)
