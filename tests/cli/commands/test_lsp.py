import sys

import pytest

from dotimg.errors import EXIT_USAGE
from tests.cli.conftest import Run


def test_without_the_extra_one_line_says_what_to_install(
    dotimg: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pygls.lsp.server", None)
    monkeypatch.delitem(sys.modules, "dotimg.serve.language_server", raising=False)
    done = dotimg("lsp")
    assert done.code == EXIT_USAGE
    assert done.err.count("\n") == 1
    assert "pip install 'dotimg[lsp]'" in done.err
