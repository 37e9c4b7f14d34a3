"""The day and the tables that hold where nobody says otherwise."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dotimg.catalog.current import CATALOGS, POINTER, day, fallen_back, newest
from dotimg.catalog.tables import bundled_folder
from dotimg.catalog.user_folders import user_folder
from dotimg.errors import UsageError


@pytest.fixture
def data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The data folder of a user who never refreshed."""
    for name in ("HOME", "XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    return Path(user_folder("data") or "")


def refreshed(data: Path, name: str) -> Path:
    folder = data / CATALOGS / name
    shutil.copytree(bundled_folder(), folder)
    (data / POINTER).write_text(name)
    return folder


def test_the_day_is_the_one_given_in_each_of_its_forms() -> None:
    noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert {day("2026-11-22"), day(noon.date()), day(noon)} == {"2026-11-22"}
    assert day(date(999, 1, 1)) == "0999-01-01"


def test_without_a_day_it_is_today_in_utc() -> None:
    before = datetime.now(UTC).date()
    assert before <= date.fromisoformat(day(None)) <= datetime.now(UTC).date()


@pytest.mark.parametrize(
    "word", ["", "today", "2026-02-30", "20261122", "2026-W47-7", "2026-11-22T12:00"]
)
def test_what_is_no_day_is_refused(word: str) -> None:
    with pytest.raises(UsageError, match="is not a date; expected a form such as 2026-08-20"):
        day(word)


def test_who_never_refreshed_gets_the_tables_of_the_installation(data: Path) -> None:
    assert not data.exists()
    found = newest()
    assert (found.catalog.folder, found.refreshed, found.damage) == (bundled_folder(), "", None)


def test_newer_tables_of_a_refresh_are_taken(data: Path) -> None:
    folder = str(refreshed(data, "2030-01-01-test"))
    found = newest(verified=True)
    assert (found.catalog.folder, found.refreshed, found.damage) == (folder, folder, None)


def test_older_tables_of_a_refresh_are_not(data: Path) -> None:
    refreshed(data, "2026-01-01-test")
    assert newest().catalog.folder == bundled_folder()


@pytest.mark.parametrize(
    ("damaged", "verified", "passed_over"),
    [
        ("catalog.json", False, True),
        # Of the same size: only a look at every byte tells.
        ("tags.jsonl", True, True),
        ("tags.jsonl", False, False),
    ],
)
def test_damaged_tables_are_passed_over_and_named(
    data: Path, damaged: str, verified: bool, passed_over: bool
) -> None:
    folder = refreshed(data, "2030-01-01-test")
    content = (folder / damaged).read_bytes()
    (folder / damaged).write_bytes(b"x" + content[1:])
    found = newest(verified=verified)
    assert (found.catalog.folder == bundled_folder()) is passed_over
    assert bool(found.damage) is passed_over
    if found.damage:
        assert str(folder) in fallen_back(found.damage)
        assert fallen_back(found.damage).endswith("the bundled tables are used until then")
