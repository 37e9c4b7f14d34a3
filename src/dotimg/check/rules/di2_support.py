"""DI201: the channel is past its end of support."""

from dotimg.check.model import RuleText
from dotimg.check.rules.rule import (
    ERROR,
    Case,
    Complaint,
    Rule,
    instead,
)

_TEXT = RuleText(
    "DI201",
    "version-ended",
    ERROR,
    "The .NET version is past its end of support: it gets no security fixes any more.",
    "Move to a supported version, the project's target framework with it.",
)


def _judge(case: Case) -> Complaint | None:
    channel = case.found.channel
    if not channel or not channel.end or channel.end > case.today:
        return None
    message = f"support of {channel.product} {channel.name} ended {channel.end}"
    return Complaint(message, instead(case.found))


RULE = Rule(_TEXT, _judge)
