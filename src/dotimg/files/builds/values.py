"""Values of builds, with the variables of their file resolved."""

from dotimg.files.builds.model import Given
from dotimg.files.formats.expansion import Finder, UnresolvedError, expand
from dotimg.files.model import Span
from dotimg.files.syntax.tree import Node, Opaque, Scalar


class Values:
    """Resolves values.

    Args:
        find: Finds the variables of a text.
    """

    def __init__(self, find: Finder) -> None:
        self._find = find

    def given(self, node: Node | None, place: Span) -> Given:
        """What a value gives; nothing where there is none.

        Args:
            node: The value.
            place: Where the build is declared, for what stands in no file.
        """
        if isinstance(node, Opaque):
            return Given((), node.span, node.reason)
        if not isinstance(node, Scalar):
            return Given((), place)
        span = node.span if node.span.path else place
        try:
            return Given(expand(node, self._find), span)
        except UnresolvedError as error:
            return Given((), span, str(error))


def block_lines(scalar: Scalar, content: bytes) -> list[Scalar]:
    """The lines of a text of several, each with its place where that can be told.

    Args:
        scalar: The text, as `|` gives it in YAML.
        content: The file that it stands in.
    """
    if scalar.verbatim:
        return [scalar]
    start, end, path = scalar.span
    raw = content[start:end].split(b"\n")
    at = start + len(raw[0]) + 1
    found = []
    lines = scalar.text.split("\n")
    for number, line in enumerate(lines):
        text = line + "\n" if number < len(lines) - 1 else line
        written = line.encode("utf-8", "surrogateescape")
        there = raw[number + 1].rstrip(b"\r") if number + 1 < len(raw) else b""
        place = Span(at, at + len(there), path)
        if line and there.endswith(written):
            first = at + len(there) - len(written)
            found.append(Scalar(line, Span(first, at + len(there), path), verbatim=True))
            text = text[len(line) :]
        if text:
            found.append(Scalar(text, place, verbatim=False))
        at += len(raw[number + 1]) + 1 if number + 1 < len(raw) else 0
    return found
