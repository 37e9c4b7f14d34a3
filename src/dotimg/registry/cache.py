"""Caches registry answers in a folder of the user.

One file an answer, named by a hash of what was asked, where, with whose credentials, with which
hosts unverified, and by which version of dotimg, for another may have kept what this one cannot
read. It holds a line of JSON and the body, whose hash the line tells. Whatever is not as it was
written is as if it were not there, and a folder that cannot be written only means that nothing is
kept.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress

from dotimg._version import __version__
from dotimg.named_tuples import NamedTuple
from dotimg.registry.answers import KIB, MIB
from dotimg.registry.typed_json import DocumentError, load

_FORMAT = "3"
_SIZE_LIMIT = 32 * MIB
_SMALLEST = 4 * KIB  # what a file takes on a disk, however short it is


class Entry(NamedTuple):
    """A cached answer: its headers in lower case and its body."""

    headers: Mapping[str, str]
    body: bytes


class Cache:
    """Kept answers in one folder, of at most `size_limit` bytes together; the oldest go first."""

    def __init__(self, folder: str, size_limit: int = _SIZE_LIMIT) -> None:
        self._folder = folder
        self._size_limit = size_limit

    def find(self, key: tuple[str, ...]) -> Entry | None:
        """What was kept under a key, undamaged; None otherwise."""
        try:
            with open(self._path(key), "rb") as file:
                head, _, body = file.read().partition(b"\n")
            line = load(head)
            if line.texts("key") != list(key):
                return None
            if line.text("sha256") != hashlib.sha256(body).hexdigest():
                return None
            return Entry(line.pairs("headers"), body)
        except (OSError, DocumentError):
            return None

    def keep(self, key: tuple[str, ...], entry: Entry) -> None:
        """Keep an answer under a key, in one step, readable by this user alone."""
        if len(entry.body) > self._size_limit // 4:
            return
        line = {
            "key": key,
            "sha256": hashlib.sha256(entry.body).hexdigest(),
            "headers": dict(entry.headers),
        }
        with suppress(OSError):
            os.makedirs(self._folder, mode=0o700, exist_ok=True)
            _write(self._path(key), json.dumps(line).encode() + b"\n" + entry.body)
            self._evict()

    def _path(self, key: tuple[str, ...]) -> str:
        name = hashlib.sha256("\n".join((_FORMAT, __version__, *key)).encode()).hexdigest()
        return os.path.join(self._folder, name)

    def _evict(self) -> None:
        with os.scandir(self._folder) as found:
            files = [(item.stat().st_mtime, item.stat().st_size, item.path) for item in found]
        room = self._size_limit
        for _, size, path in sorted(files, reverse=True):
            room -= max(size, _SMALLEST)
            if room < 0:
                with suppress(OSError):
                    os.unlink(path)


def _write(path: str, content: bytes) -> None:
    """Write beside the file and move it there, so that no reader sees a half of it."""
    descriptor, beside = tempfile.mkstemp(dir=os.path.dirname(path))  # mkstemp makes it 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        os.replace(beside, path)
    except OSError:
        with suppress(OSError):
            os.unlink(beside)
        raise
