"""The locks hold all that pyproject.toml asks for, and agree with each other."""

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from release.lock import LOCKS

from release import own

FOLDER = Path(__file__).parent.parent.parent / "requirements"
PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^\s;\\]+)", re.MULTILINE)
AGAIN = "renew the locks: python -m release.lock"


def text_of(lock: str) -> str:
    return (FOLDER / lock).read_text("utf-8")


def pins(lock: str) -> dict[str, set[str]]:
    """The versions by package; there are several where they differ from Python to Python."""
    found: dict[str, set[str]] = {}
    for pin in PIN.finditer(text_of(lock)):
        found.setdefault(canonicalize_name(pin["name"]), set()).add(pin["version"])
    return found


def asked(lock: str) -> list[Requirement]:
    project, lines = own.project(), []
    if "pyproject.toml" in LOCKS[lock]:
        lines += project["dependencies"]
    if "--extra" in LOCKS[lock]:
        lines += project["optional-dependencies"]["test"]
    for name in LOCKS[lock]:
        if name.endswith(".in"):
            given = (FOLDER.parent / name).read_text("utf-8").splitlines()
            lines += [line for line in given if not line.startswith("#")]
    return list(map(Requirement, lines))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_all_that_is_asked_for(lock: str) -> None:
    pinned = pins(lock)
    wanted = asked(lock)
    assert wanted
    for one in wanted:
        versions = pinned.get(canonicalize_name(one.name), set())
        assert any(one.specifier.contains(version) for version in versions), f"{one}: {AGAIN}"


def test_what_is_released_is_what_is_tested() -> None:
    tested, run = pins("test.txt"), pins("run.txt")
    for lock in ("run.txt", "freeze.txt"):
        pinned = pins(lock)
        assert {name: pinned[name] for name in run} == {name: tested[name] for name in run}, AGAIN


@pytest.mark.parametrize("lock", [one for one in LOCKS if "--generate-hashes" in LOCKS[one]])
def test_what_is_released_is_pinned_by_hash(lock: str) -> None:
    entries = re.split(r"^(?=[\w.-]+==)", text_of(lock), flags=re.MULTILINE)[1:]
    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)


def test_no_lock_names_a_registry() -> None:
    files = sorted(FOLDER.iterdir())
    assert len(files) > len(LOCKS)
    assert not [path.name for path in files if "://" in path.read_text("utf-8")]
