"""The shipped tables, and that they are what the publisher's data says.

The second part needs that data: DOTIMG_UPSTREAM names its folder.
"""

import gzip
import hashlib
import json
import os
from collections import Counter
from pathlib import Path

import pytest
import yaml

from dotimg.catalog import checksums
from dotimg.catalog.details import Release
from dotimg.catalog.model import Tag
from dotimg.catalog.tables import Catalog, bundled_folder
from dotimg.feeds import build
from dotimg.feeds.history import Key
from dotimg.names.tags import parse
from tests.feeds.upstream_world import RUNTIME_DEPS, SAMPLES_OF_OLD, SDK, TRAITS, Json, all_tags
from tests.upstream import frozen

DATA = Path(bundled_folder())
TABLES = (
    *("digests.bin", "digests.idx", "digests.jsonl"),
    *(
        "cves.json",
        "distros.json",
        "images.jsonl",
        "layers.bin",
        "packages.json",
        "publishers.json",
        "releases.json",
    ),
    "tags.jsonl",
)
DASHBOARD = "mcr.microsoft.com/dotnet/aspire-dashboard"
CORE_ASPNET = "mcr.microsoft.com/dotnet/core/aspnet"
ERAS = {
    "docker.io/microsoft/": 2_394,
    "mcr.microsoft.com/dotnet/core/": 4_862,
    "mcr.microsoft.com/dotnet/framework/": 3_469,
    "mcr.microsoft.com/dotnet/": 34_399,
}
# What successors.json adds to the traits.
FORMER = {
    "sdk": ["docker.io/microsoft/aspnetcore-build"],
    "aspnet": ["docker.io/microsoft/aspnetcore", "docker.io/microsoft/aspnet"],
    "framework/aspnet": ["docker.io/microsoft/aspnet"],
    "framework/wcf": ["docker.io/microsoft/wcf"],
}
CHANNELS = ["11.0", "10.0", "9.0", "8.0", "7.0", "6.0", "5.0", "3.1", "3.0", "2.2", "2.1", "2.0"]


@pytest.fixture(scope="module")
def shipped() -> Catalog:
    return Catalog(str(DATA))


@pytest.fixture(scope="module")
def tags(shipped: Catalog) -> dict[Key, Tag]:
    return all_tags(shipped)


@pytest.fixture(scope="module")
def index() -> Json:
    loaded: Json = json.loads((DATA / "catalog.json").read_bytes())
    return loaded


def test_every_tag_is_there_once(shipped: Catalog, tags: dict[Key, Tag]) -> None:
    assert len(tags) == sum(1 for _ in shipped.all_tags()) == 45_124


def test_every_era_is_there(tags: dict[Key, Tag]) -> None:
    eras = [next(era for era in ERAS if path.startswith(era)) for path, _ in tags]
    assert Counter(eras) == ERAS


def test_listed_and_awaited_tags_are_1940(shipped: Catalog, tags: dict[Key, Tag]) -> None:
    assert sum(not tag.retired for tag in tags.values()) == 1_940
    by_section = sum(
        len(shipped.listed(path, channel))
        for path in shipped.paths()
        for channel in shipped.channels_of(path)
    )
    assert by_section == 1_940


def test_evidence_is_counted_as_upstream_counts_it(tags: dict[Key, Tag]) -> None:
    assert Counter(tag.evidence for tag in tags.values()) == {
        "": 39_910,
        "manifest": 3_414,
        "syndication": 1_463,
        "readme": 208,
        "seen-in-use": 32,
        "readme-only": 13,
        "dockerfile": 1,
        "manifest-only": 77,
        "pending": 6,
    }


def test_every_listed_tag_has_a_digest(shipped: Catalog, tags: dict[Key, Tag]) -> None:
    with_digest = {
        (path, name)
        for path in shipped.paths()
        for channel in shipped.channels_of(path)
        for name, (digest, _) in shipped.contents(path, channel).items()
        if digest
    }
    listed = {key for key, tag in tags.items() if not tag.retired and tag.published}
    assert with_digest == {key for key in listed if key[0] != DASHBOARD}
    assert with_digest


def test_the_digest_of_a_tag_is_of_the_platforms_of_its_row(shipped: Catalog) -> None:
    for path in shipped.paths():
        for channel in shipped.channels_of(path):
            contents = shipped.contents(path, channel)
            for tag in shipped.listed(path, channel):
                if tag.name in contents:
                    _, platforms = contents[tag.name]
                    assert {(one.release, one.architecture) for one in platforms} == {
                        (one.release, one.architecture) for one in shipped.platforms(tag)
                    }


