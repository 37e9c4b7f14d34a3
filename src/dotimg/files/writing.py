"""Writes a file in one step: whoever looks sees all of the old one or all of the new one."""

import contextlib
import os
import stat

from dotimg.errors import InputError


def replace(path: str, old: bytes, new: bytes) -> None:
    """Put new bytes in the place of old ones; links are followed, the mode is kept.

    Raises:
        InputError: The file changed in the meantime, or cannot be written; it is as it was.
    """
    real = os.path.realpath(path)
    temporary = ""
    try:
        status = os.stat(real)
        if not status.st_mode & stat.S_IWUSR:
            raise InputError("is read-only: nothing was written")
        temporary = _beside(real, new, status)
        if _content(real) != old:
            raise InputError("changed while it was read: nothing was written, try again")
        os.replace(temporary, real)
        temporary = ""
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}") from error
    finally:
        if temporary:
            os.unlink(temporary)


def put(path: str, content: bytes) -> None:
    """Write a file in one step, over the one that is there if there is one.

    What is no file, as /dev/stdout, is written to.

    Raises:
        InputError: It cannot be written, and what was there is there; the message names it.
    """
    try:
        if os.path.isfile(path):
            replace(path, _content(path), content)
        elif os.path.exists(path):
            with open(path, "wb") as place:
                place.write(content)
        else:
            _create(path, content)
    except InputError as error:
        raise InputError(f"{path}: {error}") from error
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}") from error


def _create(path: str, content: bytes) -> None:
    """A new file, or none."""
    with open(path, "xb") as file:
        try:
            file.write(content)
            file.flush()
        except BaseException:
            os.unlink(path)
            raise


def _beside(path: str, content: bytes, status: os.stat_result) -> str:
    """A new file in the same folder, with its bytes on the disk."""
    from tempfile import mkstemp

    folder, name = os.path.split(path)
    handle, temporary = mkstemp(prefix=f".{name}.", suffix=".dotimg", dir=folder)
    try:
        with open(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, stat.S_IMODE(status.st_mode))
        if hasattr(os, "chown"):
            with contextlib.suppress(PermissionError):  # who may not give files away owns this one
                os.chown(temporary, status.st_uid, status.st_gid)
    except BaseException:
        os.unlink(temporary)
        raise
    return temporary


def _content(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()
