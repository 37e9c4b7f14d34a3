import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

Terminal = pytest.importorskip("tests.terminals", reason="no ptys on Windows").Terminal

DAY = "2026-11-22"


def test_is_tab_separated_when_piped(dotimg: Run) -> None:
    result = dotimg("-q", "support", day=DAY)
    assert (result.code, result.err) == (0, "")
    rows = [line.split("\t") for line in result.out.splitlines()]
    assert all(len(row) == 8 for row in rows)
    assert rows[0] == [".NET", "11.0", ".NET 11.0", "sts", "", "", "preview", "listed"]
    assert [
        *(".NET", "10.0", ".NET 10.0", "lts", "2025-11-11", "2028-11-14", "supported", "listed")
    ] in rows


def test_by_default_what_is_listed_or_ended_in_the_last_year(dotimg: Run) -> None:
    few = {line.split("\t")[1] for line in dotimg("support", day=DAY).out.splitlines()}
    many = {line.split("\t")[1] for line in dotimg("support", "--all", day=DAY).out.splitlines()}
    assert few < many
    assert {"8.0", "9.0", "10.0", "11.0", "alpine3.24", "alpine3.21", "ltsc2022"} - few == {
        "ltsc2022"
    }
    assert not {"7.0", "alpine3.19", "trixie", "buster", "linux", "alpine"} & few
    assert {"1.0", "7.0", "jessie", "trixie"} <= many


def test_a_system_that_the_publisher_dropped_ends_on_that_day(dotimg: Run) -> None:
    rows = [line.split("\t") for line in dotimg("-q", "support", day=DAY).out.splitlines()]
    dropped = {row[1]: row[5] for row in rows if row[6] == "dropped"}
    assert dropped == {"alpine3.22": "2026-03-10"}
    day_before = dotimg("-q", "support", "alpine3.22", day="2026-03-09").out.split("\t")
    assert day_before[5:] == ["2027-05-01", "supported", "listed\n"]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["8"], ["8.0"]),
        (["net10.0", "NOBLE"], ["10.0", "noble"]),
        (["Debian 12"], ["bookworm"]),
        ([".NET Framework"], ["4.8.1", "4.8", "4.7.2", "4.7.1", "4.7", "4.6.2", "3.5"]),
    ],
)
def test_what_is_named_is_shown_whatever_its_age(
    dotimg: Run, words: list[str], named: list[str]
) -> None:
    out = dotimg("-q", "support", *words, day=DAY).out
    assert [line.split("\t")[1] for line in out.splitlines()] == named


def test_a_family_is_shown_whole(dotimg: Run) -> None:
    rows = dotimg("-q", "support", "alpine", day=DAY).out.splitlines()
    assert {row.split("\t")[0] for row in rows} == {"Alpine"}
    assert len(rows) > 15


def test_a_name_that_nothing_has_is_a_no(dotimg: Run) -> None:
    result = dotimg("-q", "support", "gentoo", "x\x1b[2J", day=DAY)
    assert (result.code, result.out) == (1, "")
    assert result.err == "dotimg: no version or system is called 'gentoo' or 'x\\x1b[2J'\n"


@pytest.mark.parametrize(
    ("day", "status"),
    [("2026-08-11", "supported"), ("2026-08-12", "ends-soon"), ("2026-11-10", "ended")],
)
def test_json_judges_on_the_day(dotimg: Run, day: str, status: str) -> None:
    document = json.loads(dotimg("support", "--format", "json", day=day).out)
    assert (document["schema"], document["today"]) == (1, day)
    assert document["catalog"] == {"as_of": "2026-08-20"}
    by_name = {one["name"]: one for one in document["lifecycles"]}
    assert by_name["8.0"] == {
        "group": ".NET", "name": "8.0", "title": ".NET 8.0", "kind": "lts",
        "start": "2023-11-14", "end": "2026-11-10", "status": status, "listed": True,
        "expected_drop": None,
    }  # fmt: skip
    assert by_name["azurelinux3.0"]["status"] == "unknown"
    assert by_name["alpine3.23"]["expected_drop"] == "2026-10-01"


def test_the_time_line_marks_the_day_and_fits_80_columns(dotimg: Run) -> None:
    lines = dotimg("-q", "support", "--format", "table", day=DAY).out.splitlines()
    assert all(len(line) <= 80 and line.isascii() for line in lines)
    assert lines[0] == " " * 41 + "|2024 |2025 |2026 |2027 |2028 |2029"
    column = lines[-2].index("^")
    assert lines[-2] == " " * column + "^ 2026-11-22"
    marks = "=", "~", "!", "x", "p", "<", ">"
    words = "supported", "ends soon", "ended", "dropped", "preview", "earlier", "later"
    assert lines[-1].split("  ") == [" ".join(pair) for pair in zip(marks, words, strict=True)]
    bars = {line[:29].rstrip(): line for line in lines[:-1] if line[29:30].isalnum()}
    assert bars[".NET 10.0 LTS"][29:] == "2028-11-14             ======|==========="
    assert bars[".NET 9.0 STS"][29:] == "2026-11-10!      ------------|"
    assert bars["Windows Server Core ltsc2016"][29:40] == "2027-01-12~"
    assert (
        bars["Windows Server Core ltsc2025"][29:]
        == "2034-10-10       ============|=================>"
    )
    assert all(line[column] == "|" for line in bars.values())


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("name", ["table", "json"])
def test_any_day_of_the_calendar_can_be_asked_about(dotimg: Run, day: str, name: str) -> None:
    assert dotimg("support", "--format", name, day=day).code == 0


def test_a_wide_terminal_shows_more_years_up_to_120_columns(tmp_path: Path) -> None:
    for columns, years in ((80, 6), (100, 9), (120, 13), (200, 13), (40, 3)):
        with Terminal(tmp_path, "-q", "support", columns=columns, rows=60) as terminal:
            assert terminal.wait() == 0
            head = terminal.raw.splitlines()[0].decode()
            assert head.count("|20") == years, columns


def test_on_a_terminal_each_status_has_its_colour(tmp_path: Path) -> None:
    with Terminal(tmp_path, "-q", "support", rows=60) as terminal:
        assert terminal.wait() == 0
        for end, colour in (
            ("2028-11-14", "green"),
            ("2027-01-12~", "brown"),  # as the palette of old terminals calls yellow
            ("2026-11-10!", "red"),
            ("2026-03-10x", "red"),
            ("not set   p", "cyan"),
            ("unknown", "default"),
        ):
            assert terminal.colour_of(end) == colour


def test_a_calendar_has_the_ends_that_are_still_to_come(dotimg: Run) -> None:
    result = dotimg("-q", "support", "--format", "ics", day="2026-11-22")
    assert result.code == 0
    assert "SUMMARY:Support of .NET 10.0 ends" in result.out
    assert ".NET 8.0" not in result.out
