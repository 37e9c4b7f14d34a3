"""Where a file names an image: values that the readers of all kinds of files give.

Positions are byte offsets into the file as it lies on disk, so that what is edited there leaves
every other byte alone.
"""

from typing import Literal

from dotimg.named_tuples import NamedTuple

Role = Literal["from", "copy", "mount", "add", "image", "base-image", "sdk-image", "text"]


class Span(NamedTuple):
    """The bytes of a file from `start` up to, but without, `end`.

    `path` is that of the file where it is another one than the file that is read, else empty.
    """

    start: int
    end: int
    path: str = ""

    def part(self, start: int, end: int) -> "Span":
        """The bytes from `start` up to, but without, `end`, counted from its own start."""
        return Span(self.start + start, self.start + end, self.path)


class Piece(NamedTuple):
    """A part of a resolved text; `span` holds those very bytes, None where no file states them.

    A build argument, or a platform that the builder sets by itself, stands in no file.
    """

    text: str
    span: Span | None


class ValueOrigin(NamedTuple):
    """What a build gives to a Dockerfile, such as `VERSION=6.0`, and where the value stands."""

    span: Span
    given: str


class Use(NamedTuple):
    """One place where a file names an image.

    `reference` is the text after variables were resolved, and `pieces` joined give it; `span` is
    the word in the file, quotes left out, which may hold variables. `role` says what names it:
    `from`, `copy`, `mount`, `add`, `image` (a service or a container), `base-image` (a project),
    `sdk-image` (what the SDK takes for a project that names none), `text` (any text in which it
    stands literally).
    `stage` is the name of the stage it stands in, else its number from 0, empty outside of
    Dockerfiles; `ships` tells whether the image that the file builds is built on it; `platform`
    is the resolved `--platform`, None where there is none. `origin` is what a build gives for it,
    None where the file tells all of it; `overridden` tells that every build gives another value.
    `shipped` are the numbers of the stages that ship and are built on it.
    """

    reference: str
    span: Span
    pieces: tuple[Piece, ...]
    role: Role
    stage: str
    ships: bool
    platform: str | None
    origin: ValueOrigin | None = None
    overridden: bool = False
    shipped: tuple[int, ...] = ()

    @property
    def place(self) -> Span:
        """Where a reader looks for it: at the value that a build gives, else at the word."""
        return self.origin.span if self.origin else self.span


class Skipped(NamedTuple):
    """A place that may name an image and cannot be judged, with the reason in words.

    `name` is the registry and the repository where they are known; the place is of interest only
    if they are .NET's. Empty, it may name any image. A registry that is filled in later is `$`.
    """

    span: Span
    reason: str
    name: str = ""


class Found(NamedTuple):
    """All that one file names, in the order in which it stands there."""

    uses: tuple[Use, ...]
    skipped: tuple[Skipped, ...]
