"""Tasks shared with another process: their results, their faults, and that nothing of it stays."""

import errno
import multiprocessing
import os
import subprocess
import sys
import threading
import time
from functools import partial

import pytest

from dotimg.cli.beside import shared
from dotimg.errors import CatalogError


@pytest.fixture
def _two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


@pytest.mark.usefixtures("_two_processors")
def test_results_come_in_the_order_of_tasks_whoever_does_them() -> None:
    own, (begun, other) = os.getpid(), os.pipe()
    forks = sys.platform == "linux" and threading.active_count() == 1

    def task(number: int) -> tuple[int, str, bool]:
        if os.getpid() != own and number == 0:
            os.write(other, b"x")
        return number, "x" * 10_000, os.getpid() != own

    with shared([partial(task, number) for number in range(300)]) as finished:
        if forks:
            os.read(begun, 1)
        done = finished()
    os.close(begun)
    os.close(other)
    assert [(number, len(text)) for number, text, _ in done] == [(at, 10_000) for at in range(300)]
    assert any(there for *_, there in done) == forks


@pytest.mark.usefixtures("_two_processors")
def test_tasks_may_be_more_than_a_pipe_holds() -> None:
    with shared([int] * 40_000) as finished:
        assert finished() == [0] * 40_000


@pytest.mark.usefixtures("_two_processors")
def test_each_task_is_done_once() -> None:
    own, times = os.getpid(), [0]

    def here() -> int:
        times[0] += os.getpid() == own
        return os.getpid()

    with shared([here] * 50) as finished:
        done = finished()
    assert times[0] == done.count(own)


def test_with_one_processor_all_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    with shared([os.getpid] * 3) as finished:
        assert finished() == [os.getpid()] * 3


@pytest.mark.usefixtures("_two_processors")
def test_what_is_wrong_there_is_told_here() -> None:
    def fail() -> str:
        raise CatalogError("the catalog x cannot be used", "x")

    with shared([fail] * 3) as finished, pytest.raises(CatalogError, match="the catalog x"):
        finished()


@pytest.mark.usefixtures("_two_processors")
def test_what_ended_there_is_done_here() -> None:
    own = os.getpid()

    def end() -> str:
        if os.getpid() != own:
            os._exit(1)
        return "here"

    with shared([end] * 5) as finished:
        assert finished() == ["here"] * 5


@pytest.mark.usefixtures("_two_processors")
def test_where_no_process_is_to_be_had_all_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> int:
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", full, raising=False)
    with shared([os.getpid] * 3) as finished:
        assert finished() == [os.getpid()] * 3


@pytest.mark.usefixtures("_two_processors")
def test_whoever_gives_up_leaves_nothing_behind() -> None:
    def files() -> int:
        return len(os.listdir("/proc/self/fd")) if sys.platform == "linux" else 0

    def forever() -> None:
        time.sleep(1_000)

    def give_up() -> None:
        with shared([forever]):
            raise KeyboardInterrupt

    before = files()
    with pytest.raises(KeyboardInterrupt):
        give_up()
    assert multiprocessing.active_children() == []
    assert files() == before


def test_the_other_process_ends_where_this_one_was_killed() -> None:
    code = (
        "import os\n"
        "from dotimg.cli.beside import shared\n"
        "os.cpu_count = lambda: 2\n"
        "with shared([lambda: 'x' * 1_000_000]):\n"
        "    os._exit(7)\n"
    )
    # Both have the pipes of the output, so that this waits for both.
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, check=False, capture_output=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (7, b"", b"")
