"""The lock of `dotimg refresh` as Windows has it, with `msvcrt` played by a lock of this system."""

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

from dotimg.errors import InputError
from dotimg.feeds import store

fcntl = pytest.importorskip("fcntl", reason="Windows has the real one, and tests it elsewhere")
LK_NBLCK = 2


def locking(descriptor: int, mode: int, size: int) -> None:
    """Lock bytes from where the file is, as msvcrt.locking does."""
    assert (mode, size) == (LK_NBLCK, 1)
    assert os.lseek(descriptor, 0, os.SEEK_CUR) == 0  # or each would lock a byte of its own
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise PermissionError(13, "Permission denied") from None


@pytest.fixture
def on_windows(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module as it is imported there."""
    msvcrt = ModuleType("msvcrt")
    vars(msvcrt).update(LK_NBLCK=LK_NBLCK, locking=locking)
    monkeypatch.setitem(sys.modules, "msvcrt", msvcrt)
    monkeypatch.setattr(sys, "platform", "win32")
    spec = importlib.util.spec_from_file_location("store_on_windows", store.__file__)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_second_refresh_is_kept_out_until_the_first_is_done(
    on_windows: ModuleType, tmp_path: Path
) -> None:
    said = f"another 'dotimg refresh' is running in {tmp_path}: wait for it"
    with on_windows.locked(str(tmp_path)):
        with pytest.raises(InputError) as caught, on_windows.locked(str(tmp_path)):
            pytest.fail("both have the lock")
        assert str(caught.value) == said
    with on_windows.locked(str(tmp_path)):
        assert (tmp_path / "lock").read_bytes() == b""


def test_a_file_system_without_locks_is_told(
    on_windows: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: int) -> None:
        raise OSError(36, "Resource deadlock avoided")

    monkeypatch.setattr(sys.modules["msvcrt"], "locking", refuse)
    with (
        pytest.raises(InputError, match="cannot be written: Resource deadlock avoided"),
        on_windows.locked(str(tmp_path)),
    ):
        pytest.fail("there is no lock")
