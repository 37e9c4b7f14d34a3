"""DI205: a preview or release candidate, or a preview tag whose channel is released."""

from dotimg.check.model import RuleText
from dotimg.check.rules.rule import (
    WARNING,
    Case,
    Complaint,
    Rule,
    instead,
)
from dotimg.names.versions import is_prerelease

_TEXT = RuleText(
    "DI205",
    "preview-version",
    WARNING,
    "A preview or a release candidate, or a preview tag that its release left behind.",
    "Use a released version where the image is more than a trial.",
)


def _judge(case: Case) -> Complaint | None:
    found = case.found
    if not found.published or not found.channel:
        return None
    channel = found.channel
    if found.support.status == "preview" and channel.preview:
        return Complaint(f"{channel.product} {channel.name} is a preview", instead(found))
    stale = is_prerelease(found.version) or (found.cause and found.cause.kind == "released")
    if not stale:
        return None
    message = f"{found.version or found.tag} is a preview"
    if channel.released:
        message += f" of {channel.product} {channel.name}, which was released {channel.released}"
    return Complaint(message, instead(found))


RULE = Rule(_TEXT, _judge)
