"""Reads the files other than Dockerfiles that name container images.

`kind_of` tells by its name what a file may be, `read` finds the images in its bytes. One module
stands for each format; `source`, `yaml_tree` and `json_tree` keep where every text stands.
"""

from collections.abc import Mapping

from dotimg.files.kinds import FileKind
from dotimg.files.model import Found


def read(kind: FileKind, content: bytes, arguments: Mapping[str, str]) -> Found:
    """What a file names by its format; text has none, see `dotimg.files.literals`.

    Args:
        kind: What `kind_of` says of it, but not `dockerfile`.
        content: The bytes of the file.
        arguments: Values of variables, which go before those of the file.

    Raises:
        InputError: The file is not of its kind; the message names the line.
    """
    from dotimg.files.formats.readers import READERS

    reader = READERS.get(kind)
    return reader(content, arguments) if reader else Found((), ())
