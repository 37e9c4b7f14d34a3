"""Clocks, deadlines and how long to wait before asking again."""

import random
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import TypeVar

from dotimg.errors import UnreachableError
from dotimg.named_tuples import NamedTuple
from dotimg.registry.parallel import within

TRIES = 4
WAIT_LIMIT = 30.0
_GRACE = 0.5  # so that a question that is late can tell which host it was

R = TypeVar("R")


class Clock(NamedTuple):
    """Time and chance as the client uses them; tests hand in their own.

    `monotonic` and `now` (the Unix time) count seconds, `chance` is between 0 and 1.
    """

    monotonic: Callable[[], float] = time.monotonic
    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random


REAL_CLOCK = Clock()


class Deadline:
    """A moment that a whole operation, retries included, does not outlive."""

    def __init__(self, seconds: float, clock: Clock = REAL_CLOCK) -> None:
        self._clock = clock
        self._seconds = seconds
        self._end = clock.monotonic() + seconds

    def left(self) -> float:
        """Seconds that are left, 0 when there are none."""
        return max(0.0, self._end - self._clock.monotonic())

    def bound(self, work: Callable[[], R]) -> R:
        """What some work gives, which may ask and make something of the answers.

        Raises:
            UnreachableError: It is not done in time.
        """
        try:
            return within(self.left() + _GRACE, work)
        except TimeoutError:
            raise UnreachableError(
                f"no answer in time: not done within {self._seconds:g} seconds, see --timeout"
            ) from None


def retry_after(value: str | None, now: float) -> float | None:
    """Seconds that a `Retry-After` header asks to wait; None when it is missing or nonsense.

    The header holds seconds or a date (RFC 9110, section 10.2.3).
    """
    if value is None:
        return None
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - now)
    except (ValueError, OverflowError):
        return None


def back_off(tries: int, clock: Clock) -> float:
    """Seconds to wait after so many tries: up to 1, 2, 4, and at least half of that."""
    return float(2 ** (tries - 1)) * (1 + clock.chance()) / 2
