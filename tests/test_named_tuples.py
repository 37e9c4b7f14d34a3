"""Our NamedTuple does what that of `typing` does."""

import copy
import pickle
import typing
from collections.abc import Callable
from inspect import get_annotations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotimg import named_tuples


class Ours(named_tuples.NamedTuple):
    """A point."""

    x: int
    y: int
    name: str = "here"

    @property
    def total(self) -> int:
        return self.x + self.y


class Theirs(typing.NamedTuple):
    """A point."""

    x: int
    y: int
    name: str = "here"

    @property
    def total(self) -> int:
        return self.x + self.y


Kind = Any  # of a class, which is asked for what type checkers would refuse
VALUES = st.lists(st.integers(0, 3), max_size=4)
NAMED = st.dictionaries(st.sampled_from(["x", "y", "name", "z"]), st.integers(0, 3))


def answer(ask: Callable[[], object]) -> object:
    """What came of it: a value without its kind, or the kind of error."""
    try:
        found = ask()
    except (TypeError, ValueError, AttributeError) as error:
        return type(error)
    return tuple(found) if isinstance(found, tuple) else found


@given(VALUES, NAMED)
def test_values_are_made_of_the_same_arguments(values: list[int], named: dict[str, int]) -> None:
    ours, theirs = typing.cast("tuple[Kind, Kind]", (Ours, Theirs))
    assert answer(lambda: ours(*values, **named)) == answer(lambda: theirs(*values, **named))


def test_the_first_value_is_made_as_all_others() -> None:
    def fresh() -> Kind:
        class Fresh(named_tuples.NamedTuple):
            x: int
            y: int = 2

        return Fresh

    assert fresh()(1) == (1, 2)
    assert fresh()(y=1, x=2) == (2, 1)
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'x'"):
        fresh()()
    with pytest.raises(TypeError, match="unexpected keyword argument 'z'"):
        fresh()(1, z=1)


@pytest.mark.parametrize(
    "ask",
    [
        lambda one: one(1, 2).x + one(1, 2).y + one(1, 2).total,
        lambda one: one(1, 2).name,
        lambda one: str(one(1, 2)).removeprefix(one.__name__),
        lambda one: one(1, 2)._replace(y=5, name="there"),
        lambda one: one(1, 2)._replace(z=5),
        lambda one: one(1, 2)._asdict(),
        lambda one: one._make([1, 2, "there"]),
        lambda one: one._make([1, 2]),
        lambda one: one._make([1, 2, 3, 4]),
        lambda one: hash(one(1, 2)),
        lambda one: sorted([one(2, 1), one(1, 2)]),
        lambda one: copy.deepcopy(one(1, [2])),
        lambda one: pickle.loads(pickle.dumps(one(1, 2))),  # noqa: S301  our own
        lambda one: type(pickle.loads(pickle.dumps(one(1, 2)))) is one,  # noqa: S301  our own
        lambda one: setattr(one(1, 2), "x", 3),
        lambda one: setattr(one(1, 2), "other", 3),
        lambda one: hasattr(one(1, 2), "__dict__"),
        lambda one: (one._fields, one._field_defaults, one.__match_args__),
        lambda one: (one.__doc__, one.__mro__[1:], type(one), get_annotations(one)),
    ],
)
def test_values_and_kinds_answer_the_same(ask: Callable[[Kind], object]) -> None:
    assert answer(lambda: ask(Ours)) == answer(lambda: ask(Theirs))


def test_values_are_matched_by_position() -> None:
    match Ours(1, 2):
        case Ours(x, y):
            assert (x, y) == (1, 2)


def test_a_value_made_wrong_is_told_by_the_name_of_its_class() -> None:
    make: Callable[..., object] = Ours
    with pytest.raises(TypeError, match=r"^Ours\.__new__\(\) missing 1 required"):
        make(1)
