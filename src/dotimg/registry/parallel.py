"""Work on daemon threads: bounded in time, and never in the way of an interrupt.

A pool of the standard library would delay the exit until the slowest server answers.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from threading import Thread
from typing import TypeVar

from dotimg.errors import CatalogError, DotimgError

AT_ONCE = 4

T = TypeVar("T")
R = TypeVar("R")


def each(items: Iterable[T], operation: Callable[[T], R]) -> Iterator[R | DotimgError]:
    """Do one operation on many items, four at once.

    Yields, in the order of the items, what the operation gives or the `DotimgError` that it
    raises; any other exception is raised, and so is damage in the tables. What has not begun when
    the caller stops is dropped.
    """
    jobs: list[tuple[Future[R | DotimgError], T]] = [(Future(), item) for item in items]
    waiting = deque(jobs)

    def value_or_error(item: T) -> R | DotimgError:
        try:
            return operation(item)
        except CatalogError:
            raise
        except DotimgError as error:
            return error

    def work() -> None:
        with suppress(IndexError):
            while True:
                future, item = waiting.popleft()
                _settle(future, partial(value_or_error, item))

    for _ in range(min(AT_ONCE, len(jobs))):
        Thread(target=work, daemon=True).start()
    try:
        for future, _ in jobs:
            yield future.result()
    finally:
        waiting.clear()


def within(seconds: float, call: Callable[[], R]) -> R:
    """What the call returns or raises, or `TimeoutError` after so many seconds.

    Socket time-outs count from one byte to the next, and name resolution has none at all; this
    bounds the whole. A call that is too late goes on unheard.
    """
    if seconds <= 0:
        raise TimeoutError
    future: Future[R] = Future()
    Thread(target=_settle, args=(future, call), daemon=True).start()
    return future.result(seconds)


def _settle(future: "Future[R]", call: Callable[[], R]) -> None:
    try:
        future.set_result(call())
    except BaseException as error:  # noqa: BLE001  # raised again in the thread that waits
        future.set_exception(error)
