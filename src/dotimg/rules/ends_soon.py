"""DI204: support ends soon, or the system's own has ended while the image is still listed."""

from dotimg.catalog.support import soon_after
from dotimg.check.model import RuleText
from dotimg.check.rules.rule import (
    NOTE,
    Case,
    Complaint,
    Rule,
    instead,
)

_TEXT = RuleText(
    "DI204",
    "ends-soon",
    NOTE,
    "Support of the version or of its operating system ends within 90 days, or the free updates "
    "of the system have ended while the image is still listed.",
    "Plan the move.",
)


def _judge(case: Case) -> Complaint | None:
    found = case.found
    support, channel = found.support, found.channel
    if not found.published or found.retired:
        return None
    end = channel.end if channel else None
    if channel and end and case.today < end <= soon_after(case.today):
        message = f"support of {channel.product} {channel.name} ends {end}"
        return Complaint(message, found.replacement or found.step)
    if support.status == "ends-soon":
        return Complaint(support.reason, instead(found))
    if support.status != "ended" or (end and end <= case.today):
        return None
    return Complaint(f"{support.reason}, though the image is still listed", instead(found))


RULE = Rule(_TEXT, _judge)
