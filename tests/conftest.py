"""What many tests share: the shipped catalog, and a day to judge on."""

import pytest

from dotimg.catalog import Catalog

pytest_plugins = ["tests.registry_fixtures"]

DAY = "2026-11-22"


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return Catalog()
