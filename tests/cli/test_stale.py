"""The note on old tables is said once a day, and never where nobody reads it."""

import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run

OLD = "2026-11-22"
NOTE = "note: tag data is 94 days old (2026-08-20); run 'dotimg refresh'\n"


def test_it_is_said_once_a_day(dotimg: Run) -> None:
    assert [dotimg("pick", day=OLD).err for _ in range(3)] == [NOTE, "", ""]
    assert "95 days old" in dotimg("pick", day="2026-11-23").err


def test_quiet_does_not_use_it_up(dotimg: Run) -> None:
    assert dotimg("-q", "pick", day=OLD).err == ""
    assert dotimg("pick", day=OLD).err == NOTE


@pytest.mark.parametrize(("value", "said"), [("true", ""), ("1", ""), ("false", NOTE), ("", NOTE)])
def test_it_is_not_said_in_ci(
    dotimg: Run, value: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", value)
    assert dotimg("pick", day=OLD).err == said


@pytest.mark.skipif(sys.platform != "linux", reason="the cache folder is that of Linux")
def test_where_the_cache_cannot_be_written_it_is_said_each_time(
    dotimg: Run, tmp_path: Path
) -> None:
    (tmp_path / "dotimg").write_text("in the way")
    assert [dotimg("pick", day=OLD).err for _ in range(2)] == [NOTE, NOTE]


def test_tables_of_an_own_folder_are_not_to_be_refreshed(dotimg: Run, small: str) -> None:
    said = "note: tag data is 94 days old (2026-08-20)\n"
    assert [dotimg("--catalog", small, "list", day=OLD).err for _ in range(2)] == [said, said]
