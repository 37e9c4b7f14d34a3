"""The values that `upgrade` returns."""

from typing import Literal, NamedTuple, NewType

from dotimg.check.model import Skip
from dotimg.files.model import Span


class Edit(NamedTuple):
    """One value of a file, and what is to stand there.

    `line` and `column` count from 1; `span` are the bytes of `old` in the file as it was; `why` is
    that of the images that it is a part of. `kind` says what it is: `image`, `target-framework`,
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
    """One image that moves: its references before and after, why, and what to mind of it."""

    path: str
    line: int
    old: str
    new: str
    why: str
    notes: tuple[str, ...]


class Left(NamedTuple):
    """One image that would be moved but is left as it is, and why."""

    path: str
    line: int
    image: str
    reason: str


AdviceName = Literal["arguments", "packages", "ports", "project", "shell", "user", "workflows"]
RuleNumber = NewType("RuleNumber", str)


class Advice(NamedTuple):
    """What to look at beside an edit; `name` is a kind of advice, or the number of a rule."""

    path: str
    line: int
    message: str
    name: AdviceName | RuleNumber

    @property
    def page(self) -> str:
        """The command that tells more."""
        return f"dotimg rule {self.name}"


class FileUpgrade(NamedTuple):
    """What becomes of one file: its bytes before and after, and all that is said of it.

    `together` are the paths of all files that have to be written with it, or not at all; none where
    it stands alone. `skipped` are the places that could not be judged; `ended` are the images that
    are out of support or retired also in the new bytes, with the reasons.
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
