"""What a maintainer has to fill in is listed, and nothing else."""

from pathlib import Path

import pytest

from release import own, ready

PROJECT = """[project]
name = "dotimg"

[project.urls]
Repository = "https://git.example.com/dotimg"
Rules = "https://git.example.com/dotimg/docs/rules"
"""
CHANGELOG = """# Changelog

## Unreleased
{unreleased}
## 1.2.0 - 2026-12-01

### Added

- All.

## 1.1.0 - 2026-11-01

- Less.
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository in which all is filled in."""
    monkeypatch.setattr(own, "ROOT", tmp_path)
    (tmp_path / "src" / "dotimg").mkdir(parents=True)
    (tmp_path / "src" / "dotimg" / "_version.py").write_text('__version__ = "1.2.0"\n')
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG.format(unreleased=""))
    return tmp_path


@pytest.mark.usefixtures("root")
def test_nothing_is_missing_where_all_is_filled_in() -> None:
    assert list(ready.missing("v1.2.0")) == []
    assert own.changes("1.2.0") == "### Added\n\n- All.\n"
    assert own.changes("1.1.0") == "- Less.\n"
    assert own.changes("1.2") == "", "a title that only begins so is another one"


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        ("pyproject.toml", "Repository", "Homepage", "[project.urls] has no Repository"),
        ("pyproject.toml", "Rules", "Homepage", "[project.urls] has no Rules"),
        ("pyproject.toml", "https://git", "git", "[project.urls] has no Repository"),
        ("CHANGELOG.md", "## 1.2.0", "## 1.20.0", "no section '## 1.2.0"),
        ("CHANGELOG.md", "## Unreleased\n", "## Unreleased\n\n- More.\n", "belongs to 1.2.0"),
        ("src/dotimg/_version.py", "1.2.0", "1.3.0", "the version is 1.3.0, the tag v1.2.0"),
        ("src/dotimg/_version.py", "1.2.0", "1.2.0rc1", "1.2.0rc1 is not an X.Y.Z"),
    ],
)
def test_what_is_missing_is_named_with_its_file(
    root: Path, file: str, before: str, after: str, said: str
) -> None:
    text = (root / file).read_text("utf-8")
    (root / file).write_text(text.replace(before, after, 1))
    lines = list(ready.missing("v1.2.0"))
    assert any(line.startswith(f"{file}: ") and said in line for line in lines), lines
