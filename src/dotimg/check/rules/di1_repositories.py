"""DI101: a tag that never was, in a repository of the publisher's."""

from dotimg.check.model import RuleText
from dotimg.check.rules.rule import (
    ERROR,
    NOTE,
    WARNING,
    Case,
    Complaint,
    Rule,
    instead,
)

_TEXT = RuleText(
    "DI101",
    "unknown-tag",
    ERROR,
    "No such tag was ever published in that repository, so the image cannot be pulled.",
    "Write a tag that exists; dotimg explain names the nearest ones.",
)


def _judge(case: Case) -> Complaint | None:
    found = case.found
    if found.published or found.home not in ("known", "unknown"):
        return None
    nearest = f"; nearest: {found.nearest[0]}" if found.nearest else ""
    return Complaint(f"{found.sentence}{nearest}", severity=NOTE if found.newer else ERROR)


RULE = Rule(_TEXT, _judge)


_TEXT_of_moved_repository = RuleText(
    "DI102",
    "moved-repository",
    WARNING,
    "The repository is a former home: nothing new is published there.",
    "Name the present home of these images.",
)


def _judge_of_moved_repository(case: Case) -> Complaint | None:
    found = case.found
    if not found.moved_to:
        return None
    message = f"{found.repository} is a former home, such images are now in {found.moved_to}"
    return Complaint(message, instead(found))


RULE_of_moved_repository = Rule(_TEXT_of_moved_repository, _judge_of_moved_repository)


_TEXT_of_nightly_repository = RuleText(
    "DI103",
    "nightly-repository",
    WARNING,
    "A nightly build is for tests: it is not supported, and changes without notice.",
    "Name the stable repository.",
)


def _judge_of_nightly_repository(case: Case) -> Complaint | None:
    found = case.found
    if found.home != "nightly":
        return None
    return Complaint("a nightly build is unsupported and changes without notice", instead(found))


RULE_of_nightly_repository = Rule(_TEXT_of_nightly_repository, _judge_of_nightly_repository)
