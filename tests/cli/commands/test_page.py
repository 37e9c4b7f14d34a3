"""`dotimg page`: where the page goes, and what keeps it from being written."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_it_goes_to_stdout_where_that_is_a_pipe(dotimg: Run, small: str) -> None:
    result = dotimg("--catalog", small, "page")
    assert result.code == 0
    assert result.out.startswith("<!DOCTYPE html>")
    assert result.out.endswith("</html>")


def test_it_is_written_to_a_file_whose_name_is_the_answer(
    dotimg: Run, small: str, tmp_path: Path
) -> None:
    path = tmp_path / "pägé.html"
    path.write_text("the page of yesterday")
    result = dotimg("--catalog", small, "-q", "page", "--output", str(path))
    assert (result.code, result.out, result.err) == (0, f"{path}\n", "")
    again = dotimg("--catalog", small, "-q", "page", "--output", "-")
    assert path.read_bytes().decode("utf-8") == again.out


def test_the_same_tables_and_day_give_the_same_page(dotimg: Run, small: str) -> None:
    first, second = (dotimg("--catalog", small, "page").out for _ in range(2))
    assert first == second
    assert dotimg("--catalog", small, "page", day="2026-08-22").out != first


def test_a_mirror_stands_in_every_reference(dotimg: Run, small: str) -> None:
    page = dotimg("-q", "--catalog", small, "page", "--registry", "contoso.azurecr.io/mcr").out
    assert 'title="contoso.azurecr.io/mcr/dotnet/sdk:10.0-noble"' in page
    assert 'title="mcr.microsoft.com' not in page


@pytest.mark.parametrize("day", ["0001-01-01", "2014-01-01", "9999-12-31"])
def test_any_day_can_be_judged_on(dotimg: Run, small: str, day: str) -> None:
    result = dotimg("--catalog", small, "-q", "page", day=day)
    assert (result.code, result.err) == (0, "")
    assert f'<time datetime="{day}">' in result.out


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("absent/page.html", "there is no such folder"),
        (".", "it is a folder"),
        ("x" * 300, "File name too long"),
    ],
)
def test_a_file_that_cannot_be_written_is_named(
    dotimg: Run, small: str, tmp_path: Path, name: str, why: str
) -> None:
    result = dotimg("--catalog", small, "-q", "page", "--output", str(tmp_path / name))
    assert (result.code, result.out) == (3, "")
    assert f": cannot be written: {why}\n" in result.err
    assert result.err.count("\n") == 1


def test_no_place_to_write_to_is_told_before_the_work(dotimg: Run, tmp_path: Path) -> None:
    damaged = str(tmp_path)  # a catalog that any work would stumble over
    for output in ("", str(tmp_path), str(tmp_path / "absent" / "page.html")):
        result = dotimg("--catalog", damaged, "page", "--output", output)
        assert result.code == 3
        assert "cannot be written" in result.err


def test_a_damaged_catalog_is_no_page(dotimg: Run, tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    result = dotimg("--catalog", str(tmp_path), "page", "--output", str(target))
    assert result.code == 3
    assert not target.exists()


def test_a_word_of_the_catalog_that_is_none_is_damage_and_no_usage(
    dotimg: Run, small: str, tmp_path: Path
) -> None:
    index = Path(small, "catalog.json")
    text = index.read_text("utf-8")
    index.write_text(
        text.replace('"mcr.microsoft.com/dotnet/sdk"', '"mcr.microsoft.com/dotnet/sd!"')
    )
    target = tmp_path / "page.html"
    result = dotimg("--catalog", small, "page", "--output", str(target))
    assert (result.code, target.exists()) == (3, False)
    assert f"the catalog {small} cannot be used" in result.err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty")
def test_a_terminal_gets_no_page_but_a_hint() -> None:
    import pty

    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "dotimg", "page"],
        stdout=theirs, stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 2
    assert done.stderr == ("dotimg: cannot print a page to a terminal; use --output FILE\n")
