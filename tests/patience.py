"""A guard against what would never end, and no measurement."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 60  # seconds


@contextmanager
def patience() -> Iterator[None]:
    """Fail where this process alone works longer than anybody waits; what others do is no matter.

    Give it so much to do that a good answer takes a small part of that, and a quadratic one many
    times as long.
    """
    begin = time.process_time()
    yield
    assert time.process_time() - begin < PATIENCE
