"""The tables of JSON fields in `docs/output.md` hold what the commands print, and nothing else."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

PAGE = Path(__file__).parents[2] / "docs" / "output.md"
MCR = "mcr.microsoft.com/dotnet/"


def fields(heading: str) -> set[str]:
    """The names in the first column of the table below a heading."""
    section = PAGE.read_text("utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.*?) \|", section, re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`(\w+)`", row)}


def asked(dotimg: Run, *words: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(dotimg(*words, "--format", "json").out)
    return document


@pytest.mark.parametrize(
    "reference",
    [
        f"{MCR}aspnet:8.0.11",
        f"{MCR}sdk:10.0",
        f"{MCR}aspnet:8.0-nobel",
        f"{MCR}nightly/sdk:10.0",
        f"{MCR}framework/aspnet:4.8",
        "sha256:4b2da7653c257f250666ddf37aebbc7198f955474936f5bd0927e46a96a6f436",
        "nginx",
    ],
)
def test_the_fields_of_an_explanation_are_told(dotimg: Run, reference: str) -> None:
    assert fields("JSON of explain") == asked(dotimg, "explain", reference).keys()


def test_the_fields_of_lifecycles_are_told(dotimg: Run) -> None:
    for lifecycle in asked(dotimg, "support", "--all")["lifecycles"]:
        assert fields("JSON of support") == lifecycle.keys()
