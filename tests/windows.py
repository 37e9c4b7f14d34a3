"""A drive C: on any system: files of a folder, found by the rules that paths have on Windows.

`os.path` is Python's `ntpath`, and what asks the disk takes names such as `C:\\repo\\App.csproj`.
What starts with a slash, as the catalog of the tests, lies where it says.
"""

import builtins
import ntpath
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import pytest

REPOSITORY = r"C:\repo"
# What asks the disk, and how many of its arguments are names.
_ASKING = {
    "open": 1,
    "stat": 1,
    "lstat": 1,
    "listdir": 1,
    "replace": 2,
    "unlink": 1,
    "chmod": 1,
    "link": 2,
    "rename": 2,
}


class Entry:
    """What `os.scandir` finds, by its name on the drive; a link to a folder is a junction."""

    def __init__(self, found: "os.DirEntry[str]", folder: str) -> None:
        self.name = found.name
        self.path = ntpath.join(folder, found.name)
        self.is_file = found.is_file
        self.is_dir: Callable[..., bool] = lambda **_: found.is_dir()
        self.is_junction = found.is_symlink


class Entries:
    """What `os.scandir` gives, for a folder on the drive."""

    def __init__(self, found: Any, folder: str) -> None:
        self._found = found
        self._folder = folder

    def __iter__(self) -> "Entries":
        return self

    def __next__(self) -> Entry:
        return Entry(next(self._found), self._folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._found.close()


class Drive:
    """The drive, of which `C:\\repo` is the current folder.

    Args:
        root: The folder that is its root.
        monkeypatch: Undoes it all.
    """

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._root = root
        self._monkeypatch = monkeypatch
        self.repository = root / "repo"
        self.repository.mkdir(parents=True)

    def plant(self, name: str, content: str | bytes) -> Path:
        """Write a file of the repository; the name has slashes."""
        path = self.repository / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    @contextmanager
    def used(self) -> Iterator[None]:
        """While it is the drive that everything is read from."""
        with self._monkeypatch.context() as patch:
            for name, names in _ASKING.items():
                patch.setattr(os, name, self._asking(getattr(os, name), names))
            patch.setattr(builtins, "open", self._asking(open, 1))
            patch.setattr(os, "scandir", self._scandir(os.scandir))
            patch.setattr(os, "getcwd", lambda: REPOSITORY)
            patch.delattr(os, "chown", raising=False)
            patch.setattr(os, "path", ntpath)
            patch.setattr(os, "sep", "\\")
            patch.setattr(os, "altsep", "/")
            patch.setattr("dotimg.files.search._HERE", ".\\")  # made when it was imported
            yield

    def _real(self, path: object) -> object:
        """Where something lies; what is not a name is left, as the number of an open file."""
        if not isinstance(path, str):
            return path
        if path.startswith("/"):
            return path.replace("\\", "/")
        _, inside = ntpath.splitdrive(ntpath.join(REPOSITORY, path))
        return str(self._root) + ntpath.normpath(inside).replace("\\", "/")

    def _asking(self, function: Callable[..., Any], names: int) -> Callable[..., Any]:
        def on_the_drive(*given: object, **options: object) -> object:
            return function(*map(self._real, given[:names]), *given[names:], **options)

        return on_the_drive

    def _scandir(self, scandir: Callable[[str], Any]) -> Callable[[str], "Entries"]:
        return lambda folder: Entries(scandir(str(self._real(folder))), folder)


@pytest.fixture
def drive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Drive:
    return Drive(tmp_path / "C", monkeypatch)
