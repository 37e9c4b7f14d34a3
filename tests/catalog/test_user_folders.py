"""The user's folders, held against platformdirs on each system."""

import sys
from pathlib import Path
from typing import Literal

import platformdirs.macos
import platformdirs.unix
import platformdirs.windows
import pytest

from dotimg.catalog.user_folders import user_folder

Purpose = Literal["data", "cache"]
PURPOSES: tuple[Purpose, ...] = ("data", "cache")

pytestmark = pytest.mark.parametrize("purpose", PURPOSES)


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("base", [None, "", "/somewhere/else", "relative", "~/data"])
def test_linux(monkeypatch: pytest.MonkeyPatch, purpose: Purpose, base: str | None) -> None:
    if base is not None:
        monkeypatch.setenv(f"XDG_{purpose.upper()}_HOME", base)
    monkeypatch.setattr(sys, "platform", "linux")
    theirs = platformdirs.unix.Unix("dotimg", appauthor=False)
    assert user_folder(purpose) == getattr(theirs, f"user_{purpose}_dir")


@pytest.mark.parametrize("base", [None, "/somewhere/else"])
def test_macos(monkeypatch: pytest.MonkeyPatch, purpose: Purpose, base: str | None) -> None:
    if base is not None:
        monkeypatch.setenv(f"XDG_{purpose.upper()}_HOME", base)
    monkeypatch.setattr(sys, "platform", "darwin")
    theirs = platformdirs.macos.MacOS("dotimg", appauthor=False)
    assert user_folder(purpose) == getattr(theirs, f"user_{purpose}_dir")


def test_windows(monkeypatch: pytest.MonkeyPatch, purpose: Purpose, tmp_path: Path) -> None:
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "AppData" / "Local"))
    monkeypatch.setattr(sys, "platform", "win32")
    ask_variables = platformdirs.windows.get_win_folder_from_env_vars
    monkeypatch.setattr(platformdirs.windows, "get_win_folder", ask_variables)
    theirs = platformdirs.windows.Windows("dotimg", appauthor=False)
    ours = (user_folder(purpose) or "").replace("\\", "/")  # joined by this system's slash
    assert ours == getattr(theirs, f"user_{purpose}_dir").replace("\\", "/")


def test_this_system(purpose: Purpose) -> None:
    theirs = platformdirs.PlatformDirs("dotimg", appauthor=False)
    assert user_folder(purpose) == getattr(theirs, f"user_{purpose}_dir")


@pytest.mark.skipif(sys.platform == "win32", reason="a home is named by a variable")
def test_without_a_home_there_is_none(monkeypatch: pytest.MonkeyPatch, purpose: Purpose) -> None:
    monkeypatch.setenv("HOME", "nowhere")
    assert user_folder(purpose) is None
