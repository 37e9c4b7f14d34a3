"""DI1xx: the image was never published, or is no longer published there."""

from dotimg.check.model import RuleText
from dotimg.check.rules.rule import ERROR, NOTE, WARNING, Case, Complaint, Rule, instead
from dotimg.resolver.model import marked


def _unknown_tag(case: Case) -> Complaint | None:
    found = case.found
    if found.published or found.name.home not in ("known", "unknown"):
        return None
    near = next(map(marked, found.remedy.nearest, found.remedy.nearest_status), "")
    nearest = f"; nearest: {near}" if near else ""
    return Complaint(f"{found.sentence}{nearest}", severity=NOTE if found.newer else ERROR)


UNKNOWN_TAG = Rule(
    RuleText(
        "DI101",
        "unknown-tag",
        ERROR,
        "This tag was never published in that repository, so the image cannot be pulled.",
        "Use a tag that exists; dotimg explain names the nearest ones.",
    ),
    _unknown_tag,
)


def _moved_repository(case: Case) -> Complaint | None:
    found = case.found
    if not found.name.moved_to:
        return None
    message = (
        f"{found.name.repository} is a former repository; these images are now in "
        f"{found.name.moved_to}"
    )
    if found.name.removal:
        message += f"; {found.name.removal}"
    return Complaint(message, instead(found))


MOVED_REPOSITORY = Rule(
    RuleText(
        "DI102",
        "moved-repository",
        WARNING,
        "This is a former repository: nothing new is published there.",
        "Use the current repository of these images.",
    ),
    _moved_repository,
)


def _nightly_repository(case: Case) -> Complaint | None:
    found = case.found
    if found.name.home != "nightly":
        return None
    return Complaint("a nightly build is unsupported and changes without notice", instead(found))


NIGHTLY_REPOSITORY = Rule(
    RuleText(
        "DI103",
        "nightly-repository",
        WARNING,
        "Nightly builds are for tests: they are not supported and change without notice.",
        "Use the stable repository.",
    ),
    _nightly_repository,
)


RULES = (
    UNKNOWN_TAG,
    MOVED_REPOSITORY,
    NIGHTLY_REPOSITORY,
)
