"""Answers are worked out once for each catalog and each question."""

from dotimg.catalog.remembering import remembered
from dotimg.catalog.tables import Catalog


def test_each_question_has_an_answer_of_its_own() -> None:
    asked = []

    @remembered
    def pair(catalog: Catalog, first: int = 0, second: int = 0) -> tuple[Catalog, int, int]:
        asked.append((catalog, first, second))
        return asked[-1]

    one, other = Catalog(), Catalog()
    for catalog in (one, other, one):
        assert pair(catalog, first=1) == (catalog, 1, 0)
        assert pair(catalog, second=1) == (catalog, 0, 1)
        assert pair(catalog, second=1, first=2) == pair(catalog, first=2, second=1)
    assert len(asked) == 2 * 3
