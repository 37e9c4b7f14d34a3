"""Work that another process does meanwhile, where a process can be had for next to nothing."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    Sender = Connection[str | None, None]


@contextmanager
def beside(work: Callable[[], str]) -> Iterator[Callable[[], str]]:
    """Begin some work, and give what waits for its text.

    Where there is one processor, or no fork that is safe, it is done when it is waited for. So it
    is where the other process fails: what is wrong is wrong here too, and is told as usual.
    """
    alone = threading.active_count() == 1  # a lock that another thread holds stays locked
    if sys.platform == "linux" and alone and os.cpu_count() != 1:
        with _forked(work) as finished:
            yield finished
    else:
        yield work


if sys.platform == "linux":  # elsewhere libraries of the system do not survive a fork

    @contextmanager
    def _forked(work: Callable[[], str]) -> Iterator[Callable[[], str]]:
        from multiprocessing import get_context

        context = get_context("fork")
        receiver, sender = context.Pipe(duplex=False)
        process = context.Process(target=_send, args=(sender, work), daemon=True)
        process.start()
        sender.close()

        def finished() -> str:
            with suppress(EOFError):
                if (text := receiver.recv()) is not None:
                    return str(text)
            return work()

        try:
            yield finished
        finally:
            process.terminate()
            process.join()
            receiver.close()


def _send(sender: "Sender", work: Callable[[], str]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever began this ends it
    text = None
    with suppress(Exception):
        text = work()
    sender.send(text)
