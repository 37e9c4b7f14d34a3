"""The ways to install dotimg of docs/install.md are taken, in a clone of this repository."""

import os
import sys
from pathlib import Path

import pytest

from tests import own_tree
from tests.ci.jobs import AS_NEEDED, BY_ITSELF
from tests.conftest import DAY
from tests.console import examples, follow
from tests.needs import skip_unless_ci

ROOT = Path(__file__).parent.parent.parent
# Marked as another language than that of the pages that need only dotimg.
PAGE = (ROOT / "docs" / "install.md").read_text("utf-8").replace("```shell-session", "```console")


@pytest.mark.skipif(sys.platform == "win32", reason="the page is for a POSIX shell")
def test_each_way_gives_an_answer(tmp_path: Path) -> None:
    clone, home = own_tree.copied(tmp_path / "clone"), tmp_path / "home"
    home.mkdir()
    tools = Path(sys.executable).parent
    environment = {
        **{name: text for name, text in os.environ.items() if not name.startswith("DOTIMG_")},
        **BY_ITSELF,
        **AS_NEEDED,
        "PATH": f"{home}/.local/bin:{tools}:/usr/local/bin:/usr/bin:/bin",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "DOTIMG_TODAY": DAY,
        "UV_PYTHON": sys.executable,
        "UV_PYTHON_DOWNLOADS": "never",
        "PIPX_DEFAULT_PYTHON": sys.executable,
    }
    said = list(follow(PAGE, clone, environment))
    if any("Temporary failure in name resolution" in one.output for one in said):
        skip_unless_ci("needs the registry of packages")
    assert said == examples(PAGE)


def test_the_page_takes_all_ways() -> None:
    commands = [one.command for one in examples(PAGE)]
    for way in ("pipx install", "uv tool install", "uvx", "release/single_file"):
        assert any(way in command for command in commands), way
