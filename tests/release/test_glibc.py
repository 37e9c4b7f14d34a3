"""Which glibc a program asks for is read out of its files."""

import importlib
import re
import sys
from pathlib import Path

import pytest

from release import glibc


def file_of(module: str) -> str | None:
    return getattr(importlib.import_module(module), "__file__", None)


# The interpreter, and what it loads from files of their own.
MODULES = ("math", "_ssl", "yaml._yaml")
LIBRARIES = [Path(sys.executable).resolve(), *map(Path, filter(None, map(file_of, MODULES)))]
NAME = re.compile(rb"\0GLIBC_(\d+)\.(\d+)(?=[.\0])")


def read_as_text(content: bytes) -> set[glibc.Version]:
    """All names of versions in a file, wherever they stand."""
    return {(int(major), int(minor)) for major, minor in NAME.findall(content)}


@pytest.mark.skipif(sys.platform != "linux", reason="ELF files are Linux's")
@pytest.mark.parametrize("path", LIBRARIES, ids=lambda p: p.name)
def test_what_a_file_asks_for_is_what_stands_in_it(path: Path) -> None:
    content = path.read_bytes()
    assert set(glibc.asked(content)) == read_as_text(content)


@pytest.mark.skipif(sys.platform != "linux", reason="ELF files are Linux's")
def test_the_floor_of_a_folder_is_that_of_its_newest_file(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "readme").write_text("GLIBC_9.9")
    assert glibc.floor(tmp_path) is None
    content = Path(sys.executable).resolve().read_bytes()
    (tmp_path / "deep" / "python").write_bytes(content)
    assert glibc.floor(tmp_path) == max(read_as_text(content))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\x7fELF\x01\x01" + bytes(100), "32 bits"),
        (b"\x7fELF\x02\x02" + bytes(100), "highest byte"),
        (b"\x7fELF\x02\x01", "cut off"),
    ],
)
def test_a_file_that_cannot_be_read_is_no_file_without_a_floor(content: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        list(glibc.asked(content))
