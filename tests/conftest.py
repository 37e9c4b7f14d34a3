"""What many tests share: the shipped catalog, and a day to judge on."""

import signal

import pytest

from dotimg.catalog import Catalog

pytest_plugins = ["tests.registry_fixtures", "tests.windows"]

# A job in the background of a shell ignores SIGINT, and so would every program that tests start.
signal.signal(signal.SIGINT, signal.default_int_handler)

DAY = "2026-11-22"


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return Catalog()
