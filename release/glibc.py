"""The oldest glibc that a folder of programs and libraries runs with.

The versions that a file asks for are in its section of type SHT_GNU_verneed, by "Linux Standard
Base Core Specification, Symbol Versioning". All runtime identifiers of .NET that we build for have
64 bits and the lowest byte first.
"""

import re
import struct
from collections.abc import Iterator
from pathlib import Path

_MAGIC = b"\x7fELF"
_OURS = b"\x02\x01"  # ELFCLASS64, ELFDATA2LSB
_HEADER = struct.Struct("<40xQ10xHHH")  # where the sections are, their size, how many, the names'
_SECTION = struct.Struct("<4xI16xQQII16x")  # type, place, size, linked section, how many entries
_NEEDED = struct.Struct("<2xH4xII")  # how many versions, where they are, where the next file is
_VERSION = struct.Struct("<8xII")  # where the name is, where the next one is
_VERNEED = 0x6FFFFFFE
_GLIBC = re.compile(r"GLIBC_(\d+)\.(\d+)(\.\d+)?")

Version = tuple[int, int]


def floor(folder: Path) -> Version | None:
    """The newest version of glibc that a file below a folder asks for; none where none asks."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return max((one for path in files for one in asked(path.read_bytes())), default=None)


def asked(content: bytes) -> Iterator[Version]:
    """The versions of glibc that a file asks for; none of a file that is no ELF.

    Raises:
        ValueError: it is an ELF file of another kind, or one that is damaged.
    """
    if not content.startswith(_MAGIC):
        return
    if not content.startswith(_OURS, len(_MAGIC)):
        raise ValueError("an ELF file with 32 bits, or with the highest byte first")
    try:
        for name in _names(content):
            if found := _GLIBC.fullmatch(name):
                yield int(found[1]), int(found[2])
    except struct.error as error:
        raise ValueError("an ELF file that is cut off") from error


def _names(content: bytes) -> Iterator[str]:
    """The versions that a file asks for, of whatever library."""
    place, size, count, _ = _HEADER.unpack_from(content)
    sections = [_SECTION.unpack_from(content, place + size * number) for number in range(count)]
    for kind, place, _, linked, files in sections:
        if kind == _VERNEED:
            names = sections[linked][1]
            for file, (versions, first, _) in _chained(content, _NEEDED, place, files):
                for _, (name, _) in _chained(content, _VERSION, file + first, versions):
                    yield content[names + name : content.index(b"\0", names + name)].decode()


def _chained(
    content: bytes, kind: struct.Struct, at: int, count: int
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """The entries of a chain, each with its place; the last of its values leads to the next."""
    for _ in range(count):
        values = kind.unpack_from(content, at)
        yield at, values
        at += values[-1]
