"""The rules of `check`, a file for each hundred, in the order of their numbers."""

from collections.abc import Iterable
from functools import cache

from dotimg.check.rules import (
    di1_repositories,
    di2_support,
    di3_native,
    di3_projects,
    di4_pinning,
    di5_platforms,
    di5_stages,
    di5_windows,
)
from dotimg.check.rules.rule import NOTE, Case, Complaint, Rule, Standards
from dotimg.errors import UsageError, quoted

RULES: tuple[Rule, ...] = (
    *di1_repositories.RULES,
    *di2_support.RULES,
    *di3_projects.RULES,
    *di3_native.RULES,
    *di4_pinning.RULES,
    *di5_platforms.RULES,
    *di5_stages.RULES,
    *di5_windows.RULES,
)

_NEEDED = tuple(sorted({rule.needs for rule in RULES if rule.needs}))  # of a case
_NUMBERS = {name: rule.text.id for rule in RULES for name in (rule.text.id, rule.text.name)}

__all__ = ["NOTE", "RULES", "Case", "Complaint", "Rule", "Standards", "judging", "numbers"]


def judging(case: Case, ignored: frozenset[str]) -> tuple[Rule, ...]:
    """The rules that find in a case what they need, but for those of some numbers."""
    return _judging(ignored, tuple(name for name in _NEEDED if getattr(case, name)))


@cache
def _judging(ignored: frozenset[str], there: tuple[str, ...]) -> tuple[Rule, ...]:
    return tuple(
        rule
        for rule in RULES
        if rule.text.id not in ignored and (not rule.needs or rule.needs in there)
    )


def numbers(words: Iterable[str]) -> frozenset[str]:
    """The numbers of the rules that are named by number or by name.

    Raises:
        UsageError: There is no such rule.
    """
    for word in words:
        if _spelled(word) not in _NUMBERS:
            raise UsageError(f"{quoted(word)} is not a rule; expected one of {', '.join(_NUMBERS)}")
    return frozenset(_NUMBERS[_spelled(word)] for word in words)


def _spelled(word: str) -> str:
    return word.upper() if word.upper().startswith("DI") else word.lower()
