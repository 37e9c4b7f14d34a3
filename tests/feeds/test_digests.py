"""The history of digests: what is read, what is refused, and how it stands in the tables."""

from pathlib import Path

import pytest

from dotimg.catalog.details import Digest
from tests.feeds.upstream_world import (
    CREATED,
    FIRST,
    FRAMEWORK,
    LAST,
    RETIRED,
    RUNTIME,
    RUNTIME_DEPS,
    SDK,
    Json,
    World,
    all_digests,
    digest,
    digest_row,
    image,
    index_row,
    part,
    retired,
)

GONE = {"last_seen": LAST, "delisted": RETIRED}
HISTORY = "digests-history.jsonl.gz"


def bare(name: str) -> str:
    return name.rpartition("@")[2]


def index_of(world: World) -> str:
    return bare(world.images[RUNTIME][0]["manifest"]["digest"])


def bent(world: World) -> list[Json]:
    """The rows as they follow from what is listed, to be changed."""
    world.digests = world.digest_rows()
    return world.digests


def read(world: World, *rows: Json) -> list[Digest]:
    """These rows, which the world's own follow, as the catalog gives them."""
    world.digests = [*rows, *world.digest_rows()]
    found = all_digests(world.catalog())
    return [found[row["repository"], row["digest"]] for row in rows]


def test_a_platform_has_all_that_is_known_of_it(tmp_path: Path) -> None:
    world = World(tmp_path)
    listed = world.images[RUNTIME][0]["platforms"][1]
    assert all_digests(world.catalog())[RUNTIME, bare(listed["digest"])] == Digest(
        digest=bare(listed["digest"]),
        repository=RUNTIME,
        kind="platform",
        tags=("10.0-noble-arm64v8",),
        version="10.0.8",
        release="noble",
        architecture="arm64",
        variants="",
        created="2026-08-10T16:57:08Z",
        first_seen=FIRST,
        last_seen=None,
        retired=None,
        size=742,
        children=(),
    )


@pytest.mark.parametrize(
    ("stated", "tags", "release"),
    [
        ("alpine3.12", ("3.1-alpine", "3.1-alpine3.11"), "alpine3.11"),
        ("alpine3.12", ("3.1-alpine", "3.1-alpine3.12"), "alpine3.12"),
        ("alpine3.12", ("3.1-alpine3.11", "3.1-alpine3.12"), "alpine3.12"),
        ("alpine3.12", ("3.1-alpine", "3.1"), "alpine3.12"),
        ("alpine3.12", ("app-noble",), "alpine3.12"),  # another family tells nothing
        ("alpine3.12", ("3.1-alpine3.99",), "alpine3.12"),  # nor does a release that never was
    ],
)
def test_the_one_release_that_all_tags_name_decides(
    tmp_path: Path, stated: str, tags: tuple[str, ...], release: str
) -> None:
    world = World(tmp_path)
    world.history += [
        retired(RUNTIME, f"3.1-alpine{number}", "3.1.2", os_versions=[f"alpine{number}"])
        for number in ("3.11", "3.12")
    ]
    (found,) = read(world, digest_row(RUNTIME, digest(), *tags, os_version=stated, **GONE))
    assert found.release == release


def test_an_index_has_its_platforms_and_the_release_that_they_share(tmp_path: Path) -> None:
    world = World(tmp_path)
    index = all_digests(world.catalog())[RUNTIME, index_of(world)]
    platforms = [bare(one["digest"]) for one in world.images[RUNTIME][0]["platforms"]]
    assert (index.kind, index.architecture, index.size) == ("index", "", None)
    assert (index.tags, index.version) == (("10.0", "10.0.8"), "10.0.8")
    assert (index.release, index.children) == ("noble", tuple(platforms))


def test_an_index_of_several_releases_has_none(tmp_path: Path) -> None:
    world = World(tmp_path)
    parts = part("noble"), part("nanoserver-ltsc2022")
    world.add(RUNTIME, image("10.0.9", *parts, tags=("10.0.9",)))
    (index,) = world.catalog().digest_history(RUNTIME, "10.0", "10.0.9")
    assert index.release == ""
    assert len(index.children) == 2


