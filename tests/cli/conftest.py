"""Runs dotimg in this process, with the arguments of a shell and nothing of this machine's."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from dotimg.cli import run
from tests.schemas import hold, hold_settings
from tests.tables import cut_down


class Result(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Result]


@pytest.fixture
def dotimg(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Run:
    for name in [name for name in os.environ if name.startswith("DOTIMG_") or name == "NO_COLOR"]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("CI", raising=False)  # where less is said
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path))

    hold_settings(monkeypatch)

    def invoke(*arguments: str, day: str = "2026-08-21") -> Result:
        capfd.readouterr()
        code = run(["--today", day, *arguments])
        out, err = capfd.readouterr()
        if "json" in arguments:
            hold(arguments, out)
        return Result(code, out, err)

    return invoke


@pytest.fixture
def small(tmp_path: Path) -> str:
    """The tables, cut down to the SDK images of one channel, so that a page is made in a moment."""
    return cut_down(tmp_path / "catalog")
