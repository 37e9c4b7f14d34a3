"""A newer snapshot upon the digests of an earlier catalog."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from dotimg.catalog.details import Digest, Platform
from dotimg.feeds.digests import Digests, carry_on, listed_digests
from dotimg.feeds.snapshot import ListedImage, ListedPlatform, Snapshot
from tests.feeds.upstream_world import (
    FIRST,
    LATER,
    RUNTIME,
    RUNTIME_DEPS,
    SDK,
    TODAY,
    World,
    all_digests,
    digest_rows_of,
    image,
    part,
)


def test_new_digests_are_first_seen_that_day(tmp_path: Path) -> None:
    world = World(tmp_path)
    catalog = world.catalog()
    world.add(RUNTIME, image("10.0.9", part("noble"), part("noble", "arm64"), tags=("10.0.9",)))
    after = world.carried_on(catalog)
    (index,) = after.digest_history(RUNTIME, "10.0", "10.0.9")
    known = all_digests(after)
    family = [index, *(known[RUNTIME, child] for child in index.children)]
    assert [one.kind for one in family] == ["index", "platform", "platform"]
    assert {(one.first_seen, one.last_seen, one.retired) for one in family} == {(LATER, None, None)}


def test_a_carried_on_catalog_tells_what_the_history_would(tmp_path: Path) -> None:
    world = World(tmp_path)
    catalog = world.catalog()
    newer = image(
        *("10.0.9", part("noble-chiseled", tags=("10.0.9-amd64",)), part("nanoserver-ltsc2022")),
        tags=("10.0.9", "latest"),
    )
    world.add(RUNTIME, newer)
    carried = all_digests(world.carried_on(catalog))
    rows = [
        {**row, "first_seen": LATER} if row in digest_rows_of(RUNTIME, newer) else row
        for row in world.digest_rows()
    ]
    world.digests = rows
    assert all_digests(world.catalog()) == carried


def test_digests_that_left_are_retired_that_day_and_were_last_seen_before(tmp_path: Path) -> None:
    world = World(tmp_path)
    catalog = world.catalog()
    world.images[RUNTIME] = [image("10.0.9", part("noble"), tags=("10.0",))]
    after = world.carried_on(catalog)
    current, left, _ = after.digest_history(RUNTIME, "10.0", "10.0")
    assert (current.first_seen, current.retired) == (LATER, None)
    assert (left.first_seen, left.last_seen, left.retired) == (FIRST, TODAY, LATER)
    known = all_digests(after)
    assert {known[RUNTIME, child].retired for child in left.children} == {LATER}


def test_what_was_retired_before_stays_as_it_was(tmp_path: Path) -> None:
    world = World(tmp_path)
    catalog = world.catalog()
    key = RUNTIME, world.left_digest.rpartition("@")[2]
    assert all_digests(world.carried_on(catalog))[key] == all_digests(catalog)[key]


def test_a_digest_keeps_the_tags_that_it_lost_and_gains_new_ones(tmp_path: Path) -> None:
    world = World(tmp_path)
    catalog = world.catalog()
    world.images[RUNTIME][0]["manifest"]["sharedTags"] = ["10.0.8", "lts"]
    (found,) = world.carried_on(catalog).digest_history(RUNTIME, "10.0", "lts")
    assert found.tags == ("10.0", "10.0.8", "lts")
    assert (found.first_seen, found.retired) == (FIRST, None)


def test_a_digest_that_returns_is_listed_again_since_its_first_day(tmp_path: Path) -> None:
    world = World(tmp_path)
    catalog = world.catalog()
    listed = world.images.pop(SDK)
    once = world.carried_on(catalog)
    assert once.digest_history(SDK, "10.0", "10.0-alpine3.23")[0].retired == LATER
    world.images[SDK] = listed
    assert all_digests(world.carried_on(once, "2026-10-13")) == all_digests(catalog)


def test_a_repository_between_two_releases_keeps_its_digests(tmp_path: Path) -> None:
    world = World(tmp_path)
    catalog = world.catalog()
    world.images[RUNTIME] = []
    assert all_digests(world.carried_on(catalog)) == all_digests(catalog)


def test_an_image_that_is_listed_as_two_has_the_tags_of_both(tmp_path: Path) -> None:
    world = World(tmp_path)
    catalog = world.catalog()
    shared = part("noble", tags=("8.0-noble",))
    again = {**shared, "simpleTags": ["9.0-noble"]}
    world.add(RUNTIME_DEPS, image("8.0.30", shared), image("9.0.19", again))
    after = world.carried_on(catalog)
    (found,) = after.digest_history(RUNTIME_DEPS, "9.0", "9.0-noble")
    assert found.tags == ("8.0-noble", "9.0-noble")
    assert after.digest_history(RUNTIME_DEPS, "8.0", "8.0-noble") == (found,)


def test_an_image_that_stands_for_two_systems_is_one_child(tmp_path: Path) -> None:
    world = World(tmp_path)
    catalog = world.catalog()
    slim = part("noble-slim", tags=("10.0.9-noble-slim",))
    same = {**slim, "osVersion": "noble", "simpleTags": ["10.0.9-noble"]}
    world.add(RUNTIME, image("10.0.9", slim, same, tags=("10.0.9",)))
    (index,) = world.carried_on(catalog).digest_history(RUNTIME, "10.0", "10.0.9")
    assert index.children == (slim["digest"].rpartition("@")[2],)


DAYS = ("2026-09-08", "2026-10-13", "2026-11-10")
NAMES = tuple(f"sha256:{number:064x}" for number in range(4))
TAGS = ("10.0", "10.0.8", "10.0-noble", "latest")
# Per repository the digest that each listed tag leads to, or None where it is not named at all.
LISTED = st.fixed_dictionaries(
    {
        repository: st.none() | st.dictionaries(st.sampled_from(TAGS), st.sampled_from(NAMES))
        for repository in (RUNTIME, SDK)
    }
)
Listed = dict[str, dict[str, str] | None]


def of(listed: Listed) -> Snapshot:
    """A snapshot with one image of Ubuntu 24.04 a tag."""
    images = [
        ListedImage(
            path, "10.0.8", None, None, (), (ListedPlatform(platform(name), "noble", (tag,)),)
        )
        for path, tags in listed.items()
        for tag, name in (tags or {}).items()
    ]
    return Snapshot(tuple(images), frozenset(path for path, tags in listed.items() if tags == {}))


def platform(name: str) -> Platform:
    return Platform("linux", "amd64", "noble", name, 742, None)


def in_order(digest: Digest) -> bool:
    if digest.retired is None:
        return digest.last_seen is None
    return bool(digest.last_seen) and digest.first_seen <= str(digest.last_seen) <= digest.retired


@given(st.lists(LISTED, min_size=2, max_size=len(DAYS)))
def test_whatever_the_snapshots_hold_no_digest_and_no_tag_is_lost(snapshots: list[Listed]) -> None:
    digests: Digests = {}
    last = TODAY
    for listed, day in zip(snapshots, DAYS, strict=False):
        before, digests = digests, carry_on(digests, of(listed), last, day)
        now = listed_digests(of(listed))
        between = {path for path, found in listed.items() if found == {}}
        assert digests.keys() == before.keys() | now.keys()
        assert all(map(in_order, digests.values()))
        for key, digest in digests.items():
            old = before.get(key)
            assert digest.first_seen == (old.first_seen if old else day)
            assert set(digest.tags) == {
                *(old.tags if old else ()),
                *(now[key].tags if key in now else ()),
            }
            kept = old is not None and key[0] in between and not old.retired
            assert (digest.retired is None) == (key in now or kept)
        last = day


@given(LISTED, LISTED)
def test_carrying_on_twice_is_carrying_on_once(one: Listed, other: Listed) -> None:
    first = carry_on({}, of(one), TODAY, DAYS[0])
    second = carry_on(first, of(other), DAYS[0], DAYS[1])
    assert carry_on(second, of(other), DAYS[1], DAYS[1]) == second
    assert carry_on(second, of(other), DAYS[1], DAYS[2]) == second
