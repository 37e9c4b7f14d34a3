"""DI103: a nightly build."""

from dotimg.check.model import RuleText
from dotimg.check.rules.rule import (
    WARNING,
    Case,
    Complaint,
    Rule,
    instead,
)

_TEXT = RuleText(
    "DI103",
    "nightly-repository",
    WARNING,
    "A nightly build is for tests: it is not supported, and changes without notice.",
    "Name the stable repository.",
)


def _judge(case: Case) -> Complaint | None:
    found = case.found
    if found.home != "nightly":
        return None
    return Complaint("a nightly build is unsupported and changes without notice", instead(found))


RULE = Rule(_TEXT, _judge)