def test_the_days_of_every_tag_are_in_order(tags: dict[Key, Tag]) -> None:
    for tag in tags.values():
        if tag.evidence == "seen-in-use":
            assert not tag.first_seen
            assert tag.retired
        elif tag.retired:
            assert tag.last_seen
            assert tag.first_seen <= tag.last_seen <= tag.retired
        else:
            assert tag.last_seen is None


def test_no_digest_is_of_another_release_than_all_its_tags_name(shipped: Catalog) -> None:
    renamed, families = shipped.traits["renamed_releases"], shipped.traits["families"]
    odd: Counter[str] = Counter()
    for digest in shipped.all_digests():
        words = {parse(tag).system.removesuffix("-slim") for tag in digest.tags}
        named = {renamed.get(word, word) for word in words} & shipped.systems.keys() - families
        if digest.kind == "platform" and named and digest.release not in named:
            odd[digest.release] += 1
    assert odd == {"ubuntu": 10}  # samples whose release upstream does not state


def test_every_tag_offers_platforms_of_known_releases(
    shipped: Catalog, tags: dict[Key, Tag]
) -> None:
    for tag in tags.values():
        assert shipped.platforms(tag)


def test_every_release_of_a_system_has_a_tag(shipped: Catalog, tags: dict[Key, Tag]) -> None:
    assert set(shipped.systems) == {name for tag in tags.values() for name in tag.releases}
    assert [name for name, system in shipped.systems.items() if not system.family] == ["linux"]


def test_there_are_fourteen_channels(shipped: Catalog) -> None:
    assert [one.name for one in shipped.channels] == [*CHANNELS, "1.1", "1.0"]


def test_sizes_and_checksums_match(index: Json) -> None:
    assert index["tables"] == {
        name: {
            "bytes": (DATA / name).stat().st_size,
            "sha256": hashlib.sha256((DATA / name).read_bytes()).hexdigest(),
            "crc32": checksums.of_blocks((DATA / name).read_bytes()),
        }
        for name in TABLES
    }


def test_no_text_has_a_carriage_return() -> None:
    for path in DATA.glob("*.[jmy]*"):
        assert b"\r" not in path.read_bytes(), path.name


@pytest.mark.parametrize("table", ["tags", "images"])
def test_sections_cover_the_table_in_order_and_begin_at_lines(index: Json, table: str) -> None:
    content = (DATA / f"{table}.jsonl").read_bytes()
    position = 0
    for channels in index["sections"][table].values():
        for start, *middle, end in channels.values():
            assert start == position
            assert start < end
            for place in (*middle, end):
                assert start <= place <= end
                assert content[place - 1 : place] == b"\n" or place == 0
            position = end
    assert position == len(content)


@pytest.mark.parametrize("table", ["tags", "images"])
def test_repositories_and_channels_stand_sorted(index: Json, table: str) -> None:
    repositories = index["sections"][table]
    assert list(repositories) == sorted(repositories)
    assert all(list(channels) == sorted(channels) for channels in repositories.values())


def test_the_traits_are_those_of_the_file() -> None:
    written = yaml.safe_load((frozen.SHIPPED / "traits.yaml").read_text(encoding="utf-8"))
    for name, former in FORMER.items():
        written["repositories"][name].setdefault("former", []).extend(former)
    assert written == TRAITS


# The oddities that upstream's README tells of.


@pytest.mark.parametrize(
    ("channel", "noted", "newest", "sdk"),
    [
        ("10.0", "10.0.10", "10.0.11", "10.0.400"),
        ("9.0", "9.0.18", "9.0.19", "9.0.317"),
        ("8.0", "8.0.29", "8.0.30", "8.0.424"),
        ("11.0", "11.0.0-preview.6", "11.0.0-preview.7", "11.0.100-preview.7"),
    ],
)
def test_the_patch_of_august_2026_comes_from_the_images(
    shipped: Catalog, channel: str, noted: str, newest: str, sdk: str
) -> None:
    first, second, *_ = shipped.releases(channel)
    assert first == Release(newest, "2026-08-11", newest, first.sdks, None)
    assert sdk in first.sdks
    assert second.version == noted
    assert second.cves is not None
    found = shipped.channel(channel)
    assert found
    assert (found.runtime, found.sdk) == (newest, sdk)


