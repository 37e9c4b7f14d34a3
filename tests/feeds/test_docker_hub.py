"""The Docker Hub years: bent copies of a small world, and the real rows."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from dotimg.catalog.tables import Catalog
from tests.feeds.upstream_world import FRAMEWORK, HUB, RUNTIME, Json, World, all_tags, retired

ASPNETCORE = "docker.io/microsoft/aspnetcore"
BUILD = "docker.io/microsoft/aspnetcore-build"
ASPNET = "docker.io/microsoft/aspnet"
WCF = "docker.io/microsoft/wcf"

WINDOWS: Json = {"os": ["windows"], "os_versions": ["windowsservercore-ltsc2016"]}


def hub(repository: str, tag: str, version: str | None, **bent: object) -> Json:
    """A row of Docker Hub, on Linux."""
    of_manifest: Json = {"evidence": "manifest", "sources": {}, "os_versions": ["stretch"]}
    return retired(repository, tag, version, **{**of_manifest, **bent})


def seen(tag: str, version: str | None, **bent: object) -> Json:
    """A row of a tag that no list has."""
    row = {"repository": ASPNET, "tag": tag, "product_version": version, "day": None}
    systems = ["windowsservercore-ltsc2016"]
    return {**row, "os_versions": systems, "how": "dockerfiles", "where": [1], **bent}


def earlier(tag: str, first: str, stated: str, repository: str = RUNTIME) -> Json:
    """A row of a tag that is older than the history says."""
    return {
        "repository": repository,
        "tag": tag,
        "first_seen": first,
        "first_seen_in_table": stated,
    }


@pytest.mark.parametrize(
    ("row", "channel"),
    [
        (hub(ASPNETCORE, "2.0", "2.0.9"), "2.0"),
        (hub(BUILD, "2.0.5-2.1.4", "2.0.5"), "2.0"),
        (hub(BUILD, "1.0-2.0-2017-10-stretch", "2.0"), "2.0"),
        (hub(BUILD, "1.0-2.0-preview2", "2.0-preview2"), "2.0"),
        (hub(BUILD, "1.0", "1.1.13"), "1.1"),
        (hub(ASPNET, "1.0.0-rc1-update1-coreclr", "1.0.0-rc1-update1"), "1.0"),
        (hub(ASPNET, "nightly", None), ""),
        (hub(ASPNET, "4.7.2", "4.7.2", **WINDOWS), "4.7.2"),
        (hub(ASPNET, "latest", "4.7.2", **WINDOWS), "4.7.2"),
        (hub(WCF, "4.7.1-windowsservercore-1709", "4.7.1", **WINDOWS), "4.7.1"),
    ],
)
def test_a_tag_stands_with_the_channel_that_its_image_is_of(
    tmp_path: Path, row: Json, channel: str
) -> None:
    world = World(tmp_path)
    world.hub.append(row)
    (found,) = world.catalog().retired(row["repository"], channel)
    assert (found.name, found.version) == (row["tag"], row["product_version"] or "")


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (hub(ASPNET, "1.0.0-beta8", "1.0.0-beta8"), "aspnet"),
        (hub(ASPNET, "4.7", "4.7", **WINDOWS), "framework/aspnet"),
        (hub(WCF, "4.7", "4.7", **WINDOWS), ""),
    ],
)
def test_of_two_products_under_one_name_the_system_tells_which(
    tmp_path: Path, row: Json, kind: str
) -> None:
    world = World(tmp_path)
    world.hub.append(row)
    (found,) = [tag for path, _, tag in world.catalog().all_tags() if path == row["repository"]]
    assert found.kind == kind


def test_successors_become_former_homes_that_the_traits_lack(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.hub.append(hub(WCF, "4.7", "4.7", **WINDOWS))
    catalog = world.catalog()
    assert catalog.repository(WCF).name == "framework/wcf"
    assert catalog.repository(HUB, "sdk").name == "sdk"


def test_what_was_perhaps_never_published_does_not_count_as_published(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.hub += [
        hub(ASPNETCORE, "1.1-jessie", "1.1.1", evidence="readme-only"),
        hub(ASPNETCORE, "1.1", "1.1.1", evidence="dockerfile"),
    ]
    found = {tag.name: tag.published for tag in world.catalog().retired(ASPNETCORE, "1.1")}
    assert found == {"1.1-jessie": False, "1.1": True}


def test_a_tag_seen_in_use_has_no_first_day_and_ended_with_its_repository(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.hub.append(hub(ASPNET, "4.7", "4.7", delisted="2026-07-01", **WINDOWS))
    world.seen.append(seen("windowsservercore-10.0.14393.576", None))
    (found,) = world.catalog().retired(ASPNET, "")
    assert (found.first_seen, found.retired, found.evidence) == ("", "2026-07-01", "seen-in-use")


def test_in_a_living_repository_it_ended_before_its_first_list(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.seen.append(seen("20190108-4.8.1-windowsservercore-ltsc2016", "4.8.1"))
    world.seen[0]["repository"] = FRAMEWORK
    (found,) = world.catalog().retired(FRAMEWORK, "4.8.1")
    assert found.retired == world.row(FRAMEWORK, "4.8.1")["first_seen"]


def test_earlier_days_take_the_place_of_later_ones(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.earlier_days.append(earlier("10.0.8", "2026-05-01", "2026-05-12"))
    tag = all_tags(world.catalog())[RUNTIME, "10.0.8"]
    assert tag.first_seen == "2026-05-01"


@pytest.mark.parametrize(
    ("part", "row", "reason"),
    [
        ("hub", hub(HUB, "2.0-sdk", "2.0.9"), "is in the history already"),
        ("hub", hub(ASPNETCORE, "2.0", "2.0.9", evidence="rumour"), "evidence should be one of"),
        ("hub", hub(ASPNETCORE, "2.0", "two"), "product_version should be a version"),
        (
            "hub",
            hub(ASPNETCORE, "2.0", "2.0.9", last_seen=None, delisted=None),
            "is still listed, so it belongs into the history",
        ),
        ("hub", hub(ASPNETCORE, "2.0", "2.0.9", delisted="2020-01-01"), "are not in this order"),
        ("hub", hub(ASPNETCORE, "2.0", "2.0.9", os=["beos"]), "os should hold systems"),
        ("earlier_days", earlier("9.9", "2020-01-01", "2026-05-12"), "is not in the history"),
        (
            "earlier_days",
            earlier("10.0.8", "2020-01-01", "2026-05-13"),
            "its first day is 2026-05-12",
        ),
        ("earlier_days", earlier("10.0.8", "2026-05-12", "2026-05-12"), "not a later 2026-05-12"),
        ("earlier_days", earlier("10.0.8", "May", "2026-05-12"), "first_seen should be a date"),
        ("seen", seen("4.7", "4.7"), "is of no repository of the history"),
        ("seen", seen("4.7", "4.7", repository=RUNTIME, how="hearsay"), "how should be one of"),
        ("seen", seen("4.7", "4.7", repository=RUNTIME, os_versions=[]), "os_versions are missing"),
    ],
)
def test_a_damaged_or_contradicting_row_is_named(
    tmp_path: Path, part: str, row: Json, reason: str
) -> None:
    world = World(tmp_path)
    getattr(world, part).append(row)
    files = {"hub": "tags-history-hub.jsonl.gz", "seen": "seen-in-use.jsonl"}
    said = world.refused()
    assert files.get(part, "earlier-days.jsonl") + ": row 1: " in said
    assert reason in said


def test_two_earlier_days_of_one_tag_are_refused(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.earlier_days += [
        earlier("10.0.8", day, "2026-05-12") for day in ("2026-05-01", "2026-05-02")
    ]
    said = world.refused()
    assert "earlier-days.jsonl: row 2: its first day is 2026-05-01, not a later" in said


def test_a_repository_without_a_successor_is_refused(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.hub.append(hub("docker.io/microsoft/other", "1.0", "1.0.1"))
    assert "docker.io/microsoft/other has other successors than the traits" in world.refused()


@pytest.mark.parametrize(
    ("successor", "reason"),
    [
        ("mcr.microsoft.com/dotnet/nothing", "is not a repository of the traits"),
        ("mcr.microsoft.com/dotnet/sdk", "has other successors than the traits"),
    ],
)
def test_another_successor_than_that_of_the_traits_is_refused(
    tmp_path: Path, successor: str, reason: str
) -> None:
    world = World(tmp_path)
    for row in world.successors:
        if row["repository"] == HUB:
            row["successor"] = successor
    said = world.refused()
    assert "successors.json: row" in said
    assert reason in said


@pytest.mark.parametrize("content", [b"{}", b"[]", b"["])
def test_successors_that_are_no_list_are_refused(tmp_path: Path, content: bytes) -> None:
    world = World(tmp_path)
    world.write()
    world.put("docker-hub/successors.json", content)
    assert "successors.json: the file: " in world.refusal()


def test_an_input_without_the_folder_is_refused(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.write()
    shutil.rmtree(world.folder / "docker-hub")
    assert "docker-hub/earlier-days.jsonl: cannot be read" in world.refusal().replace("\\", "/")


def test_a_refresh_keeps_the_tags(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.hub += [
        hub(ASPNET, "1.0.0-beta8", "1.0.0-beta8"),
        hub(ASPNET, "4.7", "4.7", **WINDOWS),
    ]
    world.seen.append(seen("windowsservercore", None))
    before = world.catalog()
    kept = [tag for path, _, tag in before.all_tags() if path == ASPNET]
    after = world.carried_on(before)
    assert [tag for path, _, tag in after.all_tags() if path == ASPNET] == kept


@pytest.mark.parametrize(
    ("repository", "evidence"),
    [
        (ASPNET, {"readme": 46, "readme-only": 3, "dockerfile": 1, "seen-in-use": 18}),
        (ASPNETCORE, {"manifest": 156, "readme": 7, "readme-only": 5}),
        (BUILD, {"manifest": 221, "readme": 22, "readme-only": 5}),
        (WCF, {"readme": 19}),
    ],
)
def test_the_tables_hold_every_tag_of_these_repositories(
    repository: str, evidence: dict[str, int]
) -> None:
    tags = [tag for path, _, tag in Catalog().all_tags() if path == repository]
    assert Counter(tag.evidence for tag in tags) == evidence


def test_every_one_of_their_tags_but_the_nightly_has_a_channel_and_a_present_home() -> None:
    catalog = Catalog()
    without = []
    for path, channel, tag in catalog.all_tags():
        if path in (ASPNET, ASPNETCORE, BUILD, WCF) and tag.evidence != "seen-in-use":
            product = catalog.repository(path, tag.kind).product
            known = catalog.channel(channel)
            if not known or known.product.removesuffix(" Core") != product:
                without.append(tag.name)
    assert without == ["nightly"]
