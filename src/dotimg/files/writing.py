"""Replaces a file atomically: readers see the old or the new content, never a mix."""

import contextlib
import os
import re
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import BinaryIO

from dotimg.errors import InputError

_SUFFIX = ".dotimg"
# Beside a file while it is written; older dotimgs put its name into it.
_TEMPORARY = re.compile(r"\.(?:.+\.)?[a-z0-9_]{8}\.dotimg", re.DOTALL)

if sys.platform == "win32":

    def _lock(_descriptor: int) -> None:
        """Nothing: what is open cannot be removed there."""

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        """Tell others that a file is in use, until it is closed, or raise OSError if it is."""
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def replace(path: str, old: bytes, new: bytes) -> int:
    """Put new bytes in the place of old ones; links are followed, the mode is kept.

    Returns:
        How many other names (hard links) the file had, under which the old bytes stay.

    Raises:
        InputError: The file changed in the meantime, or cannot be written; it is as it was.
    """
    real = os.path.realpath(path)
    try:
        links = os.stat(real).st_nlink
        with _staged(real, new) as move:
            _expect(real, old)
            move()
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}") from error
    return links - 1


def remove_stale(paths: Iterable[str]) -> None:
    """Remove what runs that were killed left beside files; what is in use stays."""
    for folder in sorted({os.path.dirname(os.path.realpath(path)) for path in paths}):
        with contextlib.suppress(OSError):
            for name in filter(_TEMPORARY.fullmatch, os.listdir(folder)):
                with contextlib.suppress(OSError):
                    _remove_unused(os.path.join(folder, name))


def _remove_unused(path: str) -> None:
    """Remove a file that nobody writes.

    Raises:
        OSError: Somebody does, or it cannot be removed.
    """
    if not stat.S_ISREG(os.lstat(path).st_mode):
        return
    with open(path, "rb") as file:
        _lock(file.fileno())
        if sys.platform != "win32":
            os.unlink(path)
    if sys.platform == "win32":
        os.unlink(path)


def put(path: str, content: bytes) -> None:
    """Write a file in one step, over the one that is there if there is one.

    What is not a file, as /dev/stdout, is written to.

    Raises:
        InputError: It cannot be written, and what was there is there; the message names it.
    """
    if os.path.isfile(path) or not os.path.exists(path):
        put_all({path: content})
        return
    with _naming(path), open(path, "wb") as place:
        place.write(content)


def put_all(contents: Mapping[str, bytes]) -> None:
    """Write several files, each in one step; none of them where one cannot be written.

    Args:
        contents: The content of each path, in the order in which they come into place.

    Raises:
        InputError: One cannot be written; the message names it.
    """
    remove_stale(contents)
    with contextlib.ExitStack() as staged:
        moves = []
        for path, content in contents.items():
            with _naming(path):
                moves.append(staged.enter_context(_staged(os.path.realpath(path), content)))
        for path, move in zip(contents, moves, strict=True):
            with _naming(path):
                move()


@contextlib.contextmanager
def _naming(path: str) -> Iterator[None]:
    """Name a path in what is raised of it."""
    try:
        yield
    except InputError as error:
        raise InputError(f"{path}: {error}") from error
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}") from error


@contextlib.contextmanager
def _staged(path: str, content: bytes) -> Iterator[Callable[[], None]]:
    """A new file beside the one that it is for, to whose place a call moves it.

    Raises:
        InputError: The one that is there is read-only.
        OSError: It cannot be made or moved; none is left then.
    """
    status = os.stat(path) if os.path.lexists(path) else None
    if status and not status.st_mode & stat.S_IWUSR:
        raise InputError("is read-only: nothing was written")
    file, temporary = _beside(path)
    try:
        with file:
            _fill(file, temporary, content, status)
            yield partial(_move, file, temporary, path, new=status is None)
    except BaseException:
        # Where nothing may be removed it stays; the file is as it was, and others are to come.
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _move(file: BinaryIO, temporary: str, path: str, *, new: bool) -> None:
    """Move a file into place, but never a new one over what came there meanwhile."""
    if sys.platform == "win32":
        file.close()
    if not new:
        os.replace(temporary, path)
        return
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        os.rename(temporary, path)
    else:
        os.unlink(temporary)


def _beside(path: str) -> tuple[BinaryIO, str]:
    """A new file in the same folder, in use, and its path; whatever a name is, this one fits."""
    from tempfile import mkstemp

    while True:
        handle, temporary = mkstemp(prefix=".", suffix=_SUFFIX, dir=os.path.dirname(path))
        file = open(handle, "wb")  # noqa: SIM115  closed by the caller
        try:
            _lock(handle)
        except BlockingIOError:  # taken for a stale one, before it was in use
            file.close()
            continue
        except OSError:  # a file system without locks
            return file, temporary
        if os.path.lexists(temporary):
            return file, temporary
        file.close()


def _fill(file: BinaryIO, path: str, content: bytes, status: os.stat_result | None) -> None:
    """Write a file to the disk, with the mode and the owner of another if there is one."""
    file.write(content)
    file.flush()
    os.fsync(file.fileno())
    if not status:
        os.chmod(path, 0o666 & ~_umask())
        return
    os.chmod(path, stat.S_IMODE(status.st_mode))
    if hasattr(os, "chown"):
        with contextlib.suppress(PermissionError):  # who may not give files away owns this one
            os.chown(path, status.st_uid, status.st_gid)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _expect(path: str, content: bytes) -> None:
    if _content(path) != content:
        raise InputError("changed while it was read: nothing was written, try again")


def _content(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()
