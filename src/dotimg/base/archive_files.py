"""The files of an archive by name: in a folder, a tar file or a gzipped tar file.

Nothing is unpacked to disk, and links are not followed. The headers of a tar file are read once.
Formats: POSIX.1-2001 (pax), RFC 1952 (gzip).
"""

import gzip
import os
import posixpath
import re
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from stat import S_ISDIR, S_ISREG
from typing import IO, Protocol, Self

from dotimg.errors import InputError, quoted

INDEX, DOCKER = "index.json", "manifest.json"
MOST_BYTES = 4 * 1024 * 1024
MOST_INDEX = 64 * 1024 * 1024  # of a layout of many images

_MOST_MEMBERS = 200_000
_MOST_HEADER = 4096  # of what stands before an entry with a long name
_EXTENDED = (
    *(tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE),
    *(tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK),
)
_NAME = re.compile(r"(?:\w[\w.-]*/)*\w[\w.-]*", re.ASCII)
_GZIP = b"\x1f\x8b"
# Of an archive in gzip.
_MOST_DOCUMENTS = 256 * 1024 * 1024
_LEAST_UNPACKED = 64 * 1024 * 1024
_MOST_TIMES = 100
_CHUNK = 32 * 1024
_HEAD = 16
_BROKEN = (EOFError, ValueError, OverflowError, MemoryError)


class ArchiveFiles(Protocol):
    """The files of an archive by their names."""

    def read(self, name: str, limit: int) -> bytes | None:
        """The content of a file; None where there is none.

        Raises:
            InputError: It is too large, cut off, or no plain file.
        """


class _Folder:
    """A folder, whose links are not followed: neither that of a file nor of a folder in it."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._plain = {""}  # the folders in it that were looked at

    def read(self, name: str, limit: int) -> bytes | None:
        if not _NAME.fullmatch(name):
            raise unusable(self._path, f"{quoted(name)} is not a valid name of a file in it")
        place = os.path.join(self._path, name)
        try:
            kind = os.lstat(place).st_mode
            if not S_ISREG(kind) or not self._is_plain(posixpath.dirname(name)):
                raise unusable(self._path, f"{quoted(name)} is not a regular file in it")
            with open(place, "rb") as file:
                content = file.read(limit + 1)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise unusable(self._path, f"{quoted(name)}: {error.strerror}") from error
        if len(content) > limit:
            raise _too_large(self._path, name, limit)
        return content

    def _is_plain(self, folder: str) -> bool:
        """Whether a folder in this one, and each around it, is a folder itself and no link."""
        if folder not in self._plain:
            mode = os.lstat(os.path.join(self._path, folder)).st_mode
            if not S_ISDIR(mode) or not self._is_plain(posixpath.dirname(folder)):
                return False
            self._plain.add(folder)
        return True


class _Header(tarfile.TarInfo):
    """The header of an entry; tarfile takes long ones apart in quadratic time, and whole."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        found = super().frombuf(buf, encoding, errors)
        if found.type in _EXTENDED and found.size > _MOST_HEADER:
            raise tarfile.ReadError(f"a header of over {_MOST_HEADER} bytes")
        return found


class _Tar:
    """A tar file, of which the places of its plain files are known."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._places: dict[str, tuple[int, int]] = {}
        with _scanning(path), tarfile.open(path, "r:", tarinfo=_Header) as tar:
            for name, member in _plain_files(path, tar):
                self._places[name] = member.offset_data, member.size

    def read(self, name: str, limit: int) -> bytes | None:
        if name not in self._places:
            return None
        start, size = self._places[name]
        if size > limit:
            raise _too_large(self._path, name, limit)
        try:
            with open(self._path, "rb") as file:
                file.seek(start)
                content = file.read(size)
        except OSError as error:
            raise unusable(self._path, f"cannot be read: {error.strerror}") from error
        if len(content) < size:
            raise unusable(self._path, f"ends early in {quoted(name)}")
        return content


class _CompressedTar:
    """A tar file in gzip (`docker save | gzip`), of which the documents are kept.

    It is unpacked once and nowhere: what is not JSON is passed over, as layers are.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._documents: dict[str, bytes] = {}
        self._too_large: set[str] = set()
        with (
            _scanning(path),
            _Unpacked(path) as file,
            tarfile.open(fileobj=file, mode="r|", bufsize=_CHUNK, tarinfo=_Header) as tar,
        ):
            left = _MOST_DOCUMENTS
            for name, member in _plain_files(path, tar):
                left -= self._keep(name, tar.extractfile(member), member.size)
                if left < 0:
                    raise unusable(path, f"holds over {_MOST_DOCUMENTS // 1024**2} MiB of JSON")
            while file.read(_CHUNK):  # to its checksum
                pass

    def _keep(self, name: str, file: IO[bytes] | None, size: int) -> int:
        """Keep a file that may be a document; how many bytes that takes."""
        self._too_large.discard(name)
        head = file.read(min(size, _HEAD)) if file else b""
        limit = MOST_INDEX if name in (INDEX, DOCKER) else MOST_BYTES
        if size > limit:
            self._too_large.add(name)
        elif file and head.lstrip()[:1] in (b"{", b"["):
            head += file.read()
        self._documents[name] = head
        return len(name) + len(head)

    def read(self, name: str, limit: int) -> bytes | None:
        content = self._documents.get(name)
        if name in self._too_large or len(content or b"") > limit:
            raise _too_large(self._path, name, limit)
        return content


class _Unpacked(gzip.GzipFile):
    """What a file in gzip holds, up to a multiple of its own size that no image comes near."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self._left = _LEAST_UNPACKED + _MOST_TIMES * os.path.getsize(path)
        self._path = path

    def read(self, size: int | None = -1) -> bytes:
        content = super().read(size)
        self._left -= len(content)
        if self._left < 0:
            raise unusable(self._path, f"unpacks to over {_MOST_TIMES} times its size")
        return content


def files_of(path: str) -> ArchiveFiles:
    """The files of a folder, or of a tar file.

    Raises:
        InputError: It cannot be read, or is damaged.
    """
    if os.path.isdir(path):
        return _Folder(path)
    with _scanning(path), open(path, "rb") as file:
        compressed = file.read(len(_GZIP)) == _GZIP
    return _CompressedTar(path) if compressed else _Tar(path)


@contextmanager
def _scanning(path: str) -> Iterator[None]:
    """What goes wrong in here is the fault of the archive."""
    try:
        yield
    except (tarfile.TarError, zlib.error, gzip.BadGzipFile, *_BROKEN) as error:
        raise unusable(path, f"is not a complete tar file: {error}") from error
    except OSError as error:
        raise unusable(path, f"cannot be read: {error.strerror}") from error


def _plain_files(path: str, tar: tarfile.TarFile) -> Iterator[tuple[str, tarfile.TarInfo]]:
    """The plain files of a tar file with their names; links and devices are none."""
    count = 0
    while member := tar.next():
        tar.members = []  # type: ignore[attr-defined]  # it would keep all of them
        count += 1
        if count > _MOST_MEMBERS:
            raise unusable(path, f"has more than {_MOST_MEMBERS:,} entries")
        if member.isreg() and not member.issparse():
            yield member.name.removeprefix("./"), member


def unusable(path: str, why: str) -> InputError:
    """The error that an archive cannot be used."""
    return InputError(f"{path}: {why}")


def _too_large(path: str, name: str, limit: int) -> InputError:
    return unusable(path, f"{quoted(name)} is larger than {limit // 1024} KiB")
