"""The rules of `check`, one a file, in the order of their numbers."""

from collections.abc import Iterable

from dotimg.check.rules.rule import (
    Case,
    Complaint,
    Rule,
    Standards,
)
from dotimg.errors import UsageError, quoted

RULES: tuple[Rule, ...] = (
    unknown_tag.RULE,
    moved_repository.RULE,
    nightly_repository.RULE,
    version_ended.RULE,
    retired_tag.RULE,
    superseded_patch.RULE,
    ends_soon.RULE,
    preview_version.RULE,
    sdk_in_final_stage.RULE,
    wrong_repository.RULE,
    framework_mismatch.RULE,
    missing_globalization.RULE,
    sdk_pin_mismatch.RULE,
    mutable_latest.RULE,
    no_digest.RULE,
    digest_mismatch.RULE,
    family_not_allowed.RULE,
    platform_missing.RULE,
)

__all__ = ["RULES", "Case", "Complaint", "Rule", "Standards", "numbers"]


def numbers(words: Iterable[str]) -> frozenset[str]:
    """The numbers of the rules that are named by number or by name.

    Raises:
        UsageError: There is no such rule.
    """
    known = {name: rule.text.id for rule in RULES for name in (rule.text.id, rule.text.name)}
    for word in words:
        if _spelled(word) not in known:
            raise UsageError(f"{quoted(word)} is no rule; there are {', '.join(known)}")
    return frozenset(known[_spelled(word)] for word in words)


def _spelled(word: str) -> str:
    return word.upper() if word.upper().startswith("DI") else word.lower()
