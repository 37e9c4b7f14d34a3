"""Releases of tables as `release/tables` makes them, and with whatever is wrong in them."""

import hashlib
import io
import lzma
import tarfile
from collections.abc import Iterable

LISTING = "dotimg-tables.sha256"

Member = tuple[tarfile.TarInfo, bytes]


def name_of(day: str) -> str:
    return f"dotimg-tables-{day}.tar.xz"


def member(name: str, content: bytes = b"", **fields: object) -> Member:
    """A file of a tar; the fields are those of `tarfile.TarInfo`."""
    info = tarfile.TarInfo(name)
    info.size = len(content)
    for field, value in fields.items():
        setattr(info, field, value)
    return info, content


def tar(members: Iterable[Member], kind: int = tarfile.USTAR_FORMAT) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=kind) as packed:
        for info, content in members:
            packed.addfile(info, io.BytesIO(content))
    return file.getvalue()


def pack(files: dict[str, bytes]) -> bytes:
    plain = tar(member(name, content) for name, content in sorted(files.items()))
    return lzma.compress(plain, preset=0)  # which is quick


def line(name: str, content: bytes) -> bytes:
    """The line of `sha256sum`."""
    return f"{hashlib.sha256(content).hexdigest()}  {name}\n".encode("ascii")


def release(files: dict[str, bytes], day: str) -> dict[str, bytes]:
    """The three files of a release, by name."""
    return listed(pack(files), day)


def listed(content: bytes, day: str) -> dict[str, bytes]:
    """The three files of a release, which says of its content that it is right."""
    name = name_of(day)
    return {name: content, f"{name}.sha256": line(name, content), LISTING: line(name, content)}
