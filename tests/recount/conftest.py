"""The raw data, and which part of it is compared."""

import os
from pathlib import Path

import pytest

from dotimg.catalog.tables import Catalog
from dotimg.explain import Explainer
from tests.recount.answers import Recount
from tests.recount.comparison import Table
from tests.recount.gaps import GAPS
from tests.recount.raw import Raw
from tests.recount.run import Recounter, part_of


@pytest.fixture(scope="session")
def part() -> int | None:
    """The fortieth that DOTIMG_RECOUNT names, the first where it names none."""
    return part_of(os.environ.get("DOTIMG_RECOUNT", "0"))


@pytest.fixture(scope="session")
def raw() -> Raw:
    """The publisher's data, where DOTIMG_UPSTREAM names its folder."""
    if "DOTIMG_UPSTREAM" not in os.environ:
        pytest.skip("DOTIMG_UPSTREAM names no folder with the publisher's data")
    return Raw(Path(os.environ["DOTIMG_UPSTREAM"]))


@pytest.fixture(scope="session")
def recounter(raw: Raw, catalog: Catalog, part: int | None) -> Recounter:
    """Compares that part with what is said of the shipped tables."""
    return Recounter(Recount(raw), lambda day: Explainer(catalog, day), part)


@pytest.fixture
def table() -> Table:
    """An empty table."""
    return Table(GAPS)
