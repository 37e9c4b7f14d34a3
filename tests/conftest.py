"""What many tests share: the tables of a past day, and a day to judge on."""

import gc
import os
import signal
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadFileScheduling  # type: ignore[import-untyped]

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

# dotimg itself runs without the collector of garbage. At the threshold of Python, a seventieth of
# this, a fifth of the time went into looking at all that pytest and the tables hold.
gc.set_threshold(50_000)

# Folders whose tests share what takes long to make stay on one core, as a file does.
TOGETHER = ("cli/render/page", "recount", "ci")

# Who takes longest begins first, so that none is still at work when all others are done.
LONG = (
    *("cli/render/page/test_browser", "cli/render/page/test_picker", "test_docs"),
    *("recount/test_recount", "release/test_install_page", "feeds/test_real_data"),
    *("upstream/test_later", "ci/test_dockerfile", "test_packaging", "ci/test_action"),
    *("release/test_program", "explain/test_everything_ever_published", "upgrade/test_decisions"),
    *("resolver/test_cross_product", "project/test_any_bytes", "files/formats/test_any_bytes"),
    *("cli/commands/test_completion_shells", "feeds/test_real_digests", "test_hooks"),
    *("recount/test_replacements", "cli/commands/test_renovate_run", "test_fleet"),
)

DAY = "2026-11-22"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    ranks = {Path(__file__).parent / f"{name}.py": rank for rank, name in enumerate(LONG)}
    items.sort(key=lambda one: ranks.get(one.path, len(ranks)))


def pytest_collection_finish() -> None:
    gc.freeze()  # what was collected stays to the end


class Folders(LoadFileScheduling):  # type: ignore[misc]  # xdist has no types
    """A file, or a folder of `TOGETHER`, is what a core takes."""

    def _split_scope(self, nodeid: str) -> str:
        file = str(super()._split_scope(nodeid))
        return next((one for one in TOGETHER if file.startswith(f"tests/{one}/")), file)


def pytest_xdist_auto_num_workers() -> int | None:
    """One more than there are processors: many tests wait, for a process or for a time to pass."""
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None  # as it says
    linux = sys.platform == "linux"  # where a process may have a part of them
    return (len(os.sched_getaffinity(0)) if linux else os.cpu_count() or 1) + 1


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Folders:
    return Folders(config, log)


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
