"""The page on images of other publishers tells what the tables hold."""

import re
from pathlib import Path

from dotimg.catalog.tables import Catalog
from dotimg.names import reference

PAGE = Path(__file__).parent.parent / "docs/other-publishers.md"


def test_the_table_has_every_family_its_publisher_and_whether_upgrade_moves_it(
    catalog: Catalog,
) -> None:
    table = PAGE.read_text("utf-8").partition("## The families")[2]
    rows = [line.strip("| ").split(" | ") for line in table.split("\n") if line.startswith("| `")]
    titles = []
    for first, publisher, _, *moves in rows:
        path = reference.parse(re.findall(r"`([^`]+)`", first)[0]).name
        family = catalog.image_family(path)
        assert family, first
        assert publisher == family.publisher
        assert ("tags" in family.traits) == bool("".join(moves).strip(" |")), first
        titles.append(path)
    assert len({*titles}) == len(rows) == len(catalog.traits["publishers"])
