"""How much work something is, told so that a busy machine makes no difference."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE = 60  # seconds


@contextmanager
def patience(seconds: float = PATIENCE) -> Iterator[None]:
    """Fail where this process alone works longer than anybody waits; what others do is no matter.

    Give it so much to do that a good answer takes a small part of that, and a quadratic one many
    times as long.
    """
    begin = time.process_time()
    yield
    assert time.process_time() - begin < seconds


def calls(work: Callable[[], object]) -> int:
    """How many functions are called by what is to be done: the same number each time."""
    found = 0

    def count(_frame: object, event: str, _function: object) -> None:
        nonlocal found
        found += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return found
