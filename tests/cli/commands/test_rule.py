"""`dotimg rule`: one page, or all as a table."""

import json
import re

import pytest

from dotimg.check.rule_pages import pages
from dotimg.errors import EXIT_OK, EXIT_USAGE
from tests.cli.conftest import Run

STYLE = re.compile(r"\x1b\[[0-9;]*m")
EVERY = list(pages())


def test_a_page_is_markdown_in_a_pipe(dotimg: Run) -> None:
    done = dotimg("rule", "version-ended")
    assert (done.code, done.err) == (EXIT_OK, "")
    assert done.out == next(one.text for one in EVERY if one.id == "DI201")


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.id)
def test_a_page_for_people_fits_80_columns_and_says_all_words(
    dotimg: Run, monkeypatch: pytest.MonkeyPatch, one: object
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = dotimg("--color", "rule", one.id).out  # type: ignore[attr-defined]
    plain = STYLE.sub("", shown)
    assert max(map(len, plain.splitlines())) <= 80
    for word in re.findall(r"\w{3,}", one.text):  # type: ignore[attr-defined]
        assert word in "".join(plain.split())


def test_all_are_a_table_with_what_is_wrong(dotimg: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    rows = [line.split("\t") for line in dotimg("rule").out.splitlines()]
    assert rows == [[one.id, one.name, one.severity, one.what] for one in EVERY]
    table = STYLE.sub("", dotimg("--color", "rule").out)
    assert max(map(len, table.splitlines())) <= 80
    assert all(one.name in table for one in EVERY)


def test_json_has_the_same_fields_for_one_and_for_all(dotimg: Run) -> None:
    whole = json.loads(dotimg("rule", "--format", "json").out)
    assert [one["id"] for one in whole["rules"]] == [one.id for one in EVERY]
    assert json.loads(dotimg("rule", "packages", "--format", "json").out) == {
        "schema": 1,
        **next(one for one in whole["rules"] if one["id"] == "packages"),
    }


def test_what_is_no_rule_is_wrong_usage_and_escaped(dotimg: Run) -> None:
    done = dotimg("rule", "DI2\x1b[31m")
    assert (done.code, done.out) == (EXIT_USAGE, "")
    assert done.err.startswith("dotimg: no rule or advice is called 'DI2\\x1b[31m'")
