"""The variables that hold at a place of a Dockerfile, from ARG, ENV and `--build-arg`."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from dotimg.errors import printable
from dotimg.files.dockerfile.text import Text, decoded
from dotimg.files.model import Span
from dotimg.named_tuples import NamedTuple

_PLATFORM_NAMES = tuple(
    f"{whose}{what}"
    for whose in ("BUILD", "TARGET")
    for what in ("PLATFORM", "OS", "ARCH", "VARIANT")
)
# How many stages with variables of their own are asked for one that this stage has not.
_ANCESTORS = 32
_ONE_VALUE = 16 * 1024
_ONE_STEP = 2 * 1024 * 1024
_ALL_VALUES = 64 * 1024 * 1024
# About what Python needs for one.
_ONE_RUN = 100


class Unresolved(NamedTuple):
    """Why a value cannot be known; `place` is where a build gives it, None for the file itself."""

    reason: str
    place: Span | None = None


Value = Text | Unresolved

TOO_MUCH = Unresolved("it is too long for an image name")


class Room:
    """How much more the values of one file may take: bytes of memory, and steps of matching.

    Without a bound, forty lines that each double the one before fill all there is.
    """

    def __init__(self) -> None:
        self._left = _ALL_VALUES

    def take(self, parts: Iterable[Text]) -> bool:
        """Take what a value of these parts needs, if there is as much."""
        size = runs = 0
        for part in parts:
            size += len(part.raw)
            runs += len(part.runs)
        return size <= _ONE_VALUE and self.spend(size + runs * _ONE_RUN)

    def spend(self, amount: int) -> bool:
        """Take an amount, if there is as much."""
        enough = amount <= min(self._left, _ONE_STEP)
        self._left -= amount if enough else 0
        return enough


class Variables:
    """The variables that hold before the first FROM, or in one stage.

    Args:
        given: Build arguments from outside, each with its value or why that is not known.
        outer: What holds before the first FROM; None there itself.
        parent: What holds at the end of the stage that this one is built on.
    """

    def __init__(
        self,
        given: Mapping[str, Value],
        outer: "Variables | None" = None,
        parent: "Variables | None" = None,
    ) -> None:
        self.given = given
        self.outer = outer
        # Stages without variables of their own do not count as ancestors.
        self.parent: Variables | None = parent
        if parent and not parent.values:
            self.parent = parent.parent
        self.room: Room = outer.room if outer else Room()
        self.values: dict[bytes, Value | None] = {}
        if not outer:
            self.values.update(_SET_BY_THE_BUILDER)
            for name in _PLATFORM_NAMES:
                if name in given:
                    self.values[name.encode()] = given[name]

    def find(self, name: bytes) -> Value | None:
        """The value, or why it cannot be known; None for a variable that has none."""
        asked: Variables | None = self
        for _ in range(_ANCESTORS):
            if asked is None:
                return None
            if (value := asked.values.get(name)) is not None:
                return value
            asked = asked.parent
        return None

    def missing(self, name: bytes) -> Unresolved:
        """Why a variable has no value, and what to do."""
        shown = printable(decoded(name))
        advice = f"give --build-arg {shown}=VALUE"
        if self.outer and isinstance(self.outer.find(name), Text):
            return Unresolved(f"the value of ${shown} ends at FROM: write ARG {shown} in the stage")
        if name not in self.values:
            where = "in the stage" if self.outer else "before the first FROM"
            advice = f"write ARG {shown} {where} and {advice}"
        return Unresolved(f"the value of ${shown} is not in the file: {advice}")

    def set(self, name: bytes, value: Value) -> None:
        """Set it, as ENV does."""
        self.values[name] = value

    def declare(self, name: bytes, default: Value | None) -> None:
        """Declare it, as ARG does: what is given wins, then the default, then the outer value."""
        given = self.given.get(decoded(name))
        if given is not None:
            self.values[name] = given
            return
        if default is None and self.outer:
            default = self.outer.find(name)
        if default is not None:
            self.values[name] = default
        else:
            self.values.setdefault(name, None)


def _set_by_the_builder(name: str) -> Unresolved:
    return Unresolved(f"the builder sets ${name}: give --build-arg {name}=VALUE")


_SET_BY_THE_BUILDER: Mapping[bytes, Value] = MappingProxyType(
    {name.encode(): _set_by_the_builder(name) for name in _PLATFORM_NAMES}
)