def test_9_0_was_generally_available_before_the_day_of_its_note(shipped: Catalog) -> None:
    found = shipped.channel("9.0")
    assert found
    assert found.released == "2024-11-12"
    assert shipped.releases("9.0")[-1].day <= "2024-11-12"
    (note,) = [one for one in shipped.releases("9.0") if one.version == "9.0.0"]
    assert note.day == "2024-12-03"


def test_no_cve_has_a_blank_around_it(shipped: Catalog) -> None:
    for channel in shipped.channels:
        for release in shipped.releases(channel.name):
            assert all(cve == cve.strip() for cve in release.cves or ())
    (release,) = [one for one in shipped.releases("3.1") if one.version == "3.1.8"]
    assert release.cves == ("CVE-2020-1045",)


def test_a_release_of_the_sdk_alone_has_no_runtime(shipped: Catalog) -> None:
    (release,) = [one for one in shipped.releases("2.2") if one.version == "2.2.103"]
    assert (release.runtime, release.sdks) == ("", ("2.2.103",))


@pytest.mark.parametrize("name", ["4.8.1", "4.8", "4.7.2"])
def test_net_framework_whose_end_is_only_false_has_none(shipped: Catalog, name: str) -> None:
    found = shipped.channel(name)
    assert found
    assert found.end is None


@pytest.mark.parametrize("architecture", ["amd64", "arm32v7", "arm64v8"])
def test_runtime_deps_5_0_on_buster_slim_is_5_0(tags: dict[Key, Tag], architecture: str) -> None:
    # Upstream states 3.1.10 for it.
    assert tags[RUNTIME_DEPS, f"5.0.0-buster-slim-{architecture}"].version == "5.0.0"


def test_no_runtime_deps_of_5_0_is_stated_as_3_1(tags: dict[Key, Tag]) -> None:
    of_5 = [tag for (path, name), tag in tags.items() if path == RUNTIME_DEPS and name[:3] == "5.0"]
    assert of_5
    assert all(tag.version.startswith("5.0.") for tag in of_5)


@pytest.mark.parametrize("tag", ["8.0.401-1", "8.0.401-1-alpine3.19", "6.0.428-1"])
def test_a_rebuild_has_the_version_of_its_name(tags: dict[Key, Tag], tag: str) -> None:
    assert tags[SDK, tag].version == "-".join(tag.split("-")[:2])


def test_the_dashboard_between_two_releases_keeps_its_tags(
    shipped: Catalog, tags: dict[Key, Tag]
) -> None:
    listed = [tag for (path, _), tag in tags.items() if path == DASHBOARD and not tag.retired]
    assert Counter(tag.evidence for tag in listed) == {"": 4, "pending": 6}
    assert all(not shipped.contents(DASHBOARD, one) for one in shipped.channels_of(DASHBOARD))


def test_what_was_only_defined_is_not_published(tags: dict[Key, Tag]) -> None:
    assert not tags[DASHBOARD, "13.5.0"].published
    assert not tags[DASHBOARD, "13.5.1"].published


@pytest.mark.parametrize("tag", ["3.1.9-nanoserver-2009", "2.1-nanoserver-2009"])
def test_windows_2009_is_20h2(tags: dict[Key, Tag], tag: str) -> None:
    assert tags[CORE_ASPNET, tag].platforms == "nanoserver-20H2:amd64"


def test_no_system_has_two_names(shipped: Catalog) -> None:
    assert not set(TRAITS["renamed_releases"]) & set(shipped.systems)
    assert set(TRAITS["renamed_releases"].values()) <= set(shipped.systems)


def test_a_tag_on_nanoserver_ltsc2016_is_on_sac2016(tags: dict[Key, Tag]) -> None:
    tag = tags["docker.io/microsoft/dotnet", "2.0-sdk-nanoserver-ltsc2016"]
    assert tag.releases == ("nanoserver-sac2016",)


def test_samples_without_a_stated_release_have_that_of_their_name(tags: dict[Key, Tag]) -> None:
    assert tags[SAMPLES_OF_OLD, "aspnetapp-stretch"].platforms == "stretch:amd64"
    assert tags[SAMPLES_OF_OLD, "dotnetapp-stretch-arm32v7"].platforms == "stretch:arm"
    assert tags[SAMPLES_OF_OLD, "aspnetapp"].releases[0] == "linux"


