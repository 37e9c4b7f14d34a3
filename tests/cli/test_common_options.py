"""`-q`, `--today` and the other options of all commands, before a command and behind it."""

from pathlib import Path

import pytest

from dotimg.catalog.current import day
from dotimg.catalog.tables import bundled_folder
from dotimg.cli import run
from dotimg.errors import UsageError
from tests.cli.conftest import Run


def test_they_stand_behind_the_command_too(dotimg: Run, tmp_path: Path) -> None:
    before = dotimg(
        "--today", "2026-11-22", "-q", "--catalog", bundled_folder(), "explain", "sdk:8.0"
    )
    behind = dotimg(
        "explain", "sdk:8.0", "--today", "2026-11-22", "--quiet", "--catalog", bundled_folder()
    )
    assert behind == before
    assert before.code == 0
    gone = dotimg("explain", "sdk:8.0", "--catalog", str(tmp_path / "gone"))
    assert gone.code == 3


def test_what_stands_behind_counts_and_the_rest_stays(dotimg: Run) -> None:
    both = dotimg("--today", "2020-01-01", "-q", "pick", "--today", "2026-11-22")
    assert both == (0, "mcr.microsoft.com/dotnet/aspnet:10.0\n", "")
    assert dotimg("-q", "pick", "--no-color").err == ""
    assert (
        "\x1b["
        in dotimg("--no-color", "list", "--version", "10", "--format", "table", "--color").out
    )


def test_the_environment_holds_before_a_command_alone(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], dotimg: Run
) -> None:
    del dotimg  # cleans the environment
    monkeypatch.setenv("DOTIMG_TODAY", "2020-01-01")
    monkeypatch.setenv("DOTIMG_QUIET", "1")
    assert run(["--today", "2026-11-22", "pick"]) == 0
    assert capfd.readouterr() == ("mcr.microsoft.com/dotnet/aspnet:10.0\n", "")


@pytest.mark.parametrize(
    "word", ["20261128", "2026-W48-6", "2026W486", "2026-332", "2026-11-28T00:00", " 2026-11-28",
             "2026-11-31", "26-11-28", "2026-1-2", "", "today"]
)  # fmt: skip
def test_a_day_is_written_in_one_way(dotimg: Run, word: str) -> None:
    with pytest.raises(UsageError):
        day(word)
    for line in (["--today", word, "pick"], ["pick", "--today", word]):
        result = dotimg(*line)
        assert (result.code, result.out) == (2, "")
        assert result.err.endswith("is not a date; expected a form such as 2026-08-20\n")


def test_the_version_of_dotimg_is_no_option_of_a_command(dotimg: Run) -> None:
    assert dotimg("check", "--version").code == 2
