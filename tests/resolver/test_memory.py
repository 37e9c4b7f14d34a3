"""The resolver keeps nothing of a catalog."""

import gc
import weakref

from dotimg.catalog.tables import Catalog
from dotimg.resolver import pick
from dotimg.resolver.model import Request
from tests.conftest import DAY


def test_a_catalog_that_was_asked_can_go() -> None:
    catalog = Catalog()
    pick(catalog, Request(os="alpine"), DAY)
    pick(catalog, Request(os="debian"), DAY)
    alive = weakref.ref(catalog)
    del catalog
    gc.collect()
    assert alive() is None