# What follows compares with the publisher's data itself.

upstream = pytest.mark.skipif(
    "DOTIMG_UPSTREAM" not in os.environ,
    reason="DOTIMG_UPSTREAM names no folder with the publisher's data",
)
# Told again here, and not taken from the builder, so that a mistake there shows.
ARCHITECTURES = {"amd64": "amd64", "arm64": "arm64", "arm32v7": "arm"}
NO_SYSTEM = {"slim", "chiseled", "distroless", "composite", "extra", "aot"}


@pytest.fixture(scope="module")
def raw() -> list[Json]:
    """The rows of both histories, with the earlier days of some."""
    upstream, days = Path(os.environ["DOTIMG_UPSTREAM"]), {}
    for row in json_lines(upstream / "docker-hub/earlier-days.jsonl"):
        days[row["repository"], row["tag"]] = row["first_seen"]
    rows = []
    for name in ("tags-history.jsonl.gz", "docker-hub/tags-history-hub.jsonl.gz"):
        with gzip.open(upstream / name) as lines:
            rows += [json.loads(line) for line in lines]
    for row in rows:
        row["first_seen"] = days.get((row["repository"], row["tag"]), row["first_seen"])
    return rows


def json_lines(path: Path) -> list[Json]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def our_release(stated: str, row: Json) -> str:
    if not stated:
        return "stretch" if "stretch" in row["tag"] else "linux"
    name = "-".join(word for word in stated.split("-") if word not in NO_SYSTEM)
    if name.endswith("-2009"):
        return name.replace("-2009", "-20H2")
    return name.replace("nanoserver-ltsc2016", "nanoserver-sac2016")


def offers(row: Json) -> set[tuple[str, str]]:
    if "platforms" in row:
        stated = [text.split("/") for text in row["platforms"]]
        return {(our_release(name, row), ARCHITECTURES[word]) for _, word, name in stated}
    (architecture,) = row["architectures"]
    (release,) = row["os_versions"] or [""]
    return {(our_release(release, row), ARCHITECTURES[architecture])}


@upstream
def test_building_again_gives_the_shipped_bytes() -> None:
    files = build.from_history(os.environ["DOTIMG_UPSTREAM"], TRAITS)
    assert set(files) == {*TABLES, "catalog.json"}
    for name, content in files.items():
        assert content == (DATA / name).read_bytes(), name


@upstream
def test_every_row_of_the_history_is_in_the_tables(tags: dict[Key, Tag], raw: list[Json]) -> None:
    seen = Path(os.environ["DOTIMG_UPSTREAM"]) / "docker-hub/seen-in-use.jsonl"
    rows = [*raw, *json_lines(seen)]
    assert {(row["repository"], row["tag"]) for row in rows} == set(tags)
    assert len(rows) == len(tags)


@upstream
def test_every_row_keeps_its_days(tags: dict[Key, Tag], raw: list[Json]) -> None:
    for row in raw:
        tag = tags[row["repository"], row["tag"]]
        stated = row["first_seen"], row["last_seen"], row["delisted"]
        assert (tag.first_seen, tag.last_seen, tag.retired) == stated


@upstream
def test_every_row_keeps_its_systems_and_architectures(
    tags: dict[Key, Tag], raw: list[Json]
) -> None:
    for row in raw:
        tag = tags[row["repository"], row["tag"]]
        offered = {(name, word) for name in tag.releases for word in tag.architectures(name)}
        assert offered == offers(row), row["tag"]


@upstream
def test_every_row_keeps_whether_it_is_documented_and_an_index(
    tags: dict[Key, Tag], raw: list[Json]
) -> None:
    for row in raw:
        tag = tags[row["repository"], row["tag"]]
        assert (tag.multi_platform, tag.documented) == (row["shared"], row["documented"])
        assert (tag.evidence or "image-info") == row["evidence"]


@upstream
def test_a_version_differs_from_the_stated_one_only_where_that_is_wrong(
    tags: dict[Key, Tag], raw: list[Json]
) -> None:
    for row in raw:
        version = tags[row["repository"], row["tag"]].version
        if version != (row["product_version"] or ""):
            # The tag's own name tells it, as a whole or in its first two numbers.
            assert row["tag"].startswith((version, ".".join(version.split(".")[:2]) + "-"))
