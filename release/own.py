"""What a release reads of this repository: the version, where it lives, what has changed."""

import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent


def version() -> str:
    """The version, as `0.1.0`."""
    text = (ROOT / "src" / "dotimg" / "_version.py").read_text("utf-8")
    found = re.search(r'^__version__ = "(.+)"$', text, re.MULTILINE)
    if not found:
        raise ValueError("no version in src/dotimg/_version.py")
    return found[1]


def project() -> dict[str, Any]:
    """The table `[project]` of pyproject.toml."""
    table: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return table


def address(name: str) -> str:
    """An address of `[project.urls]`, as Repository; empty where it is not set."""
    found: str = project().get("urls", {}).get(name, "")
    return found


def changes(title: str) -> str:
    """What the changelog says below a title, as a version; empty where there is none."""
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    found = re.search(
        rf"^## {re.escape(title)}(?: [^\n]*)?\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL
    )
    return found[1].strip() + "\n" if found else ""