def test_variants_are_told_by_tags_and_systems(tmp_path: Path) -> None:
    world = World(tmp_path)
    named = digest_row(SDK, digest(), "10.0-noble-aot", **GONE)
    built = digest_row(SDK, digest(), "10.0", os_version="noble-chiseled", **GONE)
    index = index_row(
        *(SDK, digest(), "10.0"),
        platforms=["linux/amd64/noble-chiseled"],
        children=[built["digest"]],
        **GONE,
    )
    assert [one.variants for one in read(world, index, named, built)] == [
        *("chiseled", "aot", "chiseled"),
    ]


def test_what_upstream_does_not_tell_is_empty(tmp_path: Path) -> None:
    row = digest_row(SDK, digest(), "samples", created=None, **GONE)
    (found,) = read(World(tmp_path), row)
    assert (found.version, found.created, found.size) == ("", None, None)


def test_a_size_of_zero_is_unknown(tmp_path: Path) -> None:
    (found,) = read(World(tmp_path), digest_row(SDK, digest(), "10.0", size=0, **GONE))
    assert found.size is None


def test_tags_are_sorted(tmp_path: Path) -> None:
    (found,) = read(World(tmp_path), digest_row(SDK, digest(), "latest", "10.0", "9.0", **GONE))
    assert found.tags == ("10.0", "9.0", "latest")


def test_a_digest_can_stand_in_several_repositories(tmp_path: Path) -> None:
    world = World(tmp_path)
    name = digest()
    rows = [digest_row(path, name, "10.0-arm", **GONE) for path in (SDK, RUNTIME_DEPS, RUNTIME)]
    read(world, *rows)
    found = world.opened(world.files()).digests(bare(name))
    assert [one.repository for one in found] == [RUNTIME, RUNTIME_DEPS, SDK]


def test_a_tag_leads_to_all_its_digests_the_newest_first(tmp_path: Path) -> None:
    world = World(tmp_path)
    found = world.catalog().digest_history(RUNTIME, "10.0", "10.0")
    assert [one.digest for one in found] == [index_of(world), bare(world.left_digest)]


def test_two_builds_of_one_day_are_told_apart_by_their_time(tmp_path: Path) -> None:
    world = World(tmp_path)
    times = ("2026-05-12T08:00:00Z", None, "2026-05-12T20:00:00Z", "2026-05-12T12:00:00Z")
    rows = [digest_row(SDK, digest(), "9.0-arm", created=time, **GONE) for time in times]
    read(world, *rows)
    found = world.opened(world.files()).digest_history(SDK, "9.0", "9.0-arm")
    assert [one.created for one in found] == [times[2], times[3], times[0], None]


@pytest.mark.parametrize(
    ("channel", "tag"), [("10.0", "latest"), ("", "latest"), ("9.0", "9.0"), ("10.0", "10.0-x")]
)
def test_a_tag_is_found_in_whatever_section_its_digests_stand(
    tmp_path: Path, channel: str, tag: str
) -> None:
    world = World(tmp_path)
    tags = (("8.0", "latest"), ("9.0", "latest"), ("9.0", "10.0-x"), ("10.0-x", "10.0"))
    rows = [digest_row(RUNTIME_DEPS, digest(), *names, **GONE) for names in tags]
    read(world, *rows)
    catalog = world.opened(world.files())
    for _ in range(3):  # the second time a section is sorted by tag
        found = catalog.digest_history(RUNTIME_DEPS, channel, tag)
        assert {one.digest for one in found} == {
            row["digest"] for row in rows if tag in row["tags"]
        }
        assert len(found) == 2


def test_a_tag_is_not_taken_for_a_version_or_a_system_of_that_name(tmp_path: Path) -> None:
    world = World(tmp_path)
    read(world, digest_row(SDK, digest(), "10.0", product_version="10.0.1", **GONE))
    catalog = world.opened(world.files())
    assert catalog.digest_history(SDK, "10.0", "10.0.1") == ()
    assert catalog.digest_history(SDK, "", "noble") == ()


def test_digests_stand_with_the_version_for_dotnet_framework(tmp_path: Path) -> None:
    assert len(World(tmp_path).catalog().digest_history(FRAMEWORK, "4.8.1", "4.8.1")) == 1


