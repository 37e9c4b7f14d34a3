"""DI304: an app that wants cultures, on an image without ICU."""

from dotimg.check.model import RuleText
from dotimg.check.rules.rule import (
    WARNING,
    Case,
    Complaint,
    Rule,
)
from dotimg.check.rules.stages import commands, environment

_TEXT = RuleText(
    "DI304",
    "missing-globalization",
    WARNING,
    "The project is globalized, which is the default, and the image has no ICU: it sorts, formats "
    "and compares as if all cultures were one.",
    "Use an -extra image, or set InvariantGlobalization in the project where that is right.",
)


def _judge(case: Case) -> Complaint | None:
    app, found = case.app, case.found
    if not app or not case.use.ships or not found.published or found.icu:
        return None
    if app.project.invariant_globalization is not False or found.purpose != "run":
        return None
    if environment(case, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT") or "icu" in commands(case):
        return None
    return Complaint(
        f"{app.project.path} does not set InvariantGlobalization, and the image has no ICU: use an "
        "-extra image"
    )


RULE = Rule(_TEXT, _judge)
