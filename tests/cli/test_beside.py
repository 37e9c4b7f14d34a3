"""Work in a process beside: its text, its faults, and that nothing of it stays."""

import multiprocessing
import os
import sys
import threading
import time

import pytest

from dotimg.cli.beside import beside
from dotimg.errors import CatalogError


def test_the_text_of_another_process_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    text = "x" * 1_000_000
    with beside(lambda: f"{os.getpid()} {text}") as finished:
        process, _, found = finished().partition(" ")
    assert found == text
    forks = sys.platform == "linux" and threading.active_count() == 1
    assert (int(process) != os.getpid()) == forks


def test_with_one_processor_it_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    with beside(lambda: str(os.getpid())) as finished:
        assert finished() == str(os.getpid())


def test_what_is_wrong_there_is_told_here() -> None:
    def fail() -> str:
        raise CatalogError("the catalog x cannot be used", "x")

    with beside(fail) as finished, pytest.raises(CatalogError, match="the catalog x"):
        finished()


def test_what_ended_there_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    own = os.getpid()

    def end() -> str:
        if os.getpid() != own:
            os._exit(1)
        return "here"

    with beside(end) as finished:
        assert finished() == "here"


def test_whoever_gives_up_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)

    def forever() -> str:
        time.sleep(1_000)
        return ""

    def give_up() -> None:
        with beside(forever):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        give_up()
    assert multiprocessing.active_children() == []