@pytest.mark.parametrize(
    ("bent_fields", "reason"),
    [
        ({"digest": "sha256:0"}, "digest should be a sha256 digest"),
        ({"kind": "layer"}, "kind should be one of manifest-list, platform, is 'layer'"),
        ({"repository": None}, "repository should be a text, is 'null'"),
        ({"tags": ["no tag"]}, "tags should be a tag"),
        ({"product_version": "ten"}, "product_version should be a version"),
        ({"created": "yesterday"}, "created should be a time in UTC"),
        ({"os": "plan9"}, "os should be one of linux, windows"),
        ({"architecture": "m68k"}, "the architecture 'm68k' is unknown"),
        ({"os_version": "a b"}, "os_version should be plain words"),
        ({"size": -1}, "size should be a whole number"),
        ({"first_seen": "2026-13-01"}, "first_seen should be a date"),
        ({"last_seen": LAST}, "has a last_seen day but is not delisted"),
        ({"delisted": RETIRED}, "first_seen, last_seen and delisted are not in this order"),
        (
            {"last_seen": RETIRED, "delisted": LAST},
            "first_seen, last_seen and delisted are not in this order",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_a_damaged_row_is_refused_with_its_place(
    tmp_path: Path, bent_fields: Json, reason: str
) -> None:
    world = World(tmp_path)
    bent(world)[1].update(bent_fields)
    assert world.refused().startswith(f"{world.folder / HISTORY}: row 2: {reason}")


def test_a_digest_that_stands_there_twice_is_refused(tmp_path: Path) -> None:
    world = World(tmp_path)
    rows = bent(world)
    rows.append(rows[0])
    name = bare(world.left_digest)
    said = world.refused()
    assert said.endswith(f"row {len(rows)}: {RUNTIME}@{name} is listed twice")


@pytest.mark.parametrize("child", ["unknown", "elsewhere", "index"])
def test_an_index_of_what_is_no_platform_there_is_refused(tmp_path: Path, child: str) -> None:
    world = World(tmp_path)
    rows = bent(world)
    (number,) = [number for number, row in enumerate(rows) if row["kind"] == "manifest-list"]
    name = {
        "unknown": bare(digest()),
        "elsewhere": next(row["digest"] for row in rows if row["repository"] == SDK),
        "index": rows[number]["digest"],
    }[child]
    rows[number]["children"].append(name)
    said = f"row {number + 1}: the child {name} is not a platform of this repository"
    assert world.refused().endswith(said)


def test_an_index_with_a_platform_that_it_does_not_state_is_refused(tmp_path: Path) -> None:
    world = World(tmp_path)
    row = next(row for row in bent(world) if row["kind"] == "manifest-list")
    row["platforms"] = ["linux/amd64/noble", "linux/arm64/jammy"]
    assert world.refused().endswith(f"the child {row['children'][1]} is of none of its platforms")


def test_an_index_may_state_a_platform_whose_digest_is_not_known(tmp_path: Path) -> None:
    child = digest_row(SDK, digest(), "9.0-noble", **GONE)
    platforms = ["linux/amd64/noble", "windows/amd64/nanoserver-ltsc2022"]
    facts = {"platforms": platforms, "children": [child["digest"]], **GONE}
    index, _ = read(World(tmp_path), index_row(SDK, digest(), "9.0", **facts), child)
    assert (index.release, index.children) == ("", (child["digest"],))


def test_an_index_without_platforms_is_refused(tmp_path: Path) -> None:
    world = World(tmp_path)
    next(row for row in bent(world) if row["kind"] == "manifest-list")["children"] = []
    assert world.refused().endswith("children are missing")


def test_a_history_without_digests_is_refused(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.write()
    (world.folder / HISTORY).unlink()
    assert world.refusal().startswith(f"{world.folder / HISTORY}: cannot be read")


@pytest.mark.parametrize(
    "bent_fields",
    [
        {"tags": ["10.0"]},
        {"created": "2026-08-10T16:57:09Z"},
        {"size": 741},
        {"architecture": "arm32v7"},
        {"os_version": "jammy"},
        GONE,
    ],
    ids=lambda bent_fields: next(iter(bent_fields)),
)
def test_a_digest_that_history_and_snapshot_tell_differently_is_refused(
    tmp_path: Path, bent_fields: Json
) -> None:
    world = World(tmp_path)
    row = bent(world)[1]
    row.update(bent_fields)
    for index in world.digests or ():  # its index has the platform as it is bent
        if row["digest"] in index.get("children", ()):
            index["platforms"].append(f"linux/{row['architecture']}/{row['os_version']}")
    said = world.refused()
    assert said.startswith(f"{world.folder}: history and snapshot differ on ")
    assert f"{RUNTIME}@{row['digest']}" in said


def test_an_index_with_another_platform_is_refused(tmp_path: Path) -> None:
    world = World(tmp_path)
    next(row for row in bent(world) if row["kind"] == "manifest-list")["children"].pop()
    assert f"differ on 1 digests, the first: {RUNTIME}@{index_of(world)}" in world.refused()


def test_a_listed_digest_that_the_history_lacks_is_refused(tmp_path: Path) -> None:
    world = World(tmp_path)
    missing = bent(world).pop()
    name = f"{missing['repository']}@{missing['digest']}"
    assert world.refused().endswith(f"differ on 1 digests, the first: {name}")


def test_a_digest_that_the_snapshot_lacks_is_refused(tmp_path: Path) -> None:
    world = World(tmp_path)
    bent(world).append(digest_row(RUNTIME, digest(), "10.0"))
    assert "differ on 1 digests" in world.refused()


def test_a_listed_digest_may_have_had_more_tags(tmp_path: Path) -> None:
    world = World(tmp_path)
    bent(world)[1]["tags"].append("latest")
    assert len(world.catalog().digest_history(RUNTIME, "10.0", "latest")) == 1


def test_digests_of_a_repository_between_two_releases_are_no_contradiction(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.images[SDK + "/base"] = []
    (found,) = read(world, digest_row(SDK + "/base", digest(), "10.0"))
    assert found.retired is None


def test_platforms_in_another_order_are_the_same_index(tmp_path: Path) -> None:
    world = World(tmp_path)
    next(row for row in bent(world) if row["kind"] == "manifest-list")["children"].reverse()
    assert len(all_digests(world.catalog())[RUNTIME, index_of(world)].children) == 2


def test_an_image_that_is_listed_as_two_has_either_version_and_the_tags_of_both(
    tmp_path: Path,
) -> None:
    world = World(tmp_path)
    shared = part("noble", tags=("8.0-noble",))
    again = {**shared, "simpleTags": ["9.0-noble-aot"]}
    world.add(RUNTIME_DEPS, image("8.0.30", shared), image("9.0.19", again))
    others = world.digest_rows()
    world.digests = [row for row in others if row["repository"] != RUNTIME_DEPS]
    tags = "8.0-noble", "9.0-noble-aot"
    world.digests.append(
        digest_row(RUNTIME_DEPS, shared["digest"], *tags, product_version="9.0.19", size=742)
    )
    (found,) = world.catalog().digest_history(RUNTIME_DEPS, "9.0", "9.0-noble-aot")
    assert (found.tags, found.version, found.variants) == (tags, "9.0.19", "aot")


def test_a_section_begins_with_the_newest(tmp_path: Path) -> None:
    world = World(tmp_path)
    days = ("2025-02-11", "2025-11-11", "2025-06-10")
    rows = [digest_row(SDK, digest(), "9.0", first_seen=day, **GONE) for day in days]
    read(world, *rows)
    found = [row for row in world.opened(world.files()).all_digests() if "9.0" in row.tags]
    assert [row.first_seen for row in found] == sorted(days, reverse=True)


def test_the_order_of_the_rows_does_not_matter(tmp_path: Path) -> None:
    world = World(tmp_path)
    twins = [digest_row(SDK, digest(), "9.0", **GONE) for _ in range(2)]
    world.digests = [*twins, *world.digest_rows()]
    world.write()
    files = world.files()
    world.digests.reverse()
    world.write()
    assert world.files() == files


def test_times_are_cut_to_seconds(tmp_path: Path) -> None:
    (found,) = read(World(tmp_path), digest_row(SDK, digest(), "10.0", created=CREATED, **GONE))
    assert found.created == "2026-08-10T16:57:08Z"
