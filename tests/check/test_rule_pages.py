"""Every rule and every kind of advice has a page that comes with dotimg."""

import re
from typing import get_args

import pytest

from dotimg.check.model import RulePage
from dotimg.check.rule_pages import folder, page, pages
from dotimg.check.rules import RULES
from dotimg.errors import UsageError
from dotimg.upgrade.model import AdviceName


def test_there_is_a_page_of_each_rule_and_of_each_advice_and_no_other() -> None:
    rules = [(one.text.id, one.text.name, one.text.severity, one.text.what) for one in RULES]
    advice = [(name, name, "advice") for name in get_args(AdviceName)]
    found = list(pages())
    assert [one[:4] for one in found if one.severity != "advice"] == rules
    assert [one[:3] for one in found if one.severity == "advice"] == advice


@pytest.mark.parametrize("one", list(pages()), ids=lambda one: one.id)
def test_a_page_says_what_to_do_and_leads_to_no_file(one: RulePage) -> None:
    assert "## How to fix" in one.text
    assert not re.search(r"\]\((?!https?://)|\.md\b", one.text)


def test_the_index_lists_all_pages_with_what_they_say() -> None:
    with open(f"{folder()}/README.md", encoding="utf-8") as file:
        index = file.read()
    for one in pages():
        assert f"| [{one.id}]({one.id}.md) | " in index
        assert f" | {one.what} |" in index


@pytest.mark.parametrize("word", ["DI201", "di201", "version-ended", "Version-Ended", " DI201 "])
def test_a_rule_is_named_by_number_or_name_in_any_case(word: str) -> None:
    assert page(word).id == "DI201"


@pytest.mark.parametrize(
    ("word", "nearest"),
    [
        ("DI20", "; did you mean DI20"),
        ("package", "; did you mean packages?"),
        ("VERSION-ENDS", "; did you mean version-ended?"),
        ("../../etc/passwd", "' ('dotimg rule' lists all)"),
        ("", "no rule or advice is called '' ('dotimg rule' lists all)"),
    ],
)
def test_what_is_no_rule_is_answered_with_the_nearest(word: str, nearest: str) -> None:
    with pytest.raises(UsageError, match=re.escape(nearest)):
        page(word)
