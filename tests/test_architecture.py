"""What makes dotimg quick to start and easy to find one's way in, held by cause and not by time."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from dotimg.catalog.table_files import TableFiles
from dotimg.catalog.tables import Catalog
from dotimg.resolver import pick
from dotimg.resolver.model import Request

ROOT = Path(__file__).parent.parent
HEAVY = {"requests", "rich", "urllib3", "yaml", "pathlib", "packaging", "platformdirs"}
HEAVY |= {"importlib.resources", "importlib.metadata", "dataclasses", "csv", "asyncio"}


def modules_after(*arguments: str, **variables: str) -> set[str]:
    code = (
        "import atexit, sys; atexit.register(lambda: sys.stderr.write('\\n'.join(sys.modules))); "
        "from dotimg.__main__ import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True, text=True, check=True, env={**os.environ, **variables},
    )  # fmt: skip
    return set(done.stderr.split())


@pytest.mark.parametrize(
    "arguments",
    [
        ["pick"],
        ["pick", "--version", "5.0"],
        ["pick", "--format", "json"],
        ["pick", "--version", "8.0.404", "--purpose", "build"],
        ["pick", "--project", str(ROOT / "bench" / "Shop.csproj")],
    ],
)
def test_pick_imports_nothing_heavy(arguments: list[str]) -> None:
    before = modules_after_click()
    assert (modules_after("-q", *arguments) - before) & HEAVY == set()


@pytest.mark.parametrize("arguments", ["--help", "-q pick", "-q list", "-q explain aspnet:8.0"])
def test_what_click_hardly_asks_is_not_loaded(arguments: str) -> None:
    """`inspect`, which loads `dis`, takes a seventh of the time that click takes."""
    assert "dis" in modules_after_click()
    assert "dis" not in modules_after(*arguments.split())


@pytest.mark.parametrize(
    "line",
    ["", "pick --", "pick --os ", "upgrade --to ", "check --ignore ", "explain aspnet:", "check "],
)
def test_a_completion_imports_nothing_heavy(line: str) -> None:
    before = modules_after_click()
    loaded = modules_after(_DOTIMG_COMPLETE=f"dotimg {line}") - before
    assert "dotimg.cli.completing" in loaded
    assert not loaded & (HEAVY | {"dotimg.upgrade", "dotimg.registry", "socket", "ssl"})


def test_a_run_without_completion_loads_nothing_of_it() -> None:
    loaded = modules_after("-q", "pick")
    assert not [name for name in loaded if "complet" in name]


def test_pick_without_a_project_loads_nothing_of_projects() -> None:
    loaded = modules_after("-q", "pick")
    own = ("dotimg.project", "dotimg.project.images", "dotimg.cli.commands.pick_project")
    assert not [name for name in loaded if name.startswith(own)]


def test_pick_without_a_project_makes_no_types_of_other_questions() -> None:
    """Making a named tuple or a typed dictionary takes as long as reading a small module."""
    own = {"catalog.traits", "catalog.details", "catalog.lifecycles", "resolver.details"}
    assert not modules_after("-q", "pick") & {f"dotimg.{name}" for name in own}


def test_list_loads_nothing_of_registries_and_explanations() -> None:
    loaded = modules_after("-q", "list", "--no-color") - modules_after_click()
    own = ("dotimg.explain", "dotimg.registry", "dotimg.base", "dotimg.cli.live")
    assert not [name for name in loaded if name.startswith(own) or name in HEAVY | {"csv"}]


def modules_after_click() -> set[str]:
    code = "import sys, click; sys.stderr.write('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


def test_help_loads_no_command() -> None:
    loaded = modules_after("--help")
    assert (
        not {
            "dotimg.cli.commands.pick",
            "dotimg.cli.commands.list",
            "dotimg.catalog.tables",
            "json",
        }
        & loaded
    )


@pytest.mark.parametrize(
    ("version", "limit"), [("lts", 80_000), ("5.0", 150_000), ("8.0", 100_000)]
)
def test_pick_reads_little(monkeypatch: pytest.MonkeyPatch, version: str, limit: int) -> None:
    read = []
    original = TableFiles.read

    def counting(self: TableFiles, name: str, start: int, end: int) -> bytes:
        content = original(self, name, start, end)
        read.append(len(content))
        return content

    monkeypatch.setattr(TableFiles, "read", counting)
    pick(Catalog(), Request(version=version), "2026-11-22")
    assert 20_000 < sum(read) < limit


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
def test_pick_needs_less_than_40_mb() -> None:
    code = (
        "import sys; from dotimg.cli import run; run(['-q', 'pick', '--version', '8']); "
        "sys.stderr.write(open('/proc/self/status').read())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    peak = next(line for line in done.stderr.splitlines() if line.startswith("VmHWM"))
    assert int(peak.split()[1]) * 1024 < 40_000_000


def test_packages_import_only_those_below_them() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def packages() -> set[Path]:
    source = ROOT / "src" / "dotimg"
    return {path.parent.relative_to(source) for path in source.rglob("__init__.py")}


def subjects() -> dict[str, set[Path]]:
    """The folders of tests that fit a word: where a module or package of this name is, or above."""
    source = ROOT / "src" / "dotimg"
    found: dict[str, set[Path]] = {}
    for path in source.rglob("*.py"):
        module = path.relative_to(source).with_suffix("")
        if module.name == "__init__":
            module = module.parent
            found.setdefault(module.name, set()).add(module)
        found.setdefault(module.name, set()).update(module.parents)
    return found


def test_tests_mirror_the_source() -> None:
    """A folder of tests is a package of dotimg, and a test named after a module is with it."""
    tests = ROOT / "tests"
    modules = [path.relative_to(tests) for path in tests.rglob("test_*.py")]
    # CI pieces, what is counted without dotimg, what a release is made with.
    of_no_package = {Path("ci"), Path("recount"), Path("release"), Path("upstream")}
    folders = {path.parent for path in modules} - of_no_package
    assert folders <= packages()
    assert {package for package in packages() if len(package.parts) <= 1} <= folders
    homes = subjects()
    for path in modules:
        word = path.stem.removeprefix("test_")
        if path.parent in folders and word in homes:
            assert path.parent in homes[word], path


def test_a_class_name_means_one_thing() -> None:
    paths: dict[str, list[str]] = {}
    for path in (ROOT / "src" / "dotimg").rglob("*.py"):
        for name in re.findall(r"^class ([A-Z]\w*)", path.read_text("utf-8"), re.MULTILINE):
            paths.setdefault(name, []).append(str(path))
    assert {name: found for name, found in paths.items() if len(found) > 1} == {}
