"""Tasks that another process shares, where a process can be had for next to nothing."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Result = TypeVar("Result")

_NUMBER_BYTES = 2


@contextmanager
def shared(tasks: Sequence[Callable[[], Result]]) -> Iterator[Callable[[], list[Result]]]:
    """Begin some tasks, and give what does those that are left and waits for all results.

    Where there is one processor, no fork that is safe, or no process to be had, nothing is begun
    before. What the other process does not do is done here, so what is wrong is told as usual.
    """
    alone = threading.active_count() == 1  # a lock that another thread holds stays locked
    if sys.platform == "linux" and alone and os.cpu_count() != 1:
        with _forked(tasks) as finished:
            yield finished
    else:
        yield lambda: [task() for task in tasks]


if sys.platform == "linux":  # elsewhere libraries of the system do not survive a fork

    @contextmanager
    def _forked(tasks: Sequence[Callable[[], Result]]) -> Iterator[Callable[[], list[Result]]]:
        from multiprocessing import get_context

        context = get_context("fork")
        receiver, sender = context.Pipe(duplex=False)
        left, ours = os.pipe()  # the numbers of the tasks; who reads one does that task
        os.set_blocking(ours, False)  # those that a small pipe does not take are done here
        with suppress(BlockingIOError):
            os.write(ours, b"".join(map(_packed, range(len(tasks)))))
        os.close(ours)
        process = context.Process(target=_send, args=(receiver, sender, tasks, left), daemon=True)
        with suppress(OSError):  # where no process is to be had, all is done here
            process.start()
        sender.close()

        def finished() -> list[Result]:
            done = _done(tasks, left)
            with suppress(EOFError, OSError):  # it ended before, or while it sent
                done |= receiver.recv()
            return [done[at] if at in done else task() for at, task in enumerate(tasks)]

        try:
            yield finished
        finally:
            if process.pid:
                process.terminate()
                process.join()
            receiver.close()
            os.close(left)


def _packed(number: int) -> bytes:
    return number.to_bytes(_NUMBER_BYTES, "little")


def _done(tasks: Sequence[Callable[[], Result]], left: int) -> dict[int, Result]:
    """The results of the tasks that nobody began before, by number."""
    numbers = iter(lambda: os.read(left, _NUMBER_BYTES), b"")
    return {at: tasks[at]() for at in (int.from_bytes(one, "little") for one in numbers)}


def _send(
    receiver: "Connection[None, dict[int, Result]]",
    sender: "Connection[dict[int, Result], None]",
    tasks: Sequence[Callable[[], Result]],
    left: int,
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever began this ends it,
    receiver.close()  # or is gone, when nobody must be left who could read
    done: dict[int, Result] = {}
    with suppress(Exception):
        done = _done(tasks, left)
    with suppress(BrokenPipeError):
        sender.send(done)
