"""Writes catalogs to the user's data folder, which always has a complete one.

A new catalog gets a folder of its own. The file `current` names it once it is complete: replacing
that file is one step on every system. The catalog before stays until the next refresh, for
processes that still read it. `dotimg.catalog.current` finds them.
"""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

from dotimg.catalog.current import CATALOGS, POINTER, refreshed
from dotimg.errors import InputError

_LOCK = "lock"
_TRIES = 10
_PAUSE = 0.1


@contextmanager
def locked(data: str) -> Iterator[None]:
    """Keep other refreshes out; the system frees the lock of a process that is killed.

    Raises:
        InputError: Another one is at work, or the folder cannot be written.
    """
    try:
        os.makedirs(data, exist_ok=True)
        file = open(os.path.join(data, _LOCK), "ab")  # noqa: SIM115  closed below
    except OSError as error:
        raise _unwritable(data, error) from error
    with file:
        try:
            _lock(file.fileno())
        except (BlockingIOError, PermissionError):
            raise InputError(
                f"another 'dotimg refresh' is running in {data}: wait for it"
            ) from None
        except OSError as error:
            raise _unwritable(data, error) from error
        yield


@contextmanager
def new_catalog(data: str, day: str) -> Iterator[str]:
    """A folder to fill with the catalog of one day, which is the one in use from the end on.

    What older refreshes left is removed first, and the folder itself where the filling fails.

    Raises:
        InputError: The folder cannot be written.
    """
    try:
        _tidy(data)
        catalogs = os.path.join(data, CATALOGS)
        os.makedirs(catalogs, exist_ok=True)
        folder = tempfile.mkdtemp(prefix=f"{day}-", dir=catalogs)
    except OSError as error:
        raise _unwritable(data, error) from error
    try:
        yield folder
        _point(data, os.path.basename(folder))
    except BaseException as error:
        _tidy(data)  # keeps the new one, should an interrupt have come when it was already in use
        if isinstance(error, OSError):
            raise _unwritable(data, error) from error
        raise


def _tidy(data: str) -> None:
    """Remove all catalogs but the one in use, those of killed refreshes included.

    None is removed where there is a pointer that does not tell which one is in use.
    """
    found = refreshed(data)
    if not (found.day if found else _never_used(data)):
        return
    used = os.path.basename(found.folder) if found else ""
    catalogs = os.path.join(data, CATALOGS)
    for name in os.listdir(catalogs) if os.path.isdir(catalogs) else ():
        if name != used:
            shutil.rmtree(os.path.join(catalogs, name), ignore_errors=True)


def _never_used(data: str) -> bool:
    """Whether there is no pointer; one that cannot be read, or a doubt, is not "none"."""
    try:
        os.lstat(os.path.join(data, POINTER))
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return False


def _point(data: str, name: str) -> None:
    """Name the catalog in use."""
    beside = os.path.join(data, f"{POINTER}.new")
    with open(beside, "w", encoding="utf-8") as file:
        file.write(name + "\n")
        file.flush()
        os.fsync(file.fileno())
    _replace(beside, os.path.join(data, POINTER))


def _replace(new: str, old: str) -> None:
    """`os.replace`, tried for a second: Windows rejects it while another process reads the old."""
    for _ in range(_TRIES - 1):
        try:
            os.replace(new, old)
        except PermissionError:
            time.sleep(_PAUSE)
        else:
            return
    os.replace(new, old)


def _unwritable(data: str, error: OSError) -> InputError:
    return InputError(f"{data}: cannot be written: {error.strerror}")


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
