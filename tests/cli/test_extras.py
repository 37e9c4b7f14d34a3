"""What the commands of both servers do where their extra is not installed."""

import sys

import pytest

from dotimg.errors import EXIT_USAGE
from tests.cli.conftest import Run

NEEDED = {"lsp": "pygls.lsp.server", "mcp": "mcp.server.mcpserver"}
SERVER = {"lsp": "dotimg.serve.language_server", "mcp": "dotimg.serve.mcp_server"}


@pytest.mark.parametrize("name", NEEDED)
def test_without_the_extra_one_line_says_what_to_install(
    name: str, dotimg: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, NEEDED[name], None)
    monkeypatch.delitem(sys.modules, SERVER[name], raising=False)
    done = dotimg(name)
    assert done.code == EXIT_USAGE
    assert done.err.count("\n") == 1
    assert f"pip install 'dotimg[{name}]'" in done.err
