"""Plans the new values so that no other image changes."""

from collections.abc import Iterable, Sequence

from dotimg.files.model import Piece, Span, Use
from dotimg.named_tuples import NamedTuple
from dotimg.upgrade.rewriting import rewritten

_PARTS = "its parts are in values that do not fit the new tag"
_TANGLED = "its values are shared with too many other images"
_UNLIKE = "which does not move the same way"
_ROUNDS = 10
_OUTSIDE = "a part of it is not in the file as it is read"


_Parts = list[tuple[Piece, str]]


class Plan:
    """The new reference of each image, and the values to write for them.

    A value that several images share is written only if it is right for all of them.

    Args:
        uses: All images that the files name, also those that stay; spans bear their paths.
    """

    def __init__(self, uses: Sequence[Use]) -> None:
        self._uses = uses
        self._new = [use.reference for use in uses]
        # The pieces of each image with their new texts; None where their limits cannot be kept.
        self._parts: list[_Parts | None] = [[(one, one.text) for one in use.pieces] for use in uses]
        self._together: dict[str, set[int]] = {}
        self.left: dict[int, str] = {}

    def move(self, number: int, reference: str, together: str) -> None:
        """Give an image a new reference; those of one name move together, or not at all.

        Args:
            number: The image.
            reference: The new one.
            together: A name for those that move together, empty for one that moves alone.
        """
        self._new[number] = reference
        self._parts[number] = _rewritten(self._uses[number], reference)
        if together:
            self._together.setdefault(together, set()).add(number)

    def moves(self, number: int) -> bool:
        """Whether an image ends with another reference than it has."""
        return self._new[number] != self._uses[number].reference

    def reference(self, number: int) -> str:
        """The reference that an image ends with."""
        return self._new[number]

    def references(self) -> set[str]:
        """The references that all images end with which files name."""
        named = zip(self._uses, self._new, strict=True)
        return {new for use, new in named if use.role != "sdk-image"}

    def leave(self, number: int, reason: str) -> None:
        """Leave an image as it is."""
        self._new[number] = self._uses[number].reference
        self._parts[number] = [(piece, piece.text) for piece in self._uses[number].pieces]
        self.left.setdefault(number, reason)

    def settle(self) -> dict[Span, str]:
        """The text that each value of a moving image is to have; what cannot be written is left."""
        for _ in range(_ROUNDS):
            faults = dict(self._faults())
            if not faults:
                break
            self._leave_together(faults)
            for number, reason in faults.items():
                self.leave(number, reason)
        else:
            for number in self._moving():
                self.leave(number, _TANGLED)
        moving = (self._parts[number] or () for number in self._moving())
        return {piece.span: text for parts in moving for piece, text in parts if piece.span}

    def _leave_together(self, faults: dict[int, str]) -> None:
        """Where one of those that move together cannot, all others of them are at fault too."""
        for numbers in self._together.values():
            if stuck := sorted(faults.keys() & numbers):
                first = self._uses[stuck[0]].reference
                for number in numbers - faults.keys():
                    faults[number] = f"all stages move together, and {first} cannot"
                numbers.clear()

    def _faults(self) -> Iterable[tuple[int, str]]:
        """The images that move and cannot be written, each with the reason."""
        moving = set(self._moving())
        for number in moving:
            parts = self._parts[number]
            if parts is None:
                yield number, _PARTS
            elif any(piece.span is None and piece.text != part for piece, part in parts):
                yield number, _OUTSIDE
        for users in self._disputed():
            by_text = {text: number for number, text in reversed(users.items())}
            for number in moving.intersection(users):
                other = next(one for text, one in by_text.items() if text != users[number])
                yield number, f"it shares a value with {self._uses[other].reference}, {_UNLIKE}"

    def _moving(self) -> list[int]:
        return [number for number in range(len(self._uses)) if self.moves(number)]

    def _disputed(self) -> list[dict[int, str]]:
        """For each value that images want to be different, the text that each of them wants."""
        users: dict[Span, dict[int, str]] = {}
        for number, parts in enumerate(self._parts):
            for piece, text in parts or ():
                if piece.span:
                    users.setdefault(piece.span, {})[number] = text
        return [wanted for wanted in users.values() if len(set(wanted.values())) > 1]


class PartOfPlan(NamedTuple):
    """The part of a plan that is of one file, whose images are numbered from `first` on."""

    plan: Plan
    first: int

    def reference(self, number: int) -> str:
        """The reference that an image ends with."""
        return self.plan.reference(self.first + number)

    def left(self, count: int) -> list[tuple[int, str]]:
        """The images that are left as they are, by their numbers in the file."""
        numbers = ((number - self.first, why) for number, why in sorted(self.plan.left.items()))
        return [(number, why) for number, why in numbers if 0 <= number < count]

    def decides(self, number: int) -> bool:
        """Whether the plan moves an image, or says why it stays."""
        place = self.first + number
        return place in self.plan.left or self.plan.moves(place)


def _rewritten(use: Use, new: str) -> _Parts | None:
    """The pieces of an image with their new texts; None where their limits cannot be kept."""
    name, at_sign, digest = new.partition("@")
    if "@" in use.reference or not at_sign:
        parts = rewritten(use.pieces, new)
        return None if parts is None else list(zip(use.pieces, parts, strict=True))
    # A digest that was not there belongs to this image alone: it stands behind its name,
    # never in a value that others may share.
    parts = rewritten(use.pieces, name)
    behind = Piece("", use.span.part(use.span.end - use.span.start, use.span.end - use.span.start))
    if parts is None:
        return None
    return [*zip(use.pieces, parts, strict=True), (behind, f"@{digest}")]
