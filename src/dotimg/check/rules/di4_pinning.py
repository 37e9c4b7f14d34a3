"""DI401: `latest`, or no tag."""

from dotimg.check.model import RuleText
from dotimg.check.rules.rule import (
    WARNING,
    Case,
    Complaint,
    Rule,
)
from dotimg.explain.model import Explanation

_TEXT = RuleText(
    "DI401",
    "mutable-latest",
    WARNING,
    "latest, or no tag, moves from one .NET version to the next without a change of the file.",
    "Name the version.",
)


def _judge(case: Case) -> Complaint | None:
    tag = case.reference.tag
    if case.reference.digest or tag not in (None, "latest"):
        return None
    said = "latest" if tag else "no tag means latest, which"
    message = f"{said} moves from one version to the next"
    tag = _same_image(case.found)
    return Complaint(message, f"{case.reference.name}:{tag}" if tag else None)


def _same_image(found: Explanation) -> str | None:
    """The tag of the same image that names its channel and nothing else."""
    if not found.published or found.retired:
        return None
    named = (tag for tag in found.tags if tag.replace(".", "").isdigit() and tag.count(".") == 1)
    return next(named, None)


RULE = Rule(_TEXT, _judge)
