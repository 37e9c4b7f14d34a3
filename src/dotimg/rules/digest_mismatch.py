"""DI403: tag and digest in one reference do not belong together."""

from dotimg.check.model import RuleText
from dotimg.check.rules.rule import (
    ERROR,
    Case,
    Complaint,
    Rule,
)

_TEXT = RuleText(
    "DI403",
    "digest-mismatch",
    ERROR,
    "Tag and digest do not belong together: the digest decides, and the tag misleads.",
    "Write the tag that the digest carried, or the digest that the tag points at.",
)


def _judge(case: Case) -> Complaint | None:
    return Complaint(case.found.contradiction) if case.found.contradiction else None


RULE = Rule(_TEXT, _judge)
