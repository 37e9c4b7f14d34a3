"""DI4xx: a reference is ambiguous, contradictory, or not allowed by the settings."""

from dotimg.check.model import RuleText
from dotimg.check.rules.rule import ERROR, WARNING, Case, Complaint, Rule
from dotimg.explain.model import Explanation


def _mutable_latest(case: Case) -> Complaint | None:
    tag = case.reference.tag
    if case.found.name.publisher:
        return None
    if case.reference.digest or tag not in (None, "latest"):
        return None
    said = "latest" if tag else "no tag means latest, which"
    message = f"{said} moves from one version to the next"
    tag = _same_image(case.found)
    return Complaint(message, f"{case.reference.name}:{tag}" if tag else None)


def _same_image(found: Explanation) -> str | None:
    """The tag of the same image that names its channel and nothing else."""
    if not found.published or found.dates.retired:
        return None
    named = (
        tag for tag in found.inside.tags if tag.replace(".", "").isdigit() and tag.count(".") == 1
    )
    return next(named, None)


MUTABLE_LATEST = Rule(
    RuleText(
        "DI401",
        "mutable-latest",
        WARNING,
        "latest, or no tag, moves to the next .NET version without a change of the file.",
        "Name the version.",
    ),
    _mutable_latest,
)


def _digest_mismatch(case: Case) -> Complaint | None:
    return Complaint(case.found.contradiction) if case.found.contradiction else None


DIGEST_MISMATCH = Rule(
    RuleText(
        "DI403",
        "digest-mismatch",
        ERROR,
        "Tag and digest do not belong together: the digest is used, and the tag is misleading.",
        "Use a tag that the digest had, or the digest that the tag points to.",
    ),
    _digest_mismatch,
)


def _family_not_allowed(case: Case) -> Complaint | None:
    allowed = case.standards.families
    families = {system.family: system.title for system in case.found.inside.systems}
    others = [title for family, title in families.items() if family not in allowed]
    if not allowed or not others:
        return None
    return Complaint(f"{', '.join(others)} is not among the families allowed: {', '.join(allowed)}")


FAMILY_NOT_ALLOWED = Rule(
    RuleText(
        "DI404",
        "family-not-allowed",
        WARNING,
        "The settings do not allow the operating-system family of the image.",
        "Use an image of one of the families in dotimg.toml.",
    ),
    _family_not_allowed,
)


def _no_digest(case: Case) -> Complaint | None:
    found = case.found
    if not case.standards.require_digest or case.reference.digest or found.name.publisher:
        return None
    listed = found.published and not found.dates.retired and found.name.digest
    return Complaint(
        "it is not pinned to a digest", f"{case.reference}@{found.name.digest}" if listed else None
    )


NO_DIGEST = Rule(
    RuleText(
        "DI402",
        "no-digest",
        WARNING,
        "The image is not pinned to a digest, but --require-digest is set.",
        "Pin it: dotimg pick --digest and dotimg digest print the reference to write.",
    ),
    _no_digest,
)


RULES = (
    MUTABLE_LATEST,
    NO_DIGEST,
    DIGEST_MISMATCH,
    FAMILY_NOT_ALLOWED,
)
