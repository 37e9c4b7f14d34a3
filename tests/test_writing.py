"""A file is replaced as a whole, or is as it was."""

import os
import stat
import sys
from pathlib import Path

import pytest

from dotimg import writing
from dotimg.errors import InputError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "Dockerfile"
    path.write_bytes(b"old")
    return path


def only(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))


def test_new_bytes_take_the_place_of_old_ones_and_the_mode_stays(file: Path) -> None:
    file.chmod(0o640)
    writing.replace(str(file), b"old", b"new\r\n")
    assert file.read_bytes() == b"new\r\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert only(file.parent) == ["Dockerfile"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_are_followed_to_the_file(file: Path) -> None:
    folder = file.parent / "links"
    folder.mkdir()
    (folder / "a").symlink_to(file)
    (folder / "b").symlink_to("a")
    writing.replace(str(folder / "b"), b"old", b"new")
    assert file.read_bytes() == b"new"
    assert (folder / "b").is_symlink()
    assert only(folder) == ["a", "b"]


def test_a_file_that_changed_in_the_meantime_is_left(file: Path) -> None:
    with pytest.raises(InputError, match="changed while it was read: nothing was written"):
        writing.replace(str(file), b"older", b"new")
    assert (file.read_bytes(), only(file.parent)) == (b"old", ["Dockerfile"])


def test_a_read_only_file_is_left(file: Path) -> None:
    file.chmod(0o444)
    with pytest.raises(InputError, match="is read-only: nothing was written"):
        writing.replace(str(file), b"old", b"new")
    assert (file.read_bytes(), only(file.parent)) == (b"old", ["Dockerfile"])


@pytest.mark.parametrize("call", ["fsync", "replace", "chmod"])
def test_a_disk_that_fails_leaves_the_file(
    file: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, call, full)
    with pytest.raises(InputError, match="cannot be written: No space left on device"):
        writing.replace(str(file), b"old", b"new")
    assert (file.read_bytes(), only(file.parent)) == (b"old", ["Dockerfile"])


def test_a_folder_without_room_for_a_new_file_leaves_the_file(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkstemp", refused)
    with pytest.raises(InputError, match="cannot be written: Permission denied"):
        writing.replace(str(file), b"old", b"new")
    assert file.read_bytes() == b"old"


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written: No such file"):
        writing.replace(str(tmp_path / "gone"), b"", b"new")
