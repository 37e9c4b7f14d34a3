"""DI402: no digest, where a team asks for one."""

from dotimg.check.model import RuleText
from dotimg.check.rules.rule import (
    WARNING,
    Case,
    Complaint,
    Rule,
)

_TEXT = RuleText(
    "DI402",
    "no-digest",
    WARNING,
    "The image is not pinned to a digest, and --require-digest asks for that.",
    "Pin it: dotimg pick --digest and dotimg digest print the reference to write.",
)


def _judge(case: Case) -> Complaint | None:
    if not case.standards.require_digest or case.reference.digest:
        return None
    found = case.found
    listed = found.published and not found.retired and found.digest
    return Complaint(
        "it is not pinned to a digest", f"{case.reference}@{found.digest}" if listed else None
    )


RULE = Rule(_TEXT, _judge)
