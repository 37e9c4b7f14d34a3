"""A file is replaced as a whole, or is as it was."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from dotimg.errors import InputError
from dotimg.files import writing


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


def test_a_folder_in_which_nothing_may_be_removed_leaves_the_file(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    with monkeypatch.context() as append_only:
        append_only.setattr(os, "replace", refused)
        append_only.setattr(os, "unlink", refused)
        with pytest.raises(InputError, match="cannot be written: Operation not permitted"):
            writing.replace(str(file), b"old", b"new")
    assert file.read_bytes() == b"old"
    writing.remove_stale([str(file)])
    assert only(file.parent) == ["Dockerfile"]


KILLED = """
import os, signal, sys
from dotimg.files import writing
os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)
writing.replace(sys.argv[1], b"old", b"new")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal there")
def test_what_a_killed_run_leaves_is_removed_by_the_next(file: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(file)], check=False)
    assert done.returncode == -9
    (file.parent / ".Dockerfile.abcd_123.dotimg").touch()  # of an older dotimg
    kept = [".Dockerfile.dotimg", ".abcdefgh.dotimg", "abcdefgh.dotimg"]
    for name in (kept[0], kept[2]):
        (file.parent / name).touch()
    (file.parent / kept[1]).symlink_to(file)
    assert (file.read_bytes(), len(only(file.parent))) == (b"old", 6)
    writing.put(str(file), b"new")
    assert (file.read_bytes(), only(file.parent)) == (b"new", sorted([*kept, "Dockerfile"]))


@pytest.mark.skipif(sys.platform == "win32", reason="a file that is open stays there by itself")
def test_what_another_run_writes_is_left(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fsync = os.fsync

    def meanwhile(handle: int) -> None:
        writing.remove_stale([str(file)])
        fsync(handle)

    monkeypatch.setattr(os, "fsync", meanwhile)
    writing.replace(str(file), b"old", b"new")
    assert (file.read_bytes(), only(file.parent)) == (b"new", ["Dockerfile"])


def test_a_file_that_is_taken_for_a_stale_one_is_made_anew(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locks = []

    def removed(handle: int) -> None:
        locks.append(handle)
        if len(locks) == 1:
            for name in only(file.parent)[:-1]:
                (file.parent / name).unlink()
        elif len(locks) == 2:
            raise BlockingIOError

    monkeypatch.setattr(writing, "_lock", removed)
    writing.replace(str(file), b"old", b"new")
    assert (file.read_bytes(), len(locks)) == (b"new", 3)


def test_the_longest_name_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("a" * 244 + ".Dockerfile")
    path.write_bytes(b"old")
    writing.replace(str(path), b"old", b"new")
    assert path.read_bytes() == b"new"


def test_other_names_of_a_file_are_counted(file: Path) -> None:
    os.link(file, file.parent / "a")
    os.link(file, file.parent / "b")
    assert writing.replace(str(file), b"old", b"new") == 2
    assert ((file.parent / "a").read_bytes(), file.read_bytes()) == (b"old", b"new")
    assert writing.replace(str(file), b"new", b"newer") == 0


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written: No such file"):
        writing.replace(str(tmp_path / "gone"), b"", b"new")


def test_a_file_is_put_where_none_was_and_over_one_that_was(file: Path) -> None:
    for content in (b"first", b"second"):
        writing.put(str(file.parent / "page.html"), content)
        assert (file.parent / "page.html").read_bytes() == content
    assert only(file.parent) == ["Dockerfile", "page.html"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk that is always full")
def test_a_full_disk_is_named_and_a_device_is_no_file_to_replace() -> None:
    with pytest.raises(InputError, match="/dev/full: cannot be written: No space left on device"):
        writing.put("/dev/full", b"page")
    assert not Path("/dev/full").is_file()
    writing.put(os.devnull, b"page")
    assert not Path(os.devnull).is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="ulimit is of a POSIX shell")
@pytest.mark.parametrize("old", [None, b"old"])
def test_a_file_that_grows_too_large_is_as_it_was(tmp_path: Path, old: bytes | None) -> None:
    path = tmp_path / "page.html"
    if old:
        path.write_bytes(old)
    code = (
        "import signal, sys; from dotimg.files import writing; "
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); writing.put(sys.argv[1], bytes(90_000))"
    )
    done = subprocess.run(
        ["bash", "-c", 'ulimit -f 20; exec "$@"', "bash", sys.executable, "-c", code, str(path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "page.html: cannot be written: File too large" in done.stderr
    assert (path.read_bytes() if path.exists() else None) == old
    assert only(tmp_path) == (["page.html"] if old else [])


def test_of_several_files_none_is_written_where_one_cannot_be(file: Path) -> None:
    beside, missing = file.parent / "new", file.parent / "no" / "new"
    contents = {str(beside): b"new", str(file): b"new", str(missing): b"new"}
    with pytest.raises(InputError, match=r"new: cannot be written: No such file"):
        writing.put_all(contents)
    assert (file.read_bytes(), only(file.parent)) == (b"old", ["Dockerfile"])
    del contents[str(missing)]
    writing.put_all(contents)
    assert (file.read_bytes(), beside.read_bytes()) == (b"new", b"new")
    assert only(file.parent) == ["Dockerfile", "new"]


def test_a_new_file_has_the_mode_that_new_files_have(file: Path) -> None:
    (file.parent / "plain").touch()
    writing.put(str(file.parent / "new"), b"")
    modes = [(file.parent / name).stat().st_mode for name in ("plain", "new")]
    assert modes[0] == modes[1]


def test_what_came_to_the_place_of_a_new_file_meanwhile_stays(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = file.parent / "new"
    monkeypatch.setattr(os, "fsync", lambda _handle: new.write_bytes(b"theirs"))
    with pytest.raises(InputError, match="new: cannot be written: File exists"):
        writing.put(str(new), b"ours")
    assert (new.read_bytes(), only(file.parent)) == (b"theirs", ["Dockerfile", "new"])


def test_a_file_system_without_links_gets_new_files_too(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    writing.put(str(file.parent / "new"), b"new")
    assert only(file.parent) == ["Dockerfile", "new"]


KILLED_BETWEEN = """
import os, signal, sys
from dotimg.files import writing
fsync, calls = os.fsync, []
def killed(handle):
    calls.append(handle)
    if len(calls) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    fsync(handle)
os.fsync = killed
writing.put_all({name: b"new" for name in sys.argv[1:]})
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal there")
def test_of_a_run_that_is_killed_no_half_file_is_left(file: Path) -> None:
    names = [str(file.parent / name) for name in ("a", "b")]
    done = subprocess.run([sys.executable, "-c", KILLED_BETWEEN, *names], check=False)
    assert done.returncode == -9
    assert not {"a", "b"} & set(only(file.parent))
    writing.put_all(dict.fromkeys(names, b"new"))
    assert only(file.parent) == ["Dockerfile", "a", "b"]
