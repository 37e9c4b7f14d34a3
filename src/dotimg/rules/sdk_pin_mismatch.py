"""DI305: `global.json` asks for an SDK that the image does not hold, or soon will not."""

from dotimg.check.model import RuleText
from dotimg.check.rules.rule import (
    ERROR,
    NOTE,
    Case,
    Complaint,
    Rule,
    kind,
)
from dotimg.names.versions import is_prerelease, without_rebuild

_BAND = 100
_TEXT = RuleText(
    "DI305",
    "sdk-pin-mismatch",
    ERROR,
    "global.json asks for an SDK that the image does not hold, so that every dotnet command fails.",
    "Name an image with an SDK that it accepts, or let rollForward accept the newer ones.",
)


def _judge(case: Case) -> Complaint | None:
    app, found = case.app, case.found
    if not app or not app.global_json or case.use.role != "from" or kind(found) != "sdk":
        return None
    asked, held = app.global_json, without_rebuild(found.version)
    if not asked.version or not held or not found.published:
        return None
    from dotimg.project import satisfied_by

    wish = f"{asked.path} asks for SDK {asked.version} (rollForward {asked.roll_forward})"
    if not satisfied_by(asked, held):
        return Complaint(f"{wish}, and the image holds {held}")
    next_band = _next_band(held)
    alive = not found.retired and found.support.status in ("supported", "ends-soon")
    if found.kind != "floating" or not alive or satisfied_by(asked, next_band):
        return None
    message = f"{wish}, which the next feature band, {next_band}, will not be"
    return Complaint(message, severity=NOTE)


def _next_band(version: str) -> str:
    """The first SDK of the feature band after that of a version: 10.0.500 for 10.0.404."""
    if is_prerelease(version):
        return version
    channel, _, patch = version.rpartition(".")
    return f"{channel}.{(int(patch) // _BAND + 1) * _BAND}"


RULE = Rule(_TEXT, _judge)
