"""The images that a file of any kind names."""

from collections.abc import Mapping

from dotimg import dockerfile, documents
from dotimg.uses import Found


def read(
    kind: str, content: bytes, arguments: Mapping[str, str], target: str | None = None
) -> Found:
    """The images that a file names, in the order in which they stand there.

    Args:
        kind: What it is, as `documents.kind_of` tells.
        content: Its bytes.
        arguments: Build arguments and variables given from outside.
        target: The stage that ships, None for the last.

    Raises:
        InputError: It cannot be read as what it is; the message begins with the line.
    """
    if kind == "dockerfile":
        return dockerfile.read(content, arguments, target)
    return documents.read(kind, content, arguments)


def is_template(text: str | bytes) -> bool:
    """Whether it has the holes of Helm, Jinja and most others, which something else fills in."""
    return ("{{" if isinstance(text, str) else b"{{") in text  # type: ignore[operator]
