"""A bar for the time in which many references are asked for."""

from collections.abc import Iterable
from typing import TypeVar

from rich.progress import track

from dotimg.render.terminal import Terminal

T = TypeVar("T")


def watched(outcomes: Iterable[T], count: int, color: bool | None) -> Iterable[T]:
    """The outcomes, with a bar on stderr that is gone when the last has come."""
    console = Terminal(color, stderr=True)
    return track(outcomes, "asking the registry", total=count, console=console, transient=True)
