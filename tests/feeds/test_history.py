"""The tags of all times: what a row says, which rows are refused, which mistakes are put right."""

import gzip
import json
from pathlib import Path

import pytest

from dotimg.catalog.model import Tag
from dotimg.feeds import history
from dotimg.feeds.history import Tags
from tests.feeds.upstream_world import (
    FIRST,
    FRAMEWORK,
    HUB,
    LAST,
    RETIRED,
    RUNTIME,
    RUNTIME_DEPS,
    SAMPLES_OF_OLD,
    SDK,
    TODAY,
    TRAITS,
    Json,
    World,
    retired,
    row,
    systems,
)

SLIM = {"os_versions": ["buster-slim"]}


def read(folder: Path, *rows: Json) -> tuple[Tags, str]:
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "tags-history.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    return history.read(str(folder), systems(), TRAITS)


def only(folder: Path, one: Json) -> Tag:
    tags, _ = read(folder, one)
    (tag,) = tags.values()
    return tag


def test_a_listed_row_becomes_a_listed_tag(tmp_path: Path) -> None:
    assert only(tmp_path, row(RUNTIME, "10.0", "10.0.8")) == Tag(
        name="10.0",
        version="10.0.8",
        platforms="noble:amd64",
        variants="",
        first_seen=FIRST,
        last_seen=None,
        retired=None,
        multi_platform=False,
        documented=True,
        evidence="",
        kind="",
    )


def test_a_delisted_row_keeps_its_three_days(tmp_path: Path) -> None:
    tag = only(tmp_path, retired(RUNTIME, "10.0.7", "10.0.7"))
    assert (tag.first_seen, tag.last_seen, tag.retired) == (FIRST, LAST, RETIRED)


def test_the_history_reaches_to_the_last_day_of_image_info(tmp_path: Path) -> None:
    later_in_manifest = row(
        RUNTIME, "11.0", sources={"manifest": ["2026-08-21", "2026-08-22", None]}
    )
    _, as_of = read(tmp_path, row(RUNTIME, "10.0"), later_in_manifest)
    assert as_of == TODAY


def test_the_platforms_of_an_index_are_grouped_by_release(tmp_path: Path) -> None:
    several = row(
        RUNTIME,
        "10.0",
        "10.0.8",
        shared=True,
        platforms=[
            "linux/arm64/noble",
            "windows/amd64/nanoserver-ltsc2022",
            "linux/arm32v7/noble",
            "linux/amd64/noble",
        ],
    )
    assert only(tmp_path, several).platforms == "noble:amd64,arm64,arm nanoserver-ltsc2022:amd64"


@pytest.mark.parametrize(
    ("tag", "release", "variants"),
    [
        ("10.0-noble-chiseled", "noble-chiseled", "chiseled"),
        ("10.0-noble-chiseled-composite-extra", "noble-chiseled", "chiseled composite extra"),
        ("10.0", "noble-chiseled", "chiseled"),
        ("3.0-azurelinux3.0-distroless", "azurelinux3.0-distroless", "distroless"),
        ("10.0-noble-aot", "noble", "aot"),
        ("8.0-bookworm-slim", "bookworm-slim", ""),
    ],
)
def test_variants_come_from_the_tag_and_from_the_system(
    tmp_path: Path, tag: str, release: str, variants: str
) -> None:
    assert only(tmp_path, row(SDK, tag, os_versions=[release])).variants == variants


def test_a_sample_without_a_release_has_the_one_of_its_name(tmp_path: Path) -> None:
    nameless = retired(SAMPLES_OF_OLD, "aspnetapp-stretch-arm32v7", os_versions=[])
    nameless["architectures"] = ["arm32v7"]
    assert only(tmp_path, nameless).platforms == "stretch:arm"


def test_a_sample_whose_platforms_name_no_release_runs_on_linux(tmp_path: Path) -> None:
    places = ["linux/amd64/", "linux/arm32v7/", "windows/amd64/nanoserver-sac2016"]
    mixed = retired(SAMPLES_OF_OLD, "aspnetapp", platforms=places, shared=True)
    assert only(tmp_path, mixed).platforms == "linux:amd64,arm nanoserver-sac2016:amd64"


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("2.0-sdk", "sdk"),
        ("2.0-runtime-deps", "runtime-deps"),
        ("1.0-core", "runtime"),
        ("2.0", "sdk"),
    ],
)
def test_a_repository_of_all_kinds_tells_the_kind_of_each_tag(
    tmp_path: Path, tag: str, kind: str
) -> None:
    assert only(tmp_path, retired(HUB, tag)).kind == kind


def test_a_repository_of_one_kind_tells_none(tmp_path: Path) -> None:
    assert not only(tmp_path, row(SDK, "10.0")).kind


@pytest.mark.parametrize(
    "evidence", ["manifest", "syndication", "readme", "manifest-only", "pending"]
)
def test_evidence_is_kept_unless_it_is_certain(tmp_path: Path, evidence: str) -> None:
    assert only(tmp_path, row(RUNTIME, "11.0", evidence=evidence)).evidence == evidence


@pytest.mark.parametrize("evidence", ["manifest-only", "pending"])
def test_what_was_only_defined_is_not_published(tmp_path: Path, evidence: str) -> None:
    assert not only(tmp_path, row(RUNTIME, "11.0", evidence=evidence)).published


