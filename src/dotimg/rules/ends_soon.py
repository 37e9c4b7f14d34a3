"""DI204: support ends soon, or the system's own has ended while the image is still listed."""

from dotimg.findings import RuleText
from dotimg.rules.rule import NOTE, Case, Complaint, Rule, instead

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
    if support.status == "ends-soon":
        return Complaint(support.reason, instead(found))
    channel_ended = channel and channel.end and channel.end <= case.today
    if support.status != "ended" or channel_ended or found.retired:
        return None
    return Complaint(f"{support.reason}, though the image is still listed", instead(found))


RULE = Rule(_TEXT, _judge)
