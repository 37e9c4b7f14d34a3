"""`dotimg changes`: as text, Markdown and JSON."""

import json

from tests.cli.conftest import Run
from tests.cli.test_json_fields import fields
from tests.conftest import DAY


def test_text_fits_and_markdown_is_a_table(dotimg: Run) -> None:
    pair = ("changes", "sdk:8.0.404", "sdk:10.0-alpine")
    text = dotimg(*pair, day=DAY)
    assert text.code == 0
    assert max(map(len, text.out.splitlines())) <= 80
    assert "  system     Debian 12 to Alpine 3.24" in text.out.splitlines()
    markdown = dotimg(*pair, "--format", "markdown", day=DAY).out.splitlines()
    assert markdown[2:4] == ["| what | change |", "| --- | --- |"]
    assert all(line.startswith("| ") for line in markdown[2:])


def test_the_fields_of_json_are_told(dotimg: Run) -> None:
    found = json.loads(dotimg("changes", "aspnet:8.0.20", "aspnet:8.0.21", "--format", "json").out)
    assert fields("JSON of changes") == found.keys()
    assert found["facts"]["version"] == {"old": "8.0.20", "new": "8.0.21"}


def test_the_fields_of_a_cve_are_told(dotimg: Run) -> None:
    found = json.loads(dotimg("explain", "CVE-2025-55315", "--format", "json").out)
    assert fields("JSON of a CVE") == found.keys()


def test_an_image_that_never_was(dotimg: Run) -> None:
    result = dotimg("-q", "changes", "aspnet:8.0.99", "aspnet:8.0")
    assert (result.code, result.out) == (1, "")
