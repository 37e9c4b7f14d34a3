"""The table of docs/architecture.md is the architecture, and the tests it names are there."""

import pkgutil
import re
import tomllib
from pathlib import Path

import dotimg

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
ROW = re.compile(r"^\| (`[^|]*`) \| .* \|$", re.MULTILINE)


def layers() -> list[list[str]]:
    """The packages of each layer, from the top."""
    table = PAGE.partition("| package | what it does |\n| --- | --- |\n")[2].partition("\n\n")[0]
    return [re.findall(r"`(\w+)`", cell) for cell in ROW.findall(table)]


def test_the_table_has_the_layers_of_import_linter() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    (contract,) = (
        contract["layers"]
        for contract in settings["tool"]["importlinter"]["contracts"]
        if contract["type"] == "layers"
    )
    assert layers() == [
        [package.removeprefix("dotimg.") for package in layer.split(" | ")] for layer in contract
    ]


def test_every_package_is_in_the_table() -> None:
    named = sorted(package for layer in layers() for package in layer)
    modules = {module.name for module in pkgutil.iter_modules(dotimg.__path__)}
    assert named == sorted(modules - {"__main__"})


def test_the_tests_that_are_named_are_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)
    assert len(named) > 10
    for path, name in named:
        assert f"def {name}(" in (ROOT / path).read_text("utf-8"), f"{path}::{name}"


def test_every_rule_names_what_holds_it() -> None:
    table = PAGE.partition("| rule | held by |\n| --- | --- |\n")[2].partition("\n\n")[0]
    for row in table.splitlines():
        assert row.endswith(("` |", "| the same |")), row


def test_the_modules_that_are_named_are_there() -> None:
    """`need.py` and the like stand somewhere in the package."""
    for name in re.findall(r"`([\w/]+\.py)`", PAGE):
        assert list((ROOT / "src" / "dotimg").rglob(name)), name
