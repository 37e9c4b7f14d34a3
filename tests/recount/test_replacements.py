"""`explain`, `check` and `upgrade` name the same image instead of one reference.

Over a fortieth of all tags and of every sixteenth digest, as in `test_recount.py`.
"""

from collections.abc import Iterable, Iterator

import pytest

from dotimg.catalog.tables import Catalog
from tests.recount.raw import Raw
from tests.recount.replacements import Commands
from tests.recount.run import chosen

DAY = "2026-11-28"
SHOWN = 5
STEP = 16  # 5,047 of the 80,748 digests


@pytest.fixture(scope="module")
def commands(catalog: Catalog) -> Commands:
    return Commands(catalog, DAY)


def test_all_name_the_same_instead_of_a_tag(raw: Raw, commands: Commands, part: int | None) -> None:
    references = (reference for reference, _ in chosen(raw.tags, ":", part))
    assert not faults(commands, references)


def test_all_name_the_same_instead_of_a_digest_with_its_tag_and_without(
    raw: Raw, commands: Commands, part: int | None
) -> None:
    assert not faults(commands, pinned(raw, part))


def pinned(raw: Raw, part: int | None) -> Iterator[str]:
    for reference, key in chosen(list(raw.digests)[::STEP], "@", part):
        yield reference
        path, digest = key
        yield f"{path}:{max(raw.digests[key]['tags'], key=len)}@{digest}"


def faults(commands: Commands, references: Iterable[str]) -> list[str]:
    found = [fault for reference in references for fault in commands.named(reference).faults()]
    return [f"{len(found)} faults", *found[:SHOWN]] if found else []
