"""Colour: by itself only on a terminal that can show it; --color and --no-color decide."""

import re
import sys
from pathlib import Path

import pytest

from dotimg.cli import context
from tests.cli.conftest import Run

Terminal = pytest.importorskip("tests.terminals", reason="no ptys on Windows").Terminal

COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("arguments", [["support", "--format", "table"], ["check", "Dockerfile"]])
def test_colour_in_a_pipe_only_by_force(
    dotimg: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("Dockerfile").write_text("FROM mcr.microsoft.com/dotnet/aspnet:5.0\n")
    plain = dotimg(*arguments).out
    assert not COLOUR.search(plain)
    forced = dotimg("--color", *arguments).out
    assert COLOUR.search(forced)
    assert COLOUR.sub("", forced) == plain


@pytest.mark.parametrize(
    ("options", "environment"),
    [(["--no-color"], {}), ([], {"NO_COLOR": "1"}), ([], {"TERM": "dumb"})],
)
@pytest.mark.parametrize("arguments", [["support"], ["check", "Dockerfile"]])
def test_no_colour_on_a_terminal_that_shall_have_none(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    options: list[str],
    environment: dict[str, str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("Dockerfile").write_text("FROM mcr.microsoft.com/dotnet/aspnet:5.0\n")
    with Terminal(tmp_path, "-q", *arguments) as terminal:
        terminal.wait()
        assert COLOUR.search(terminal.raw.decode())
    with Terminal(tmp_path, "-q", *options, *arguments, **environment) as terminal:
        terminal.wait()
        assert b"\x1b" not in terminal.raw


@pytest.mark.parametrize("name", ["WT_SESSION", "TERM", "TERM_PROGRAM", "ConEmuANSI", "ANSICON"])
def test_no_colour_on_the_old_console_of_windows(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for one in ("NO_COLOR", "WT_SESSION", "TERM", "TERM_PROGRAM", "ConEmuANSI", "ANSICON"):
        monkeypatch.delenv(one, raising=False)
    assert not context.is_plain()
    monkeypatch.setattr(sys, "platform", "win32")
    assert context.is_plain()
    monkeypatch.setenv(name, "1")
    assert not context.is_plain()
