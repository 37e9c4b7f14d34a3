"""Checksums of the tables, which detect damage in any part that is read.

`catalog.json` begins with its own CRC-32, and contains the CRC-32 of every block of the tables.
Checksums detect disk errors and incomplete copies, not attacks.
"""

from binascii import crc32  # a tenth of the time that importing hashlib takes
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mmap import mmap

_BLOCK = 64 * 1024
_BYTES = 4
_OPENING = 2  # of an object that begins on a line of its own
_SEAL = len('{\n "crc32": "00000000",\n')


class DamagedError(ValueError):
    """Bytes that are not as they were written."""

    def __init__(self) -> None:
        super().__init__("damaged: its checksum does not match")


def of_blocks(content: bytes) -> str:
    """The checksums of all blocks of a table, 8 hex digits each."""
    return "".join(
        f"{crc32(content[start : start + _BLOCK]):08x}" for start in range(0, len(content), _BLOCK)
    )


def sealed(document: bytes) -> bytes:
    """A JSON object, one field a line, with its own checksum as the first field."""
    rest = document[_OPENING:]
    return _seal(rest) + rest


def check_seal(content: bytes) -> None:
    """Check a sealed object.

    Raises:
        DamagedError: It is damaged: its checksum does not match.
    """
    if content[:_SEAL] != _seal(content[_SEAL:]):
        raise DamagedError


class CheckedFile:
    """A table of which large pieces are read; each block is read and checked once."""

    def __init__(self, path: str, sums: str) -> None:
        self._path = path
        self._sums = sums
        self._read: dict[int, bytes] = {}

    def read(self, start: int, end: int) -> bytes:
        """The bytes from one offset to another.

        Raises:
            DamagedError: They are not as they were written, or the offsets are not.
            OSError: They cannot be read.
        """
        blocks = _blocks(start, end)
        content = b"".join(map(self._block, blocks))
        return content[start - blocks.start * _BLOCK : end - blocks.start * _BLOCK]

    def _block(self, number: int) -> bytes:
        if number not in self._read:
            with open(self._path, "rb") as file:
                file.seek(number * _BLOCK)
                block = file.read(_BLOCK)
            _check(block, self._sums, number)
            self._read[number] = block
        return self._read[number]


class CheckedTable:
    """A table of which small pieces are read here and there; each block is checked once."""

    def __init__(self, table: "mmap", sums: str) -> None:
        self._table = table
        self._sums = sums
        self._checked: set[int] = set()

    def __len__(self) -> int:
        return len(self._table)

    def read(self, start: int, end: int) -> bytes:
        """The bytes from one offset to another.

        Raises:
            DamagedError: They are not as they were written, or the offsets are not.
        """
        for number in _blocks(start, end):
            if number not in self._checked:
                place = number * _BLOCK
                _check(self._table[place : place + _BLOCK], self._sums, number)
                self._checked.add(number)
        return self._table[start:end]


def _seal(rest: bytes) -> bytes:
    return b'{\n "crc32": "%08x",\n' % crc32(rest)


def _blocks(start: int, end: int) -> range:
    if not 0 <= start <= end:
        raise DamagedError
    return range(start // _BLOCK, -(-end // _BLOCK))


def _check(block: bytes, sums: str, number: int) -> None:
    digits = 2 * _BYTES
    if f"{crc32(block):08x}" != sums[number * digits : (number + 1) * digits]:
        raise DamagedError
