"""What makes a check fail."""

import pytest

from dotimg.check.model import Finding, Skip
from dotimg.check.threshold import WORDS, Threshold, threshold
from dotimg.errors import UsageError

FINDING = Finding("Dockerfile", 1, 6, 9, "DI203", "x", "warning", "m", "sdk:8.0", None, None, "")
SKIP = Skip("Dockerfile", 1, "r")


@pytest.mark.parametrize(
    ("text", "found", "by_finding", "by_skip"),
    [
        ("warning", Threshold("warning"), True, False),
        ("error", Threshold("error"), False, False),
        ("note,error", Threshold("note"), True, False),
        ("error, note", Threshold("note"), True, False),
        ("never", Threshold(""), False, False),
        ("never,error", Threshold("error"), False, False),
        ("skipped", Threshold("warning", skipped=True), True, True),
        ("error,skipped", Threshold("error", skipped=True), False, True),
        ("never,skipped", Threshold("", skipped=True), False, True),
        ("Warning,SKIPPED", Threshold("warning", skipped=True), True, True),
    ],
)
def test_each_word_adds_what_fails(
    text: str, found: Threshold, by_finding: bool, by_skip: bool
) -> None:
    assert threshold(text) == found
    assert found.fails([FINDING], []) is by_finding
    assert found.fails([], [SKIP]) is by_skip


@pytest.mark.parametrize("text", ["", "warnings", "warning,", "error;note", "error note"])
def test_another_word_is_wrong_usage(text: str) -> None:
    with pytest.raises(
        UsageError, match=rf"is not a threshold; expected one of {', '.join(WORDS)}"
    ):
        threshold(text)
