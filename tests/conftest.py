"""What many tests share: the shipped catalog."""

import signal

import pytest

from dotimg.catalog import Catalog

pytest_plugins = ["tests.registry_fixtures"]

# A job in the background of a shell ignores SIGINT, and so would every program that tests start.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return Catalog()
