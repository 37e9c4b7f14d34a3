"""A module that is loaded later is the module itself, from the first question on."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from threading import Barrier

import pytest

from dotimg.load_later import load_later

NAME = "colorsys"  # a module that nothing here uses


@pytest.fixture(autouse=True)
def not_loaded() -> Iterator[None]:
    sys.modules.pop(NAME, None)
    yield
    sys.modules.pop(NAME, None)


def is_loaded() -> bool:
    return "rgb_to_hsv" in vars(sys.modules[NAME])


def test_an_import_does_not_load_it_and_a_question_does() -> None:
    load_later(NAME)
    later = import_module(NAME)
    assert not is_loaded()
    assert later.rgb_to_hsv(1, 0, 0) == (0.0, 1.0, 1.0)
    assert is_loaded()
    assert later.rgb_to_hsv is import_module(NAME).rgb_to_hsv


def test_a_name_can_be_imported_from_it() -> None:
    load_later(NAME)
    from colorsys import hsv_to_rgb

    assert hsv_to_rgb is import_module(NAME).hsv_to_rgb


def test_what_it_does_not_have_it_does_not_have() -> None:
    load_later(NAME)
    with pytest.raises(AttributeError, match=f"module '{NAME}' has no attribute 'gone'"):
        import_module(NAME).gone  # noqa: B018  the question is what raises


def test_a_module_that_is_loaded_stays() -> None:
    loaded = import_module(NAME)
    load_later(NAME)
    assert sys.modules[NAME] is loaded


def test_threads_that_ask_at_once_get_the_same_module() -> None:
    threads = 8
    with ThreadPoolExecutor(threads) as pool:
        for _ in range(50):
            sys.modules.pop(NAME, None)
            load_later(NAME)
            later, start = import_module(NAME), Barrier(threads)

            def ask(_: int, later: object = later, start: Barrier = start) -> object:
                start.wait()
                return later.rgb_to_hsv  # type: ignore[attr-defined]

            assert len(set(pool.map(ask, range(threads)))) == 1
