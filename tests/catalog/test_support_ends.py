from dotimg.catalog.lifecycles import lifecycles
from dotimg.catalog.tables import Catalog


def test_everything_holds_each_channel_and_each_release_once(catalog: Catalog) -> None:
    found = lifecycles(catalog, "2026-11-22", everything=True)
    names = [one.name for one in found]
    assert len(names) == len(set(names))
    assert {one.name for one in (*catalog.channels, *catalog.framework)} < set(names)
    assert set(catalog.systems) - set(names) == {"ubuntu", "alpine", "linux"}


def test_groups_stand_together_with_the_newest_first(catalog: Catalog) -> None:
    found = lifecycles(catalog, "2026-11-22", everything=True)
    groups = [one.group for one in found]
    assert len(set(groups)) == sum(a != b for a, b in zip(groups, ["", *groups], strict=False))
    alpine = [one.name for one in found if one.group == "Alpine"]
    assert alpine[:2] == ["alpine3.24", "alpine3.23"]


def test_a_channel_is_a_preview_until_the_day_of_its_release(catalog: Catalog) -> None:
    for day, status in (("2025-11-10", "preview"), ("2025-11-11", "supported")):
        by_name = {one.name: one for one in lifecycles(catalog, day, everything=True)}
        assert by_name["10.0"].status == status


def test_what_is_listed_is_told(catalog: Catalog) -> None:
    by_name = {one.name: one for one in lifecycles(catalog, "2026-11-22", everything=True)}
    assert by_name["8.0"].listed
    assert not by_name["7.0"].listed
    assert by_name["bookworm"].listed
    assert not by_name["alpine3.22"].listed


def test_a_system_is_a_preview_until_the_day_of_its_release(catalog: Catalog) -> None:
    for day, status in (("2026-04-22", "preview"), ("2026-04-23", "supported")):
        by_name = {one.name: one for one in lifecycles(catalog, day, everything=True)}
        assert by_name["resolute"].status == status
