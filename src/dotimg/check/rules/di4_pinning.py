"""DI401: `latest`, or no tag."""

from dotimg.check.model import RuleText
from dotimg.check.rules.rule import (
    ERROR,
    WARNING,
    Case,
    Complaint,
    Rule,
)
from dotimg.explain.model import Explanation

_TEXT = RuleText(
    "DI401",
    "mutable-latest",
    WARNING,
    "latest, or no tag, moves from one .NET version to the next without a change of the file.",
    "Name the version.",
)


def _judge(case: Case) -> Complaint | None:
    tag = case.reference.tag
    if case.reference.digest or tag not in (None, "latest"):
        return None
    said = "latest" if tag else "no tag means latest, which"
    message = f"{said} moves from one version to the next"
    tag = _same_image(case.found)
    return Complaint(message, f"{case.reference.name}:{tag}" if tag else None)


def _same_image(found: Explanation) -> str | None:
    """The tag of the same image that names its channel and nothing else."""
    if not found.published or found.retired:
        return None
    named = (tag for tag in found.tags if tag.replace(".", "").isdigit() and tag.count(".") == 1)
    return next(named, None)


RULE = Rule(_TEXT, _judge)


_TEXT_of_digest_mismatch = RuleText(
    "DI403",
    "digest-mismatch",
    ERROR,
    "Tag and digest do not belong together: the digest decides, and the tag misleads.",
    "Write the tag that the digest carried, or the digest that the tag points at.",
)


def _judge_of_digest_mismatch(case: Case) -> Complaint | None:
    return Complaint(case.found.contradiction) if case.found.contradiction else None


RULE_of_digest_mismatch = Rule(_TEXT_of_digest_mismatch, _judge_of_digest_mismatch)


_TEXT_of_family_not_allowed = RuleText(
    "DI404",
    "family-not-allowed",
    WARNING,
    "The image is of an operating-system family that the team's settings do not allow.",
    "Use an image of one of the families in dotimg.toml.",
)


def _judge_of_family_not_allowed(case: Case) -> Complaint | None:
    allowed = case.standards.families
    families = {system.family: system.title for system in case.found.systems}
    others = [title for family, title in families.items() if family not in allowed]
    if not allowed or not others:
        return None
    return Complaint(f"{', '.join(others)} is not among the families allowed: {', '.join(allowed)}")


RULE_of_family_not_allowed = Rule(_TEXT_of_family_not_allowed, _judge_of_family_not_allowed)


_TEXT_of_no_digest = RuleText(
    "DI402",
    "no-digest",
    WARNING,
    "The image is not pinned to a digest, and --require-digest asks for that.",
    "Pin it: dotimg pick --digest and dotimg digest print the reference to write.",
)


def _judge_of_no_digest(case: Case) -> Complaint | None:
    if not case.standards.require_digest or case.reference.digest:
        return None
    found = case.found
    listed = found.published and not found.retired and found.digest
    return Complaint(
        "it is not pinned to a digest", f"{case.reference}@{found.digest}" if listed else None
    )


RULE_of_no_digest = Rule(_TEXT_of_no_digest, _judge_of_no_digest)
