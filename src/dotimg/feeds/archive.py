"""Unpacks a release of the tables: a tar (ustar, of POSIX) in xz, into memory and never by a name.

`tarfile` follows links, sparse files and extensions, of which tables have none. What this does not
know, it refuses.
"""

import re
from collections.abc import Iterator
from typing import NoReturn

from dotimg.errors import InputError, quoted
from dotimg.registry.answers import MIB

LIMIT = 128 * MIB  # of all files together, five times what the tables have

_MEMORY = 256 * MIB  # what unpacking may take beside them; xz -9 takes 65 MiB
_BLOCK = 512
_NAME = re.compile(rb"([a-z]+\.[a-z]+)\0*")
_SIZE = re.compile(rb"([0-7]{11})[\0 ]")
_SUM = re.compile(rb"([0-7]{6,7})[\0 ]{1,2}")
_PLAIN = b"0"


def unpacked(content: bytes, place: str) -> dict[str, bytes]:
    """The files of an archive by name.

    Args:
        content: The archive.
        place: Where it is from, for messages.

    Raises:
        InputError: It is damaged, cut off or too large, or holds anything but plain files.
    """
    files: dict[str, bytes] = {}
    for name, data in _members(_plain(content, place), place):
        if name in files:
            _refuse(place, f"holds {name} twice")
        files[name] = data
    return files


def _plain(content: bytes, place: str) -> bytes:
    try:
        import lzma
    except ImportError:
        raise InputError(f"{place}: this Python was built without xz (liblzma)") from None
    stream = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MEMORY)
    try:
        plain = stream.decompress(content, LIMIT + 1)
    except lzma.LZMAError as error:
        raise InputError(f"{place}: is not an xz file, or damaged: {error}") from None
    if len(plain) > LIMIT:
        _refuse(place, f"unpacks to more than {LIMIT // MIB} MiB")
    if not stream.eof:
        _refuse(place, "is cut off")
    if stream.unused_data:
        _refuse(place, "goes on behind its end")
    return plain


def _members(plain: bytes, place: str) -> Iterator[tuple[str, bytes]]:
    """The name and content of each file, by the format "ustar" of POSIX."""
    start = 0
    while any(header := plain[start : start + _BLOCK]):
        name, size = _header(header, place)
        start += _BLOCK
        if start + size > len(plain):
            _refuse(place, f"is cut off in {name}")
        yield name, plain[start : start + size]
        start += -(-size // _BLOCK) * _BLOCK
    if not header or any(plain[start:]):
        _refuse(place, "has no end, or goes on behind it")


def _header(header: bytes, place: str) -> tuple[str, int]:
    checksum, size = _SUM.fullmatch(header[148:156]), _SIZE.fullmatch(header[124:136])
    blanked = header[:148] + b" " * 8 + header[156:]
    if len(header) < _BLOCK or not checksum or sum(blanked) != int(checksum[1], 8):
        _refuse(place, "holds no tar, or a damaged one")
    name = _NAME.fullmatch(header[:100])
    if not name or any(header[345:500]):
        named = header[:100].rstrip(b"\0").decode("utf-8", "replace")
        _refuse(place, f"holds {quoted(named)}, which is not the name of a table")
    if header[156:157] != _PLAIN or not size:
        _refuse(place, f"holds {name[1].decode()} as something else than a plain file")
    return name[1].decode(), int(size[1], 8)


def _refuse(place: str, why: str) -> NoReturn:
    raise InputError(f"{place}: {why}")
