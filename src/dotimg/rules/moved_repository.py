"""DI102: a former home of images that are published elsewhere today."""

from dotimg.check.model import RuleText
from dotimg.check.rules.rule import (
    WARNING,
    Case,
    Complaint,
    Rule,
    instead,
)

_TEXT = RuleText(
    "DI102",
    "moved-repository",
    WARNING,
    "The repository is a former home: nothing new is published there.",
    "Name the present home of these images.",
)


def _judge(case: Case) -> Complaint | None:
    found = case.found
    if not found.moved_to:
        return None
    message = f"{found.repository} is a former home, such images are now in {found.moved_to}"
    return Complaint(message, instead(found))


RULE = Rule(_TEXT, _judge)
