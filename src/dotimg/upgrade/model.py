"""The values that `upgrade` returns."""

from typing import Literal, NewType

from dotimg.check.model import Skip
from dotimg.files.model import Span
from dotimg.named_tuples import NamedTuple


class Edit(NamedTuple):
    """One value of a file, and its replacement.

    `line` and `column` count from 1; `span` are the bytes of `old` in the original file; `why` is
    the reason of the images that it is part of. `kind` is `image`, `target-framework`,
    `global-json`, `framework-option`, `port` or `workflow`.
    """

    path: str
    line: int
    column: int
    span: Span
    old: str
    new: str
    why: str
    kind: str = "image"


class Move(NamedTuple):
    """One image that moves: its references before and after, the reason, and notes."""

    path: str
    line: int
    old: str
    new: str
    why: str
    notes: tuple[str, ...]


class Left(NamedTuple):
    """One image that should move but does not, and the reason."""

    path: str
    line: int
    image: str
    reason: str


AdviceName = Literal["arguments", "packages", "ports", "project", "shell", "user", "workflows"]
RuleNumber = NewType("RuleNumber", str)


class Advice(NamedTuple):
    """What else to check; `name` is a kind of advice, or the number of a rule."""

    path: str
    line: int
    message: str
    name: AdviceName | RuleNumber

    @property
    def page(self) -> str:
        """The command that tells more."""
        return f"dotimg rule {self.name}"


class FileUpgrade(NamedTuple):
    """The result for one file: its bytes before and after, and all messages.

    `together` are the paths of all files that must be written with it, or not at all; empty if
    there are none. `skipped` are the places that could not be checked; `ended` are the images that
    are still unsupported or retired in the new bytes, with the reasons.
    """

    path: str
    old: bytes
    new: bytes
    edits: tuple[Edit, ...]
    moves: tuple[Move, ...]
    left: tuple[Left, ...]
    advice: tuple[Advice, ...]
    images: int
    together: tuple[str, ...] = ()
    skipped: tuple[Skip, ...] = ()
    ended: tuple[Left, ...] = ()
