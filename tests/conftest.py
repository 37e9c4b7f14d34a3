"""What many tests share: the tables of a past day, and a day to judge on."""

import os
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from dotimg.catalog.tables import ELSEWHERE, Catalog
from tests.upstream import frozen

pytest_plugins = ["tests.registry_fixtures", "tests.windows"]

# A job in the background of a shell ignores SIGINT, and so would every program that tests start.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Facts of a past day stay true when the shipped tables are renewed; those have tests of their own.
os.environ[ELSEWHERE] = frozen.folder()

# How long an example takes tells of the machine.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

# Else each of the many processes that tests start compiles all of dotimg, which takes the longest.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

DAY = "2026-11-22"


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return Catalog()


@pytest.fixture
def nobodys_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No settings in the environment, and the home of a user who never ran dotimg."""
    for name in [name for name in os.environ if name.startswith("DOTIMG_")]:
        monkeypatch.delenv(name)
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
