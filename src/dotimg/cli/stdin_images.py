"""Reads images from stdin: the JSON of `docker image inspect`, or references, one per line."""

import sys
from typing import TYPE_CHECKING

from dotimg.errors import InputError

if TYPE_CHECKING:
    from dotimg.base.model import ReadImage

_MOST_BYTES = 256 * 1024 * 1024


def images_of_stdin() -> "tuple[list[ReadImage], list[str]]":
    """The images that JSON on stdin describes, and the references that lines on it name.

    Raises:
        InputError: Stdin is closed, too large, or holds JSON of something else.
    """
    if sys.stdin is None:  # closed by the caller, 0<&-
        raise InputError("cannot read images: stdin is closed")
    content = sys.stdin.buffer.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise InputError(f"stdin: larger than {_MOST_BYTES // 1024**2} MiB")
    text = content.decode("utf-8-sig", errors="replace").strip()
    if text[:1] in ("[", "{"):
        return _described(text), []
    lines = (line.strip() for line in text.split("\n"))
    return [], [line for line in lines if line and not line.startswith("#")]


def _described(text: str) -> "list[ReadImage]":
    from dotimg.base import documents
    from dotimg.base.model import ReadImage
    from dotimg.registry.typed_json import Document, DocumentError, parse

    try:
        value = parse(text.encode())
        rows = Document({"images": value if isinstance(value, list) else [value]}).rows("images")
        found = [documents.of_daemon(row) for row in rows]
    except DocumentError as error:
        raise InputError(f"stdin: {error}") from error
    return [ReadImage(name, (image,)) for name, image in found]
