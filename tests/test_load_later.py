"""A module that is loaded later is the module itself, from the first question on."""

import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

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
    assert later is import_module(NAME)
    assert type(later) is type(sys)
    assert later.__spec__


def test_what_is_set_on_it_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    load_later(NAME)
    monkeypatch.setattr(f"{NAME}.rgb_to_hsv", "another")
    assert import_module(NAME).rgb_to_hsv == "another"
    assert import_module(NAME).hsv_to_rgb(0, 1, 1) == (1, 0, 0)


def test_one_that_fails_to_load_says_so_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken_one.py").write_text("x = 1\nraise ValueError('broken')\n")
    monkeypatch.syspath_prepend(tmp_path)
    load_later("broken_one")
    for _ in range(2):
        with pytest.raises(ValueError, match="broken"):
            import_module("broken_one").y  # noqa: B018  the question is what raises
    monkeypatch.delitem(sys.modules, "broken_one")


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


def test_threads_that_ask_at_once_find_all_of_it() -> None:
    """A module that loads slowly is no half module for whoever asks meanwhile."""
    code = (
        "import sys; from concurrent.futures import ThreadPoolExecutor as Pool\n"
        "from threading import Barrier; from dotimg.load_later import load_later\n"
        "sys.setswitchinterval(1e-6); load_later('mailbox'); import mailbox; start = Barrier(8)\n"
        "def ask(number): start.wait(); return mailbox.linesep, mailbox.MMDFMessage\n"
        "with Pool(8) as pool: print(len(set(pool.map(ask, range(8)))))"
    )
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=False
        )
        assert (done.stdout, done.stderr) == ("1\n", "")
