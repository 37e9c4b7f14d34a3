"""What docs/portability.md says of versions is what pyproject.toml claims."""

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
PAGE = (ROOT / "docs" / "portability.md").read_text("utf-8")
CLASSIFIER = re.compile(r"Programming Language :: Python :: (3\.\d+)")


def rows(title: str) -> list[list[str]]:
    """The cells of the table below a title."""
    part = PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def pythons() -> list[str]:
    return [match[1] for one in PROJECT["classifiers"] if (match := CLASSIFIER.fullmatch(one))]


def test_the_page_names_the_pythons_that_are_claimed() -> None:
    assert [row[0] for row in rows("Pythons")] == pythons()
    assert PROJECT["requires-python"] == f">={pythons()[0]}"


def test_nox_takes_its_pythons_from_what_is_claimed() -> None:
    text = (ROOT / "noxfile.py").read_text("utf-8")
    assert 'PYTHONS = nox.project.python_versions(nox.project.load_toml("pyproject.toml"))' in text
    assert not re.findall(r'python=(?!PYTHONS)|"3\.\d', text)


def test_the_page_names_the_lowest_dependencies_that_are_allowed() -> None:
    claimed = {one.name: one.specifier for one in map(Requirement, PROJECT["dependencies"])}
    run = {name: SpecifierSet(f">={lowest}") for name, lowest, _ in rows("Dependencies")}
    assert run == claimed
    assert all(Version(low) <= Version(new) for _, low, new in rows("Dependencies"))


def test_the_tests_that_the_page_names_are_there() -> None:
    named = re.findall(r"`(tests/[\w/.]+)`", PAGE)
    assert len(named) > 5
    assert all((ROOT / name).is_file() for name in named)
