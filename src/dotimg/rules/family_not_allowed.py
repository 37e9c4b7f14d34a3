"""DI404: an operating-system family that a team does not use."""

from dotimg.check.model import RuleText
from dotimg.check.rules.rule import (
    WARNING,
    Case,
    Complaint,
    Rule,
)

_TEXT = RuleText(
    "DI404",
    "family-not-allowed",
    WARNING,
    "The image is of an operating-system family that the team's settings do not allow.",
    "Use an image of one of the families in dotimg.toml.",
)


def _judge(case: Case) -> Complaint | None:
    allowed = case.standards.families
    families = {system.family: system.title for system in case.found.systems}
    others = [title for family, title in families.items() if family not in allowed]
    if not allowed or not others:
        return None
    return Complaint(f"{', '.join(others)} is not among the families allowed: {', '.join(allowed)}")


RULE = Rule(_TEXT, _judge)
