"""What needs more packages than a plain installation has."""

from collections.abc import Iterator
from contextlib import contextmanager

from dotimg.errors import UsageError


@contextmanager
def extra(name: str, *packages: str) -> Iterator[None]:
    """Import what needs an extra, which has the name of the command.

    Raises:
        UsageError: One of its packages is not there; the message says what to install.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in packages:
            raise
        raise UsageError(f"{name} needs an extra: pip install 'dotimg[{name}]'") from None
