"""DI301: what ships is built on the SDK."""

from dotimg.check.model import RuleText
from dotimg.check.rules.rule import (
    WARNING,
    Case,
    Complaint,
    Rule,
)

_DEVELOPMENT = ".devcontainer"
_TEXT = RuleText(
    "DI301",
    "sdk-in-final-stage",
    WARNING,
    "The image that ships is built on the SDK: large, and full of what an app does not need.",
    "Build in one stage, and copy the output into a last one on aspnet, runtime or runtime-deps.",
)


def _judge(case: Case) -> Complaint | None:
    ships = case.use.ships and case.found.purpose == "build"
    if not ships or _DEVELOPMENT in case.path.replace("\\", "/").split("/"):
        return None
    advice = "copy the output into a stage on aspnet, runtime or runtime-deps"
    if case.use.role == "base-image":
        advice = "name aspnet, runtime or runtime-deps"
    return Complaint(f"the image that ships is built on the SDK: {advice}")


RULE = Rule(_TEXT, _judge)
