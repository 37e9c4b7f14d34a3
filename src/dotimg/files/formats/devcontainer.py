"""Development containers: the "Dev Container metadata reference" of containers.dev."""

from collections.abc import Iterator, Mapping
from functools import partial

from dotimg.files.formats.expansion import Finder, Variable, delimited, known_later, unknown
from dotimg.files.formats.images import Images
from dotimg.files.model import Found
from dotimg.files.syntax.json_tree import document
from dotimg.files.syntax.tree import Scalar, fields, outside


def read(content: bytes, arguments: Mapping[str, str]) -> Found:
    """The image that the container is made of, unless a Dockerfile or a compose file makes it.

    Raises:
        InputError: It is not JSON with comments; the message names the line.
    """
    images = Images()
    images.add(fields(document(content)).get("image"), finder(arguments))
    return images.found()


def finder(arguments: Mapping[str, str]) -> Finder:
    """Finds the variables of a development container."""
    return partial(_variables, arguments)


def _variables(arguments: Mapping[str, str], scalar: Scalar) -> Iterator[Variable]:
    """Variables of the machine, `${localEnv:NAME:default}`; a second colon ends the default."""
    for start, end, inside in delimited(scalar.text, "${", "}"):
        source, _, rest = inside.partition(":")
        if source not in {"localEnv", "env"}:
            raise known_later(scalar.text[start:end], "when the container starts")
        name, colon, rest = rest.partition(":")
        if name in arguments:
            yield Variable(start, end, outside(arguments[name]))
        elif colon:
            first = start + len(f"${{{source}:{name}:")
            default = scalar.part(first, first + len(rest.partition(":")[0]))
            yield Variable(start, end, default)
        else:
            raise unknown(name)
