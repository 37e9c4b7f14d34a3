"""Channels and releases: from the publisher's notes, and from images where the notes lag behind."""

from pathlib import Path

import pytest

from dotimg.catalog.details import Release
from dotimg.catalog.model import Channel
from dotimg.catalog.tables import Catalog
from tests.feeds.upstream_world import (
    FIRST,
    RUNTIME,
    SDK,
    TODAY,
    World,
    channel,
    cycle,
    image,
    part,
    product,
    release,
    retired,
    row,
)

PATCH_DAY = "2026-08-11"


def with_patch(world: World) -> None:
    """Adds the images of 10.0.9 and its SDK, of which the notes do not tell."""
    world.history.append(retired(RUNTIME, "10.0.9", "10.0.9", **seen(PATCH_DAY)))
    world.history.append(retired(SDK, "10.0.303", "10.0.303", **seen(PATCH_DAY)))


def seen(day: str) -> dict[str, str]:
    return {"first_seen": day, "last_seen": day, "delisted": day}


def of_10(catalog: Catalog) -> Channel:
    found = catalog.channel("10.0")
    assert found
    return found


def test_a_channel_has_what_the_notes_say(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.releases["channels"][0]["eol-date"] = "2028-11-14"
    assert of_10(world.catalog()) == Channel(
        name="10.0",
        product=".NET",
        kind="lts",
        phase="active",
        released="2025-11-11",
        end="2028-11-14",
        runtime="10.0.8",
        sdk="10.0.302",
    )


def test_channels_stand_the_newest_first(tmp_path: Path) -> None:
    world = World(tmp_path)
    for name in ("9.0", "11.0"):
        world.releases["channels"].append(channel(name, release(f"{name}.0", FIRST)))
    assert [one.name for one in world.catalog().channels] == ["11.0", "10.0", "9.0"]


def test_a_release_has_its_day_and_its_cves_without_blanks(tmp_path: Path) -> None:
    world = World(tmp_path)
    noted = world.releases["channels"][0]["releases"][0]
    noted["cve-list"] = [" CVE-2020-0603", "CVE-2020-0602 "]
    assert world.catalog().releases("10.0")[0] == Release(
        "10.0.8", "2026-07-14", "10.0.8", ("10.0.302",), ("CVE-2020-0602", "CVE-2020-0603")
    )


def test_a_release_without_cves_is_known_to_have_none(tmp_path: Path) -> None:
    assert World(tmp_path).catalog().releases("10.0")[0].cves == ()


def test_a_patch_that_only_images_know_is_the_newest_one(tmp_path: Path) -> None:
    world = World(tmp_path)
    with_patch(world)
    catalog = world.catalog()
    assert (of_10(catalog).runtime, of_10(catalog).sdk) == ("10.0.9", "10.0.303")
    newest, noted, *_ = catalog.releases("10.0")
    assert newest == Release("10.0.9", PATCH_DAY, "10.0.9", ("10.0.303",), None)
    assert noted.version == "10.0.8"


def test_a_patch_that_was_only_defined_is_none(tmp_path: Path) -> None:
    world = World(tmp_path)
    only_defined = {**seen(PATCH_DAY), "evidence": "manifest-only"}
    world.history.append(retired(RUNTIME, "10.0.9", "10.0.9", **only_defined))
    assert of_10(world.catalog()).runtime == "10.0.8"


def test_two_patches_that_only_images_know_share_the_sdks_by_day(tmp_path: Path) -> None:
    world = World(tmp_path)
    with_patch(world)
    for repository, version in ((RUNTIME, "10.0.10"), (SDK, "10.0.304"), (SDK, "10.0.400")):
        world.history.append(retired(repository, version, version, **seen(TODAY)))
    first, second, *_ = world.catalog().releases("10.0")
    assert (first.version, first.sdks) == ("10.0.10", ("10.0.400", "10.0.304"))
    assert (second.version, second.sdks) == ("10.0.9", ("10.0.303",))


def test_an_sdk_that_only_images_know_is_a_release_of_its_own(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.history.append(retired(SDK, "10.0.303", "10.0.303", **seen(PATCH_DAY)))
    catalog = world.catalog()
    assert (of_10(catalog).runtime, of_10(catalog).sdk) == ("10.0.8", "10.0.303")
    assert catalog.releases("10.0")[0] == Release("10.0.303", PATCH_DAY, "", ("10.0.303",), None)


def test_the_rebuild_of_a_noted_sdk_is_no_release(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.history.append(retired(SDK, "10.0.302-1", "10.0.302", **seen(PATCH_DAY)))
    assert of_10(world.catalog()).sdk == "10.0.302"


def test_an_old_sdk_that_the_notes_never_named_is_no_new_release(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.history.append(retired(SDK, "10.0.112", "10.0.112"))
    assert [one.version for one in world.catalog().releases("10.0")] == [
        "10.0.8",
        "10.0.7",
        "10.0.0",
    ]


def test_a_preview_loses_its_build_number(tmp_path: Path) -> None:
    world = World(tmp_path)
    build = "preview.6.26359.118"
    noted = release("11.0.0-preview.6", FIRST, f"11.0.100-{build}", runtime=f"11.0.0-{build}")
    world.releases["channels"].append(channel("11.0", noted))
    world.add(RUNTIME, image("11.0.0-preview.6", part("noble", tags=("11.0.0-preview.6",))))
    catalog = world.catalog()
    (only,) = catalog.releases("11.0")
    assert (only.runtime, only.sdks) == ("11.0.0-preview.6", ("11.0.100-preview.6",))
    assert catalog.channels[0].released is None


def test_a_release_of_the_sdk_alone_has_no_runtime(tmp_path: Path) -> None:
    world = World(tmp_path)
    alone = release("10.0.303", "2026-07-20", "10.0.303", runtime=None)
    world.releases["channels"][0]["releases"].insert(0, alone)
    catalog = world.catalog()
    assert not catalog.releases("10.0")[0].runtime
    assert (of_10(catalog).runtime, of_10(catalog).sdk) == ("10.0.8", "10.0.303")


def test_a_note_dated_after_general_availability_gives_way_to_the_lifecycle(tmp_path: Path) -> None:
    # The notes date 9.0.0 on the day of SDK 9.0.101.
    world = World(tmp_path)
    late = release("9.0.0", "2024-12-03", "9.0.101", "9.0.100")
    world.releases["channels"].append(channel("9.0", late))
    world.lifecycle["products"].append(product("dotnet", cycle("9", "2024-11-12", "2026-11-10")))
    world.lifecycle["products"].reverse()
    found = {one.name: one.released for one in world.catalog().channels}
    assert found["9.0"] == "2024-11-12"


def test_a_lifecycle_that_is_later_gives_way_to_the_notes(tmp_path: Path) -> None:
    world = World(tmp_path)
    for one in world.lifecycle["products"]:
        if one["product"] == "dotnet":
            one["cycles"][0]["release"] = "2025-12-24"
    assert of_10(world.catalog()).released == "2025-11-11"


def test_an_end_that_only_says_whether_is_none(tmp_path: Path) -> None:
    framework = World(tmp_path).catalog().channel("4.8.1")
    assert framework == Channel("4.8.1", ".NET Framework", "", "", "2022-08-09", None, "4.8.1", "")


def test_a_version_of_net_framework_that_the_lifecycle_lacks_is_kept(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.history.append(retired("mcr.microsoft.com/dotnet/framework/sdk", "4.9", "4.9"))
    newest = world.catalog().framework[0]
    assert (newest.name, newest.released, newest.end) == ("4.9", None, None)


def test_net_framework_3_5_is_found_by_its_service_pack(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.history.append(retired("mcr.microsoft.com/dotnet/framework/sdk", "3.5", "3.5"))
    world.lifecycle["products"][-1]["cycles"].append(cycle("3.5-sp1", "2007-11-19", "2029-01-09"))
    assert world.catalog().framework[-1].end == "2029-01-09"


@pytest.mark.parametrize(
    ("bent", "reason"),
    [
        ({"runtime": "9.0.8"}, "releases 1: the runtime 9.0.8 belongs to channel 10.0"),
        ({"runtime": "10.0.x"}, "releases 1: runtime should be a version"),
        ({"release-version": None}, "releases 1: release-version should be a text"),
        ({"release-date": None}, "releases 1: release-date should be a text"),
        ({"release-date": "July"}, "releases 1: release-date should be a date"),
        ({"sdks": "10.0.302"}, "releases 1: sdks should be a list"),
        ({"sdks": ["ten"]}, "releases 1: sdks should hold versions"),
        ({"cve-list": [7]}, "releases 1: cve-list should hold texts"),
    ],
)
def test_a_bad_release_is_refused_by_its_place(
    tmp_path: Path, bent: dict[str, object], reason: str
) -> None:
    world = World(tmp_path)
    world.releases["channels"][0]["releases"][0].update(bent)
    place = world.folder / "releases" / "releases.json"
    said = world.refused()
    assert said.startswith(f"{place}: the file, channels 1, ")
    assert reason in said


@pytest.mark.parametrize(
    ("bent", "reason"),
    [
        ({"channel-version": "ten"}, "channel-version should be a version"),
        ({"eol-date": "never"}, "eol-date should be a date"),
        ({"product": None}, "product should be a text"),
        ({"releases": []}, "the channel has no release"),
        ({"releases": None}, "the channel has no release"),
    ],
)
def test_a_bad_channel_is_refused_by_its_place(
    tmp_path: Path, bent: dict[str, object], reason: str
) -> None:
    world = World(tmp_path)
    bad = {**channel("12.0", release("12.0.0", FIRST)), **bent}
    world.releases["channels"].append(bad)
    assert f"channels 2: {reason}" in world.refused()


def test_a_channel_whose_notes_name_no_runtime_has_that_of_its_images(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.releases["channels"].append(channel("11.0"))
    world.history.append(row(RUNTIME, "11.0.0", "11.0.0", **seen(TODAY)))
    found = world.catalog().channels[0]
    assert (found.name, found.runtime, found.released) == ("11.0", "11.0.0", TODAY)
