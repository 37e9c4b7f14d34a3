"""What a parsed file is made of: plain dicts and lists, and texts that know where they stand."""

from collections.abc import Iterator
from typing import TypeAlias

from dotimg.files.model import Piece, Span
from dotimg.named_tuples import NamedTuple

NOWHERE = Span(0, 0)


class Scalar(NamedTuple):
    """A text; `span` is where it is written, quotes left out.

    `verbatim` tells whether the bytes there are the text itself, which then is ASCII. Otherwise
    it is written with escapes, over several lines or in UTF-16, or stands in no file at all.
    `plain` tells that it stands in YAML without quotes, where a tool may take it for a number.
    """

    text: str
    span: Span
    verbatim: bool
    plain: bool = False

    def part(self, start: int, end: int) -> "Scalar":
        """The characters from `start` up to, but without, `end`."""
        if not self.verbatim:
            return self._replace(text=self.text[start:end])
        return Scalar(self.text[start:end], self.span.part(start, end), verbatim=True)

    def piece(self) -> Piece:
        """The text as a piece of an image's name."""
        return Piece(self.text, self.span if self.verbatim else None)


class Opaque(NamedTuple):
    """A value that only the tool that reads the file can work out, with the reason in words."""

    reason: str
    span: Span


Node: TypeAlias = Scalar | Opaque | list["Node"] | dict[str, "Node"]


def outside(text: str) -> Scalar:
    """A text that stands in no file, such as the value of an argument."""
    return Scalar(text, NOWHERE, verbatim=False)


def fields(node: Node | None) -> dict[str, Node]:
    """The fields of a mapping; none when it is anything else."""
    return node if isinstance(node, dict) else {}


def items(node: Node | None) -> list[Node]:
    """The items of a list; none when it is anything else."""
    return node if isinstance(node, list) else []


def text_of(node: Node | None) -> str:
    """The text of a scalar; empty when it is anything else."""
    return node.text if isinstance(node, Scalar) else ""


def is_empty(node: Node | None) -> bool:
    """Whether a field is absent or has no value."""
    return node is None or (isinstance(node, Scalar) and not node.text)


def walk(node: Node) -> Iterator[dict[str, Node]]:
    """Every mapping at any depth, in no certain order."""
    left = [node]
    while left:
        node = left.pop()
        if isinstance(node, dict):
            yield node
            left += node.values()
        elif isinstance(node, list):
            left += node
