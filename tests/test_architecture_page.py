"""The drawing of docs/architecture.md is the house, and the tests it names are there."""

import pkgutil
import re
import tomllib
from pathlib import Path

import dotimg

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
DRAWING = re.findall(r"^```text\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
ROOM = re.compile(r"\| (\w+) +(\S.*\S) +\|")


def drawn() -> list[list[str]]:
    """The rooms of each level, from the top."""
    (drawing,) = DRAWING
    levels: list[list[str]] = []
    for line in drawing.splitlines():
        if line.startswith("+"):
            levels.append([])
            continue
        room = ROOM.fullmatch(line)
        assert room, line
        levels[-1].append(room[1])
    assert levels.pop() == []
    return levels


def test_the_drawing_has_the_levels_of_import_linter() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    (layers,) = (
        contract["layers"]
        for contract in settings["tool"]["importlinter"]["contracts"]
        if contract["type"] == "layers"
    )
    assert drawn() == [
        [room.removeprefix("dotimg.") for room in layer.split(" | ")] for layer in layers
    ]


def test_every_module_is_drawn_once() -> None:
    rooms = sorted(room for level in drawn() for room in level)
    modules = {module.name for module in pkgutil.iter_modules(dotimg.__path__)}
    assert rooms == sorted(modules - {"__main__"})


def test_the_drawing_fits_80_columns() -> None:
    assert {len(line) for line in DRAWING[0].splitlines()} == {80}


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
