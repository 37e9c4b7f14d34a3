"""DI101: a tag that never was, in a repository of the publisher's."""

from dotimg.check.model import RuleText
from dotimg.check.rules.rule import (
    ERROR,
    NOTE,
    Case,
    Complaint,
    Rule,
)

_TEXT = RuleText(
    "DI101",
    "unknown-tag",
    ERROR,
    "No such tag was ever published in that repository, so the image cannot be pulled.",
    "Write a tag that exists; dotimg explain names the nearest ones.",
)


def _judge(case: Case) -> Complaint | None:
    found = case.found
    if found.published or found.home not in ("known", "unknown"):
        return None
    nearest = f"; nearest: {found.nearest[0]}" if found.nearest else ""
    return Complaint(f"{found.sentence}{nearest}", severity=NOTE if found.newer else ERROR)


RULE = Rule(_TEXT, _judge)
