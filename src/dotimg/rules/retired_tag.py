"""DI202: a tag that is not updated any more, whether or not its channel lives."""

from dotimg.check.model import RuleText
from dotimg.check.rules.rule import (
    ERROR,
    Case,
    Complaint,
    Rule,
    instead,
)

# Of other causes other rules tell: DI102, DI201, DI203 and DI205.
_CAUSES = ("system-dropped", "frozen")
_TEXT = RuleText(
    "DI202",
    "retired-tag",
    ERROR,
    "The tag can still be pulled but is never updated again: its system was dropped, or it was "
    "frozen.",
    "Move to a tag that is still listed.",
)


def _judge(case: Case) -> Complaint | None:
    found = case.found
    if not found.cause or found.cause.kind not in _CAUSES:
        return None
    frozen = f", frozen at {found.version}" if found.version else ""
    return Complaint(f"retired {found.retired}{frozen}: {found.because}", instead(found))


RULE = Rule(_TEXT, _judge)
