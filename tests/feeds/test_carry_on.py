"""A newer snapshot upon an earlier catalog: what comes, what leaves, what moves."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotimg.catalog.details import Platform
from dotimg.catalog.model import Tag
from dotimg.catalog.tables import Catalog
from dotimg.errors import InputError
from dotimg.feeds import build, encode
from dotimg.feeds.carry_on import carry_on
from dotimg.feeds.history import Key
from dotimg.feeds.snapshot import ListedImage, ListedPlatform, Snapshot
from tests.feeds.upstream_world import (
    FIRST,
    FRAMEWORK,
    LATER,
    RETIRED,
    RUNTIME,
    RUNTIME_DEPS,
    SDK,
    TODAY,
    TRAITS,
    Json,
    World,
    all_tags,
    earlier,
    image,
    part,
    row,
)

DASHBOARD = "mcr.microsoft.com/dotnet/aspire-dashboard"
AFTER_TODAY = "2026-08-21"


def awaited(repository: str, tag: str, **bent: object) -> Json:
    sources = {"manifest": [TODAY, AFTER_TODAY, None]}
    return row(repository, tag, "11.0.0", evidence="pending", sources=sources, **bent)


def later(world: World, catalog: Catalog) -> dict[Key, Tag]:
    return all_tags(world.carried_on(catalog))


def test_the_same_snapshot_again_changes_nothing_but_the_day(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.write()
    files = world.files()
    before = world.opened(files)
    same = encode.encode(
        build.from_feeds(build.in_folder(str(world.folder)), TRAITS, earlier(before), LATER)
    )
    indexes = [json.loads(one["catalog.json"]) for one in (files, same)]
    assert [one["as_of"] for one in indexes] == [TODAY, LATER]
    essences = [
        {name: value for name, value in one.items() if name not in ("as_of", "crc32")}
        for one in indexes
    ]
    assert essences[0] == essences[1]
    assert {**same, "catalog.json": b""} == {**files, "catalog.json": b""}


def test_a_new_tag_is_first_seen_that_day(tmp_path: Path) -> None:
    world = World(tmp_path)
    catalog = world.catalog()
    world.add(RUNTIME, image("10.0.9", part("noble", tags=("10.0.9",))))
    tag = later(world, catalog)[RUNTIME, "10.0.9"]
    assert (tag.first_seen, tag.last_seen, tag.retired, tag.documented) == (LATER, None, None, None)
    assert (tag.version, tag.platforms, tag.published) == ("10.0.9", "noble:amd64", True)


def test_a_tag_that_left_is_retired_that_day_and_was_last_seen_before(tmp_path: Path) -> None:
    world = World(tmp_path)
    catalog = world.catalog()
    world.images[RUNTIME][0]["manifest"]["sharedTags"] = ["10.0"]
    tag = later(world, catalog)[RUNTIME, "10.0.8"]
    assert (tag.first_seen, tag.last_seen, tag.retired) == (FIRST, TODAY, LATER)
    assert tag.version == "10.0.8"


def test_a_tag_that_was_retired_before_stays_as_it_was(tmp_path: Path) -> None:
    world = World(tmp_path)
    catalog = world.catalog()
    assert later(world, catalog)[RUNTIME, "10.0.7"] == all_tags(catalog)[RUNTIME, "10.0.7"]


def test_a_floating_tag_moves_to_the_new_version_and_system(tmp_path: Path) -> None:
    world = World(tmp_path)
    catalog = world.catalog()
    world.images[RUNTIME] = [image("10.0.9", part("noble"), part("noble", "arm64"), tags=("10.0",))]
    world.images[RUNTIME][0]["platforms"][0]["osVersion"] = "resolute-chiseled"
    tag = later(world, catalog)[RUNTIME, "10.0"]
    assert (tag.version, tag.first_seen, tag.documented) == ("10.0.9", FIRST, True)
    assert (tag.platforms, tag.variants) == ("resolute:amd64 noble:arm64", "chiseled")


def test_a_tag_that_returns_is_listed_again_since_its_first_day(tmp_path: Path) -> None:
    world = World(tmp_path)
    catalog = world.catalog()
    world.add(RUNTIME, image("10.0.7", part("noble", tags=("10.0.7",))))
    tag = later(world, catalog)[RUNTIME, "10.0.7"]
    assert (tag.first_seen, tag.last_seen, tag.retired) == (FIRST, None, None)


def test_a_repository_between_two_releases_keeps_its_tags(tmp_path: Path) -> None:
    world = World(tmp_path)
    catalog = world.catalog()
    world.images[RUNTIME] = []
    assert later(world, catalog) == all_tags(catalog)


def test_a_repository_that_is_gone_has_its_tags_retired(tmp_path: Path) -> None:
    world = World(tmp_path)
    catalog = world.catalog()
    del world.images[SDK]
    tags = later(world, catalog)
    assert {tag.retired for (path, _), tag in tags.items() if path == SDK} == {LATER}


def test_a_repository_between_two_releases_from_the_start_keeps_its_tags(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.history.append(row(DASHBOARD, "13", "13.4.2"))
    world.history.append(awaited(DASHBOARD, "13.5"))
    world.images[DASHBOARD] = []
    catalog = world.catalog()
    assert not all_tags(catalog)[DASHBOARD, "13"].retired
    assert later(world, catalog) == all_tags(catalog)


def test_an_awaited_tag_that_appears_is_first_seen_then(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.history.append(awaited(RUNTIME, "11.0"))
    catalog = world.catalog()
    assert not all_tags(catalog)[RUNTIME, "11.0"].published
    world.images[RUNTIME].append(image("11.0.0", part("noble", tags=("11.0",))))
    tag = later(world, catalog)[RUNTIME, "11.0"]
    assert (tag.published, tag.first_seen, tag.retired) == (True, LATER, None)


def test_an_awaited_tag_that_does_not_come_was_never_published(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.history.append(awaited(RUNTIME, "11.0"))
    tag = later(world, world.catalog())[RUNTIME, "11.0"]
    assert (tag.evidence, tag.last_seen, tag.retired) == ("manifest-only", TODAY, LATER)


def test_an_awaited_tag_of_tomorrow_that_does_not_come_has_its_days_in_order(
    tmp_path: Path,
) -> None:
    world = World(tmp_path)
    world.history.append(awaited(RUNTIME, "11.0", first_seen=AFTER_TODAY))
    catalog = world.catalog()
    tag = all_tags(world.carried_on(catalog, TODAY))[RUNTIME, "11.0"]
    assert (tag.first_seen, tag.last_seen, tag.retired) == (AFTER_TODAY,) * 3


def test_a_tag_that_was_only_defined_and_comes_after_all_is_first_seen_then(tmp_path: Path) -> None:
    world = World(tmp_path)
    days = {"last_seen": FIRST, "delisted": RETIRED}
    world.history.append(row(RUNTIME, "10.0.9", "10.0.9", evidence="manifest-only", **days))
    catalog = world.catalog()
    world.images[RUNTIME].append(image("10.0.9", part("noble", tags=("10.0.9",))))
    tag = later(world, catalog)[RUNTIME, "10.0.9"]
    assert (tag.published, tag.first_seen, tag.retired) == (True, LATER, None)


def test_a_system_that_no_family_knows_still_works(tmp_path: Path) -> None:
    world = World(tmp_path)
    catalog = world.catalog()
    world.add(RUNTIME, image("10.0.9", part("plan9front", tags=("10.0.9",))))
    once = world.carried_on(catalog)
    assert (once.systems["plan9front"].family, once.systems["plan9front"].end) == ("", None)
    world.images[RUNTIME].pop()
    twice = world.carried_on(once, "2026-10-13")
    assert twice.systems == once.systems
    assert all_tags(twice)[RUNTIME, "10.0.9"].retired == "2026-10-13"


def test_a_rebuild_has_the_version_of_its_name(tmp_path: Path) -> None:
    world = World(tmp_path)
    catalog = world.catalog()
    world.add(SDK, image("10.0.302", part("noble", tags=("10.0.302-1",))))
    assert later(world, catalog)[SDK, "10.0.302-1"].version == "10.0.302-1"


def test_a_patch_stated_with_the_version_of_a_shared_image_has_that_of_its_name(
    tmp_path: Path,
) -> None:
    world = World(tmp_path)
    catalog = world.catalog()
    shared = part("buster-slim", tags=("5.0-buster-slim", "5.0.1-buster-slim"))
    world.add(RUNTIME_DEPS, image("3.1.10", shared))
    tags = later(world, catalog)
    assert tags[RUNTIME_DEPS, "5.0.1-buster-slim"].version == "5.0.1"
    assert tags[RUNTIME_DEPS, "5.0-buster-slim"].version == "5.0.1"


def test_digests_are_those_of_the_newer_snapshot(tmp_path: Path) -> None:
    world = World(tmp_path)
    catalog = world.catalog()
    world.images[RUNTIME][0]["manifest"]["digest"] = "sha256:" + "f" * 64
    digest, _ = world.carried_on(catalog).contents(RUNTIME, "10.0")["10.0"]
    assert digest == "sha256:" + "f" * 64


@pytest.mark.parametrize("day", ["2026-08-19", "2026-8-30", "", "tomorrow"])
def test_a_snapshot_older_than_the_catalog_is_refused(tmp_path: Path, day: str) -> None:
    world = World(tmp_path)
    catalog = world.catalog()
    with pytest.raises(InputError, match=f"the snapshot's day should be {TODAY} or later"):
        world.carried_on(catalog, day)
    assert Catalog(catalog.folder).as_of == TODAY


def test_a_damaged_snapshot_leaves_the_catalog_as_it_was(tmp_path: Path) -> None:
    world = World(tmp_path)
    catalog = world.catalog()
    world.images[RUNTIME][0]["platforms"][0]["digest"] = "sha256:0"
    with pytest.raises(InputError, match=r"platforms 1: digest should be a sha256 digest"):
        world.carried_on(catalog)
    assert all_tags(Catalog(catalog.folder)) == all_tags(catalog)


NAMES = ("10.0", "10.0.8", "10.0.9", "10.0-noble", "10.0-alpine3.23", "11.0-preview")
VERSIONS = ("10.0.8", "10.0.9", "11.0.0-preview.7")
DAYS = ("2026-09-08", "2026-10-13", "2026-11-10")
REPOSITORIES = (RUNTIME, SDK, FRAMEWORK)
# Per repository the version that each listed tag points to, or None where it is not named at all.
LISTED = st.fixed_dictionaries(
    {
        repository: st.none() | st.dictionaries(st.sampled_from(NAMES), st.sampled_from(VERSIONS))
        for repository in REPOSITORIES
    }
)


def of(listed: Mapping[str, Mapping[str, str] | None]) -> Snapshot:
    """A snapshot with one image of Ubuntu 24.04 a tag."""
    platform = Platform("linux", "amd64", "noble", "sha256:" + "0" * 64, None, None)
    images = [
        ListedImage(path, version, None, None, (), (ListedPlatform(platform, "noble", (name,)),))
        for path, tags in listed.items()
        for name, version in (tags or {}).items()
    ]
    return Snapshot(tuple(images), frozenset(path for path, tags in listed.items() if tags == {}))


def in_order(tag: Tag) -> bool:
    if tag.retired is None:
        return tag.last_seen is None
    return tag.last_seen is not None and tag.first_seen <= tag.last_seen <= tag.retired


@given(st.lists(LISTED, min_size=2, max_size=len(DAYS)))
def test_whatever_the_snapshots_hold_no_tag_is_lost_and_its_days_are_in_order(
    snapshots: list[dict[str, dict[str, str] | None]],
) -> None:
    tags: dict[Key, Tag] = {(RUNTIME, "10.0"): PENDING}
    last = TODAY
    for listed, day in zip(snapshots, DAYS, strict=False):
        before, tags = tags, carry_on(tags, of(listed), last, day)
        assert before.keys() <= tags.keys()
        assert all(map(in_order, tags.values()))
        names = {(path, name) for path, found in listed.items() for name in found or {}}
        between = {path for path, found in listed.items() if found == {}}
        for key, tag in tags.items():
            assert (not tag.retired) == (
                key in names or (key[0] in between and not before[key].retired)
            )
        for key, tag in before.items():
            assert tags[key].first_seen == tag.first_seen or not tag.published
        last = day


@given(LISTED, LISTED)
def test_carrying_on_twice_is_carrying_on_once(
    one: dict[str, dict[str, str] | None], other: dict[str, dict[str, str] | None]
) -> None:
    first = carry_on({}, of(one), TODAY, DAYS[0])
    second = carry_on(first, of(other), DAYS[0], DAYS[1])
    assert carry_on(second, of(other), DAYS[1], DAYS[1]) == second
    assert carry_on(second, of(other), DAYS[1], DAYS[2]) == second


PENDING = Tag(
    name="10.0",
    version="10.0.8",
    platforms="noble:amd64",
    variants="",
    first_seen=AFTER_TODAY,
    last_seen=None,
    retired=None,
    multi_platform=False,
    documented=None,
    evidence="pending",
    kind="",
)
