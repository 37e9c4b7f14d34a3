"""What the resolver remembers between two questions, and what it forgets."""

import gc
import importlib
import weakref

import pytest

from dotimg.catalog import Catalog
from dotimg.model import Request
from dotimg.resolver import pick
from dotimg.resolver.pick import _found
from tests.conftest import DAY


def test_what_was_found_goes_with_its_catalog() -> None:
    catalog = Catalog()
    pick(catalog, Request(os="alpine"), DAY)
    assert _found[catalog]
    alive = weakref.ref(catalog)
    del catalog
    gc.collect()
    assert alive() is None


def test_whoever_asks_for_ever_fills_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    room = importlib.import_module("dotimg.resolver.pick")  # its package has a function so called
    monkeypatch.setattr(room, "_MOST_FOUND", 3)
    catalog = Catalog()
    for version in ("8.0", "9.0", "10.0"):
        for os in ("alpine", "ubuntu", "nanoserver", None):
            first = pick(catalog, Request(version=version, os=os), DAY)
            assert pick(catalog, Request(version=version, os=os), DAY) == first
            assert len(_found[catalog]) <= 3