@pytest.mark.parametrize(
    ("bent", "reason"),
    [
        ({"era": "acr"}, "era should be one of docker-hub, mcr-core"),
        ({"evidence": "rumour"}, "evidence should be one of image-info, manifest"),
        ({"architectures": ["sparc"]}, "the architecture 'sparc' is unknown"),
        ({"platforms": ["linux/sparc/noble"]}, "the architecture 'sparc' is unknown"),
        ({"platforms": ["linux/amd64"]}, "the platform linux/amd64 is not os/architecture/release"),
        ({"platforms": ["linux/amd64/no ble"]}, "platforms should be plain words"),
        ({"os_versions": ["noble:amd64"]}, "os_versions should be plain words"),
        ({"architectures": []}, "architectures are missing"),
        ({"architectures": None}, "architectures are missing"),
        ({"first_seen": None}, "first_seen should be a text"),
        ({"first_seen": "2026-02-30"}, "first_seen should be a date"),
        ({"last_seen": LAST}, "has a last_seen day but is not delisted"),
        ({"delisted": RETIRED}, "first_seen, last_seen and delisted are not in this order"),
        ({"last_seen": LAST, "delisted": "2026-06-07"}, "are not in this order"),
        ({"last_seen": "2026-05-11", "delisted": RETIRED}, "are not in this order"),
        ({"shared": None}, "shared should be true or false"),
        ({"documented": "yes"}, "documented should be true or false"),
        ({"product_version": "ten"}, "product_version should be a version"),
        ({"product_version": 10}, "product_version should be a text"),
        ({"repository": None}, "repository should be a text"),
        ({"repository": "a b"}, "repository should be plain words"),
        ({"tag": "10.0 "}, "tag should be a tag"),
        ({"sources": None}, "sources: is not a JSON object"),
        ({"sources": {"image_info": ["then"]}}, "sources: image_info should hold days"),
    ],
)
def test_a_bad_row_is_refused_by_its_number(tmp_path: Path, bent: Json, reason: str) -> None:
    world = World(tmp_path)
    world.history.insert(2, {**row(RUNTIME, "10.0-bent", "10.0.8"), **bent})
    said = world.refused()
    assert said.startswith(f"{world.folder / 'tags-history.jsonl.gz'}: row 3")
    assert reason in said


def test_a_tag_that_stands_there_twice_is_refused(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.history.append(row(RUNTIME, "10.0", "10.0.8"))
    assert f"row {len(world.history)}: {RUNTIME}:10.0 is listed twice" in world.refused()


def test_the_same_tag_of_another_repository_is_another_tag(tmp_path: Path) -> None:
    tags, _ = read(tmp_path, row(RUNTIME, "10.0"), row(SDK, "10.0"))
    assert set(tags) == {(RUNTIME, "10.0"), (SDK, "10.0")}


def test_a_rebuild_has_the_version_of_its_name(tmp_path: Path) -> None:
    assert only(tmp_path, retired(SDK, "8.0.401-1", "8.0.401")).version == "8.0.401-1"
    assert only(tmp_path, retired(SDK, "8.0.401-1-noble", "8.0.401")).version == "8.0.401-1"


def test_the_image_that_a_rebuild_replaced_keeps_its_version(tmp_path: Path) -> None:
    assert only(tmp_path, retired(SDK, "8.0.401", "8.0.401")).version == "8.0.401"


def test_runtime_deps_of_5_0_stated_as_3_1_has_the_version_of_its_name(tmp_path: Path) -> None:
    patch = retired(RUNTIME_DEPS, "5.0.0-buster-slim-amd64", "3.1.10", **SLIM)
    assert only(tmp_path, patch).version == "5.0.0"


def test_a_floating_tag_stated_as_3_1_has_its_newest_patch_of_that_time(tmp_path: Path) -> None:
    floating = retired(RUNTIME_DEPS, "5.0-buster-slim", "3.1.15", **SLIM)
    afterwards = {"first_seen": "2026-07-01", "last_seen": "2026-07-02", "delisted": "2026-07-03"}
    tags, _ = read(
        tmp_path,
        floating,
        retired(RUNTIME_DEPS, "5.0.5-buster-slim", "3.1.14", **SLIM),
        retired(RUNTIME_DEPS, "5.0.10-buster-slim", "3.1.15", **SLIM),
        retired(RUNTIME_DEPS, "5.0.12-focal", "5.0.12", os_versions=["focal"]),
        retired(RUNTIME_DEPS, "5.0.17-buster-slim", "5.0.17", **SLIM, **afterwards),
        retired(SDK, "5.0.16-buster-slim", "5.0.16", **SLIM),
    )
    assert tags[RUNTIME_DEPS, "5.0-buster-slim"].version == "5.0.10"


def test_a_floating_tag_without_a_patch_keeps_what_upstream_states(tmp_path: Path) -> None:
    floating = retired(RUNTIME_DEPS, "5.0-buster-slim", "3.1.15", **SLIM)
    assert only(tmp_path, floating).version == "3.1.15"


def test_a_tag_of_two_versions_keeps_the_stated_one(tmp_path: Path) -> None:
    # `4.8-3.5` is .NET Framework 3.5, with 4.8 beside it.
    both, newer = retired(FRAMEWORK, "4.8-3.5", "3.5"), retired(FRAMEWORK, "4.8.1", "4.8.1")
    tags, _ = read(tmp_path, both, newer)
    assert tags[FRAMEWORK, "4.8-3.5"].version == "3.5"


def test_a_tag_without_a_version_has_none(tmp_path: Path) -> None:
    assert not only(tmp_path, retired(SAMPLES_OF_OLD, "aspnetapp")).version


@pytest.mark.parametrize("release", ["nanoserver-2009", "nanoserver-20H2"])
def test_windows_2009_and_20h2_are_one_release(tmp_path: Path, release: str) -> None:
    windows = retired(
        RUNTIME, "5.0.0-nanoserver-2009", "5.0.0", os=["windows"], os_versions=[release]
    )
    assert only(tmp_path, windows).platforms == "nanoserver-20H2:amd64"
