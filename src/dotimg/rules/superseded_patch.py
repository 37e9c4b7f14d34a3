"""DI203: a fixed tag or a digest that the publisher has replaced."""

from dotimg.check.model import RuleText
from dotimg.check.rules.rule import (
    WARNING,
    Case,
    Complaint,
    Rule,
    instead,
)
from dotimg.explain.model import Explanation

_TEXT = RuleText(
    "DI203",
    "superseded-patch",
    WARNING,
    "A fixed tag or a digest is behind the newest patch or rebuild.",
    "Move to the newest patch, or to the floating tag and rebuild often.",
)


def _judge(case: Case) -> Complaint | None:
    found = case.found
    pinned = found.kind in ("fixed", "digest")
    superseded = found.cause is not None and found.cause.kind == "superseded"
    if not pinned or not (found.patches or superseded):
        return None
    message = _behind(found) if found.patches else found.because
    return Complaint(message, instead(found))


def _behind(found: Explanation) -> str:
    count, newest = len(found.patches), found.patches[0]
    fixed = len(found.cves)
    unknown = any(patch.cves is None for patch in found.patches)
    return (
        f"{count} patch{'' if count == 1 else 'es'} behind {newest.version} of {newest.day}: "
        f"{fixed or 'no'} CVE{'' if fixed == 1 else 's'} fixed since"
        f"{', those of the newest not known yet' if unknown else ''}"
    )


RULE = Rule(_TEXT, _judge)
