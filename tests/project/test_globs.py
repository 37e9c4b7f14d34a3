"""The files that patterns of items name, and the folder above their first mark."""

from pathlib import Path

import pytest

from dotimg.project.msbuild import globs

FILES = ("A.csproj", "a/B.csproj", "a/b/C.csproj", "a/b/d.txt", "x[1]/E.csproj")


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.csproj", ["A.csproj"]),
        ("*/*.csproj", ["a/B.csproj", "x[1]/E.csproj"]),
        ("**/*.csproj", ["A.csproj", "a/B.csproj", "a/b/C.csproj", "x[1]/E.csproj"]),
        ("a\\**\\*.CSPROJ", ["a/B.csproj", "a/b/C.csproj"]),
        ("a/**", ["a/B.csproj", "a/b/C.csproj", "a/b/d.txt"]),
        ("a/?/*.txt", ["a/b/d.txt"]),
        ("x[1]/*.csproj", ["x[1]/E.csproj"]),
        ("nowhere/*.csproj", []),
    ],
)
def test_a_pattern_names_files(tmp_path: Path, pattern: str, expected: list[str]) -> None:
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = globs.matching(str(tmp_path), pattern)
    assert [Path(one).relative_to(tmp_path).as_posix() for one in found or ()] == expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("../a/*.cs", "../a/"),
        ("../a/b?/c.cs", "../a/"),
        ("*.cs", "."),
        ("../a/b.cs", "../a/b.cs"),
    ],
)
def test_the_folder_above_the_first_mark(pattern: str, expected: str) -> None:
    assert globs.fixed(pattern).replace("\\", "/") == expected


def test_a_search_of_too_many_folders_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(globs, "_MOST", 3)
    for number in range(4):
        (tmp_path / str(number)).mkdir()
    assert globs.matching(str(tmp_path), "**/*.cs") is None


def test_many_marks_take_no_time(tmp_path: Path) -> None:
    (tmp_path / ("a" * 200)).touch()
    assert globs.matching(str(tmp_path), "*a" * 60 + "b") == []
