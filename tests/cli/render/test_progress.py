import io
import sys
from threading import Event

import pytest

from dotimg.cli.render import progress
from dotimg.cli.render.progress import Work, shown


def test_an_item_is_done_when_the_next_is_asked_for() -> None:
    assert Work().total is None
    work = Work()
    seen = [(item, work.done, work.total) for item in work.through("abc", 3)]
    assert seen == [("a", 0, 3), ("b", 1, 3), ("c", 2, 3)]
    assert work.done == 3


class Gone(io.StringIO):
    """A terminal that was closed; `tried` tells that somebody wrote to it."""

    def __init__(self) -> None:
        super().__init__()
        self.tried = Event()

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.tried.set()
        raise OSError(5, text)


def test_a_terminal_that_is_gone_is_not_worth_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = Gone()
    monkeypatch.setattr(sys, "stderr", gone)
    monkeypatch.setattr(progress, "_DELAY", 0)
    with shown(Work(), "working", color=None):
        assert gone.tried.wait(30)
    assert sys.stderr is gone
