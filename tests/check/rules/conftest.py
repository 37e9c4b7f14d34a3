"""Judges one Dockerfile on a day, by all rules, as `check` does."""

from collections.abc import Callable

import pytest

from dotimg.catalog.tables import Catalog
from dotimg.check.checker import Checker, Team
from dotimg.check.model import Finding
from dotimg.check.rules import Standards

ALL = Standards()
Judge = Callable[..., list[Finding]]
AUTUMN = "2026-11-22"
SUMMER = "2026-08-21"  # before 8.0 and 9.0 ended


@pytest.fixture
def judge(catalog: Catalog) -> Judge:
    def judged(
        text: str,
        day: str = SUMMER,
        path: str = "Dockerfile",
        standards: Standards = ALL,
        mirror: str | None = None,
    ) -> list[Finding]:
        checker = Checker(catalog, day, {})
        team = Team(mirror, frozenset(), standards)
        return list(checker.check(path, "dockerfile", text.encode(), team).findings)

    return judged
