"""What the search of the page says of tags is what `dotimg explain` says."""

from typing import Any

import pytest

from dotimg.catalog.tables import Catalog
from dotimg.cli.render.explanation import facts
from dotimg.cli.render.page.data import document, joined
from dotimg.explain import Explainer
from dotimg.explain.summaries import Summaries
from tests.conftest import DAY


def told(found: dict[str, Any], repository: str, number: int) -> list[tuple[str, str]]:
    """The fix and the facts of a tag, put together as `page.js` does."""
    own, all_facts = found["repositories"][repository], found["facts"]
    fix, *shared = found["kinds"][own["kinds"][number]]
    rows = [all_facts[fact] for fact in (*shared, *own["facts"][number])]
    rows.sort(key=lambda row: row[0])
    return [(label, text) for _, label, text in (all_facts[fix], *rows)]


@pytest.mark.parametrize(
    ("day", "mirror"),
    [(DAY, None), ("2024-05-01", "contoso.azurecr.io/mcr")],
)
def test_every_kind_of_tag_is_told_as_explain_does(
    catalog: Catalog, day: str, mirror: str | None
) -> None:
    # Whole channels of repositories, as it is beside each other that tags share what is told.
    sections = list(dict.fromkeys(row[:2] for row in catalog.all_tags()))
    chosen = set(sections[::25])
    rows = [row for row in catalog.all_tags() if row[:2] in chosen]
    summaries = Summaries(catalog, day, mirror)
    found = document(summaries.of(*row) for row in rows)
    assert len(found["kinds"]) > 300
    explainer = Explainer(catalog, day, mirror, history=False)
    places: dict[str, int] = {}
    for number, (path, _, tag) in enumerate(rows):
        place = places[path] = places.get(path, -1) + 1
        if number % 3:
            continue
        expected = explainer.explain(f"{path}:{tag.name}")
        assert found["repositories"][path]["sentences"][place] == expected.sentence
        assert told(found, path, place) == [("fix", expected.scanner), *facts(expected)]


def test_the_parts_together_are_the_same_as_all_at_once(catalog: Catalog) -> None:
    rows = [
        row for row in catalog.all_tags() if row[0].endswith(("/monitor", "/dotnet-buildtools"))
    ]
    sections = dict.fromkeys(row[:2] for row in rows)
    assert len(sections) > 3
    summaries = Summaries(catalog, DAY)
    parts = [
        document(summaries.of(*row) for row in rows if row[:2] == section) for section in sections
    ]
    assert joined(parts) == document(summaries.of(*row) for row in rows)
    assert joined([]) == document([])
