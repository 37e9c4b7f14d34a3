"""Compose files, by the pages "Services" and "Interpolation" of the Compose specification.

`include` is not followed: those files are read when they are found.
"""

import re
from collections.abc import Iterator, Mapping
from functools import partial

from dotimg.errors import quoted
from dotimg.files.formats.expansion import Finder, UnresolvedError, Variable, unknown
from dotimg.files.formats.images import Images
from dotimg.files.model import Found
from dotimg.files.syntax.tree import Scalar, fields, is_empty, outside
from dotimg.files.syntax.yaml_tree import documents

_VARIABLE = re.compile(r"\$(?:(?P<dollar>\$)|(?P<name>[A-Za-z_]\w*)|(?P<brace>\{)|)", re.ASCII)
_BRACE = re.compile(r"\$\{|\}")
_INSIDE = re.compile(r"([A-Za-z_]\w*)(?:(:?)([-+?])(.*))?", re.ASCII | re.DOTALL)


def read(content: bytes, arguments: Mapping[str, "str | Scalar"]) -> Found:
    """The images of the services that are not built here.

    Args:
        content: The bytes of the file.
        arguments: Values of variables: texts, or what a `.env` file says.

    Raises:
        InputError: It is not YAML; the message names the line.
    """
    images = Images()
    find = finder(arguments)
    for document in documents(content):
        for name, node in fields(fields(document).get("services")).items():
            service = fields(node)
            built = service.get("build")
            if is_empty(built):  # else `image` is the name of what is built
                images.add(service.get("image"), find, name, service.get("platform"))
    return images.found()


def finder(arguments: Mapping[str, "str | Scalar"]) -> Finder:
    """Finds the variables of a compose file."""
    return partial(_variables, arguments)


def _variables(arguments: Mapping[str, "str | Scalar"], scalar: Scalar) -> Iterator[Variable]:
    end = 0
    while match := _VARIABLE.search(scalar.text, end):
        start, end = match.span()
        if match["dollar"]:
            yield Variable(start, start + 1, outside(""))  # the second one stays
        elif match["name"]:
            yield Variable(start, end, _value(scalar.part(start + 1, end), arguments))
        elif match["brace"]:
            end = _closing(scalar.text, start)
            yield Variable(start, end, _value(scalar.part(start + 2, end - 1), arguments))
        else:
            raise UnresolvedError("'$' needs a name; write '$$' for a literal dollar")


def _closing(text: str, start: int) -> int:
    """The place behind the brace that closes the one at `start`, nested ones left out."""
    depth = 0
    for brace in _BRACE.finditer(text, start):
        depth += 1 if brace[0] == "${" else -1
        if not depth:
            return brace.end()
    raise UnresolvedError(f"{quoted(text[start:])} lacks its '}}'")


def _value(inside: Scalar, arguments: Mapping[str, "str | Scalar"]) -> Scalar:
    """What `NAME`, `NAME:-default`, `NAME?message` or `NAME:+other` stands for.

    A colon makes an empty value count as none.
    """
    match = _INSIDE.fullmatch(inside.text)
    if not match:
        raise UnresolvedError(f"{quoted(inside.text)} is not a valid variable of a compose file")
    name, colon, operator, _ = match.groups()
    found = arguments.get(name)
    value = outside(found) if isinstance(found, str) else found
    given = value is not None and bool(value.text or not colon)
    other = inside.part(match.start(4), match.end(4)) if operator else outside("")
    if operator == "+":
        return other if given else outside("")
    if value is not None and (given or operator is None):
        return value
    if operator == "-":
        return other
    raise unknown(name)
