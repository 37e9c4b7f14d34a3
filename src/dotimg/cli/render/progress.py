"""A progress bar on stderr: it appears after a second, and is removed at the end."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import TypeVar

_DELAY = 1.0  # seconds; what is done sooner needs no bar
_EVERY = 0.1

T = TypeVar("T")


class Work:
    """How far some work is; `total` is None as long as nobody knows."""

    def __init__(self) -> None:
        self.done = 0
        self.total: int | None = None

    def through(self, items: Iterable[T], total: int) -> Iterator[T]:
        """So many items, each of which is done when the next is asked for."""
        self.total = total
        for item in items:
            yield item
            self.done += 1


@contextmanager
def shown(work: Work, words: str, color: bool | None) -> Iterator[None]:
    """Show on stderr how far some work is, from a second on.

    What others write to stderr meanwhile stands above the bar.
    """
    ended = Event()
    thread = Thread(target=_show, args=(work, words, color, ended), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _show(work: Work, words: str, color: bool | None, ended: Event) -> None:
    if not ended.wait(_DELAY):
        with suppress(OSError):  # a terminal that is gone is not worth the answer
            _draw(work, words, color, ended)


def _draw(work: Work, words: str, color: bool | None, ended: Event) -> None:
    from rich.progress import BarColumn, Progress, TextColumn

    from dotimg.cli.render.terminal import Terminal

    style = "cyan"
    bar_column = BarColumn(complete_style=style, finished_style=style, pulse_style=style)
    columns = TextColumn(words), bar_column, TextColumn("{task.fields[count]}")
    console = Terminal(color, stderr=True, soft_wrap=True)
    with Progress(
        *columns, console=console, auto_refresh=False, transient=True, redirect_stdout=False
    ) as bar:
        task = bar.add_task("", total=work.total, completed=work.done, count=_count(work))
        while not ended.wait(_EVERY):
            bar.update(task, total=work.total, completed=work.done, count=_count(work))
            bar.refresh()


def _count(work: Work) -> str:
    if work.total is None:
        return ""
    return f"{work.done:,} of {work.total:,}"
