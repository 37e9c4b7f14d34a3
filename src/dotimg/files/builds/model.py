"""What a build gives to a Dockerfile, each value with the bytes that state it."""

from collections.abc import Mapping

from dotimg.files.model import Piece, Span
from dotimg.named_tuples import NamedTuple

_IMAGE = "docker-image://"


class Given(NamedTuple):
    """A value that a build gives, as the pieces that joined give it.

    `span` is where a file says it, with the path of that file; `unknown` tells why the value cannot
    be known, and is empty where it is.
    """

    pieces: tuple[Piece, ...]
    span: Span
    unknown: str = ""

    @property
    def text(self) -> str:
        """The value, empty where it is not known."""
        return "".join([piece.text for piece in self.pieces])

    def cut(self, start: int, end: int) -> "Given":
        """The characters from `start` up to, but without, `end`."""
        found: list[Piece] = []
        at = 0
        for text, span in self.pieces:
            first, last = max(start - at, 0), min(end - at, len(text))
            if first < last:
                # What does not stand byte by byte in a file has no span.
                found.append(Piece(text[first:last], span and span.part(first, last)))
            at += len(text)
        return self._replace(pieces=tuple(found))


class Inline(NamedTuple):
    """A Dockerfile that stands in another file; the pieces joined are its text."""

    pieces: tuple[Piece, ...]


class Build(NamedTuple):
    """One way in which a Dockerfile is built.

    `dockerfile` is its path, or the Dockerfile itself; `contexts` are the named ones, `platforms`
    what it is built for, none where that is not said. `span` is where the build is declared, with
    the path of that file; `context` is the folder that is built, empty where that is not told.
    """

    dockerfile: "str | Inline"
    span: Span
    arguments: Mapping[str, Given]
    contexts: Mapping[str, Given]
    target: Given | None = None
    platforms: tuple[str, ...] = ()
    context: str = ""


class Problem(NamedTuple):
    """A build that cannot be followed, and why; `span` is where it is declared."""

    span: Span
    reason: str


class Published(NamedTuple):
    """What a command publishes as an image without a Dockerfile, and where it is said.

    `path` is a project, a folder or a solution.
    """

    path: str
    span: Span


def context_image(given: Given) -> Given:
    """The image of a named context, `scratch` for a context that is none."""
    text = given.text
    if given.unknown or not text.startswith(_IMAGE):
        return given if given.unknown else given._replace(pieces=(Piece("scratch", None),))
    return given.cut(len(_IMAGE), len(text))
