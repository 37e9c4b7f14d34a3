"""`publishers.json`: made of `derived.json`, refused where that contradicts itself, carried on."""

from pathlib import Path
from typing import Any

import pytest

from dotimg.catalog.tables import Catalog
from tests.catalog.test_publishers import channel_of
from tests.feeds.upstream_world import World, image_family

SUSE = "example.com/bci/dotnet-sdk"


def with_family(folder: Path, name: str, repository: str, **channel: object) -> Catalog:
    """The catalog of a world that knows one more family."""
    world = World(folder)
    world.derived["families"].append(image_family(name, repository, **channel))
    return world.catalog()


def test_a_family_is_found_by_its_repository_and_named_by_its_publisher(tmp_path: Path) -> None:
    catalog = World(tmp_path).catalog()
    family = catalog.image_family(SUSE)
    assert family
    assert family.publisher == "Contoso"
    assert channel_of(catalog, SUSE, "10.0") == "10.0"
    assert channel_of(catalog, SUSE, "latest") == ""


def test_braces_and_stars_stand_for_parts_of_a_repository(tmp_path: Path) -> None:
    catalog = with_family(
        tmp_path, "chainguard-dotnet", "*/{dotnet,dotnet-sdk}", pattern=r"^(?P<major>\d+)$"
    )
    assert channel_of(catalog, "example.com/contoso/dotnet-sdk", "10") == "10.0"
    for path in ("contoso/dotnet-sdks", "a/b/dotnet", "dotnet"):
        assert catalog.image_family(f"example.com/{path}") is None


def test_a_pattern_of_a_repository_is_one_of_its_whole_path(tmp_path: Path) -> None:
    world = World(tmp_path)
    family = image_family("redhat-dotnet", r"^ubi\d/dotnet-\d+$", pattern=r"-(?P<major>\d+)$")
    family["repositories"][0]["kind"] = "regex"
    family["channel"]["from"] = "repository"
    world.derived["families"].append(family)
    catalog = world.catalog()
    assert channel_of(catalog, "example.com/ubi9/dotnet-10", "") == "10.0"
    assert catalog.image_family("example.com/x/ubi9/dotnet-10") is None
    assert catalog.image_family("example.com/ubi9/dotnet-10-x") is None


def test_spans_of_versions_of_a_product_are_told_one_by_one(tmp_path: Path) -> None:
    systems = {"focal": "3.1", "noble": "10.0"}
    spans = [{"from": "1.8", "to": "1.10", "os": systems, "default_os": "noble"}]
    world = World(tmp_path)
    pattern = r"^(?P<version>\d+\.\d+)(?:-(?P<os>[a-z]+))?$"
    family = image_family("playwright-dotnet", "playwright", table=spans, pattern=pattern)
    family["channel"]["from"] = "lookup"
    world.derived["families"].append(family)
    catalog = world.catalog()
    tags = ("1.7", "1.8", "1.9-noble", "1.10", "1.11", "1.10-jammy")
    channels = [channel_of(catalog, "example.com/playwright", tag) for tag in tags]
    assert channels == ["", "10.0", "10.0", "10.0", "", ""]


def test_a_channel_that_is_none_of_net_is_not_told(tmp_path: Path) -> None:
    assert channel_of(World(tmp_path).catalog(), SUSE, "9.9") == ""


def test_a_number_alone_is_what_the_family_says_else_a_channel_from_5_on(tmp_path: Path) -> None:
    pattern = r"^(?P<channel>\d+)$"
    for majors, told in (({"3": "10.0"}, ["10.0", ""]), ("append .0 for 5 on", ["", "10.0"])):
        folder = tmp_path / str(len(majors))
        catalog = with_family(folder, "powershell", "a", pattern=pattern, bare_major=majors)
        found = [channel_of(catalog, "example.com/a", tag) for tag in ("3", "10")]
        assert found == told


@pytest.mark.parametrize("several", [False, True])
def test_a_second_pattern_stands_for_a_channel_of_its_own(tmp_path: Path, several: bool) -> None:
    second = {"pattern": "^old", "channel": "10.0"}
    catalog = with_family(
        *(tmp_path, "powershell", "a"),
        pattern=r"^(?P<channel>\d+\.\d)$",
        fallback=[second] if several else second,
    )
    assert channel_of(catalog, "example.com/a", "old-one") == "10.0"


def test_only_ends_that_differ_from_those_of_net_are_kept(tmp_path: Path) -> None:
    world = World(tmp_path)
    (family,) = world.derived["families"]
    family["channels"] = {
        "10.0": {"publisher_end": "2028-11-14"},
        "3.1": {"publisher_deprecation": "2023-04-03 (later)"},
    }
    found = world.catalog().image_family(SUSE)
    assert found
    assert found.ends == {"3.1": "2023-04-03"}


def bent(world: World, **channel: Any) -> None:
    world.derived["families"][0]["channel"].update(channel)


def test_a_rule_that_contradicts_its_examples_is_refused(tmp_path: Path) -> None:
    world = World(tmp_path)
    bent(world, examples={"10.0": None})
    assert "10.0 does not name the channel None" in world.refused()


def test_a_family_that_the_traits_do_not_know_is_refused(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.derived["families"][0]["id"] = "contoso-dotnet"
    assert "the traits name no publisher contoso-dotnet" in world.refused()


@pytest.mark.parametrize(
    "channel",
    [
        *({"from": "dream"}, {"pattern": 5}, {"pattern": "("}, {"pattern": "^no group$"}),
        *({"fallback": [{"pattern": "x"}]}, {"from": "lookup"}, {"examples": None}),
        {"from": "lookup", "table": [{"from": "1.x", "to": "1.2", "os": {}, "default_os": ""}]},
    ],
)
def test_a_rule_that_is_none_is_refused_with_its_place(
    tmp_path: Path, channel: dict[str, object]
) -> None:
    world = World(tmp_path)
    bent(world, **channel)
    assert "derived.json: the file, families 1" in world.refused()


def test_without_the_file_nothing_is_written(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.write()
    (world.folder / "derived/derived.json").unlink()
    assert "derived.json" in world.refusal()


def test_a_refresh_carries_the_table_on(tmp_path: Path) -> None:
    before = World(tmp_path).catalog()
    table = before.publisher_table()
    newer = World(tmp_path / "newer")
    newer.derived = {}
    assert newer.carried_on(before).publisher_table() == table
