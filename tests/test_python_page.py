"""Every example of docs/python.md gives what stands below it, and what it names is there."""

import doctest
import re
from pathlib import Path

import pytest

import dotimg

pytestmark = pytest.mark.usefixtures("nobodys_home")

PAGE = (Path(__file__).parent.parent / "docs" / "python.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def test_every_block_is_run() -> None:
    assert {language for language, _ in BLOCKS} == {"pycon"}


def test_the_examples_give_what_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    text = "\n".join(block for _, block in BLOCKS)
    examples = doctest.DocTestParser().get_doctest(text, {}, "docs/python.md", None, None)
    results = doctest.DocTestRunner(verbose=False).run(examples)
    assert results.attempted > 20
    assert results.failed == 0, capsys.readouterr().out


def test_every_function_has_an_example() -> None:
    functions = {name for name in dotimg.__all__ if name.islower() and name.isidentifier()}
    shown = "".join(block for _, block in BLOCKS)
    assert all(re.search(rf"\b{name}\(", shown) for name in functions - {"__version__"})


def test_errors_have_the_exit_codes_that_are_told() -> None:
    told = dict(re.findall(r"^\| `(\w+Error)` \|.*\| (\d+) \|$", PAGE, re.MULTILINE))
    found = {name: getattr(dotimg, name) for name in dotimg.__all__ if name.endswith("Error")}
    del found["DotimgError"]
    assert told == {name: str(error.exit_code) for name, error in found.items()}
