"""The shipped digests, and that they are what the publisher's data says."""

import gzip
import json
import os
from collections import Counter
from pathlib import Path

import pytest

from dotimg.catalog.details import Digest
from dotimg.catalog.tables import Catalog, bundled_folder
from dotimg.feeds.history import Key
from tests.feeds.upstream_world import Json, all_digests

DATA = Path(bundled_folder())
ARCHITECTURES = {"amd64": "amd64", "arm64": "arm64", "arm32v7": "arm"}
NO_SYSTEM = ("slim", "chiseled", "distroless", "composite", "extra")
KINDS = {"manifest-list": "index", "platform": "platform"}

Digests = dict[Key, Digest]


@pytest.fixture(scope="module")
def shipped() -> Catalog:
    return Catalog(str(DATA))


@pytest.fixture(scope="module")
def digests(shipped: Catalog) -> Digests:
    return all_digests(shipped)


def test_every_digest_is_there_once(shipped: Catalog, digests: Digests) -> None:
    assert len(digests) == sum(1 for _ in shipped.all_digests()) == 80_748
    assert len({name for _, name in digests}) == 80_385


def test_platforms_and_indexes_are_counted_as_upstream_counts_them(digests: Digests) -> None:
    kinds = Counter(digest.kind for digest in digests.values())
    assert kinds == {"platform": 59_386, "index": 21_362}
    assert sum(digest.size is not None for digest in digests.values()) == 16_454
    assert sum(digest.retired is None for digest in digests.values()) == 856


def test_the_order_is_that_of_all_digests_without_a_gap() -> None:
    names = (DATA / "digests.bin").read_bytes()
    order = (DATA / "digests.idx").read_bytes()
    numbers = [int.from_bytes(order[at : at + 4], "little") for at in range(0, len(order), 4)]
    assert sorted(numbers) == list(range(80_748))
    ordered = [names[32 * number : 32 * number + 32] for number in numbers]
    assert ordered == sorted(ordered)
    assert len(names) == 32 * 80_748
    assert (DATA / "digests.jsonl").read_bytes().count(b"\n") == 80_748


def test_every_digest_has_a_tag_that_is_known(shipped: Catalog, digests: Digests) -> None:
    known = {(path, tag.name) for path, _, tag in shipped.all_tags()}
    for (path, _), digest in digests.items():
        assert digest.tags
        assert {(path, tag) for tag in digest.tags} <= known


def test_every_child_is_a_platform_of_the_same_repository(digests: Digests) -> None:
    children = [
        digests[path, child].kind for (path, _), one in digests.items() for child in one.children
    ]
    assert Counter(children) == {"platform": 61_418}


def test_every_index_has_children_and_nothing_else_does(digests: Digests) -> None:
    for digest in digests.values():
        assert (digest.kind == "index") == bool(digest.children) == (not digest.architecture)


def test_every_listed_tag_leads_to_the_digest_that_the_images_tell(
    shipped: Catalog, digests: Digests
) -> None:
    for path in shipped.paths():
        for channel in shipped.channels_of(path):
            for tag, (name, _) in shipped.contents(path, channel).items():
                current = [
                    digest
                    for digest in shipped.digest_history(path, channel, tag)
                    if not digest.retired
                ]
                assert [digest.digest for digest in current] == [name]
                assert digests[path, str(name)] == current[0]


def test_every_tag_leads_to_all_the_digests_that_carried_it(
    shipped: Catalog, digests: Digests
) -> None:
    carried: dict[Key, set[str]] = {}
    for (path, name), digest in digests.items():
        for carried_tag in digest.tags:
            carried.setdefault((path, carried_tag), set()).add(name)
    for path, channel, tag in shipped.all_tags():
        found = shipped.digest_history(path, channel, tag.name)
        assert {digest.digest for digest in found} == carried.get((path, tag.name), set())
        days = [digest.first_seen for digest in found]
        assert days == sorted(days, reverse=True)


def test_a_tag_of_before_2020_has_no_digest(shipped: Catalog) -> None:
    assert shipped.digest_history("docker.io/microsoft/dotnet", "2.0", "2.0-sdk") == ()


upstream = pytest.mark.skipif(
    "DOTIMG_UPSTREAM" not in os.environ, reason="DOTIMG_UPSTREAM names no folder with the data"
)


@pytest.fixture(scope="module")
def raw() -> list[Json]:
    with gzip.open(Path(os.environ["DOTIMG_UPSTREAM"]) / "digests-history.jsonl.gz") as lines:
        return [json.loads(line) for line in lines]


def our_release(stated: str) -> str:
    name = "-".join(word for word in stated.split("-") if word not in NO_SYSTEM)
    return name.replace("-2009", "-20H2").replace("nanoserver-ltsc2016", "nanoserver-sac2016")


@upstream
def test_every_row_of_the_history_is_found_by_its_digest(shipped: Catalog, raw: list[Json]) -> None:
    assert len(raw) == 80_748
    for row in raw:
        found = shipped.digests(row["digest"])
        assert row["repository"] in {digest.repository for digest in found}
        assert {digest.digest for digest in found} == {row["digest"]}


@upstream
def test_every_row_keeps_kind_tags_version_time_and_days(digests: Digests, raw: list[Json]) -> None:
    for row in raw:
        digest = digests[row["repository"], row["digest"]]
        assert digest.kind == KINDS[row["kind"]]
        assert digest.tags == tuple(sorted(row["tags"]))
        assert digest.version == (row["product_version"] or "")
        assert digest.created == row["created"]
        stated = row["first_seen"], row["last_seen"], row["delisted"]
        assert (digest.first_seen, digest.last_seen, digest.retired) == stated


@upstream
def test_every_platform_keeps_system_architecture_and_size(
    shipped: Catalog, digests: Digests, raw: list[Json]
) -> None:
    rows = [row for row in raw if row["kind"] == "platform"]
    assert len(rows) == 59_386
    named = 0
    for row in rows:
        digest = digests[row["repository"], row["digest"]]
        if digest.release != our_release(row["os_version"]):
            assert all(digest.release in tag for tag in row["tags"] if "alpine3" in tag)
            named += 1
        assert shipped.systems[digest.release].type == row["os"]
        assert digest.architecture == ARCHITECTURES[row["architecture"]]
        assert digest.size == (row["size"] or None)
    assert named == 51  # of March 2020, stated as Alpine 3.12 under tags of alpine3.11


@upstream
def test_every_index_keeps_its_platforms(digests: Digests, raw: list[Json]) -> None:
    rows = [row for row in raw if row["kind"] == "manifest-list"]
    assert len(rows) == 21_362
    for row in rows:
        digest = digests[row["repository"], row["digest"]]
        assert digest.children == tuple(row["children"])
        releases = {our_release(text.split("/")[2]) for text in row["platforms"]}
        assert digest.release == (releases.pop() if len(releases) == 1 else "")
