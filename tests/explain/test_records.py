"""What is searched for in a section is what stands there, and no more is read than that needs."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotimg.catalog.model import Tag
from dotimg.catalog.tables import Catalog
from dotimg.explain import Explainer
from dotimg.explain.records import Records
from dotimg.explain.retirement import cause
from dotimg.names import tags

DAY = "2026-08-20"
ASPNET = "mcr.microsoft.com/dotnet/aspnet"
CATALOG = Catalog()


@cache
def every() -> list[tuple[str, str, Tag]]:
    return list(CATALOG.all_tags())


@cache
def whole() -> Records:
    """Records that read each section whole."""
    return Records(CATALOG, DAY)


@given(st.data(), st.integers(1, 4))
def test_a_search_finds_what_whole_sections_tell(data: st.DataObject, searches: int) -> None:
    path, _, tag = data.draw(st.sampled_from(every()))
    searching = Records(CATALOG, DAY, searches)
    found, there = searching.find(path, tag.name), whole().find(path, tag.name)
    assert found is not None
    assert found == there
    assert cause(searching, found) == cause(whole(), there)
    assert searching.find(path, f"{tag.name}-x") == whole().find(path, f"{tag.name}-x")


def test_one_tag_is_explained_without_reading_all_that_are_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = next(
        tag.name
        for channel in CATALOG.channels_of(ASPNET)
        if CATALOG.lists(ASPNET, channel)
        for tag in CATALOG.retired(ASPNET, channel)
        if not tags.parse(tag.name).fixed and "-" in tag.name and tag.name.startswith(channel)
    )
    catalog = Catalog()
    read: list[str] = []

    def retired(path: str, channel: str) -> list[Tag]:
        read.append(f"{path} {channel}")
        return CATALOG.retired(path, channel)

    monkeypatch.setattr(catalog, "retired", retired)
    assert Explainer(catalog, DAY).explain(f"aspnet:{name}").published
    assert not read
