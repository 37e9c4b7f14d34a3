from collections.abc import Callable
from typing import Any

import pytest

from dotimg.catalog.tables import Catalog
from dotimg.errors import UsageError
from dotimg.resolver.details import Listing
from dotimg.resolver.listing import Filter, listing, repository_paths

DAY = "2026-11-22"
MCR = "mcr.microsoft.com/dotnet/"


def listed(catalog: Catalog, day: str = DAY, **wanted: Any) -> list[Listing]:
    return list(listing(catalog, Filter()._replace(**wanted), day))


def test_by_default_only_what_is_listed_and_supported(catalog: Catalog) -> None:
    rows = listed(catalog)
    assert {row.support.status for row in rows} <= {"supported", "preview", "ends-soon", "unknown"}
    assert not [row for row in rows if row.tag.retired or not row.tag.published]
    assert {row.channel for row in rows if row.repository == MCR + "aspnet"} == {"11.0", "10.0"}


def test_8_and_9_were_listed_before_they_ended(catalog: Catalog) -> None:
    rows = listed(catalog, "2026-06-01", repository="aspnet")
    assert {row.channel for row in rows} == {"11.0", "10.0", "9.0", "8.0"}


def test_the_newest_channel_comes_first(catalog: Catalog) -> None:
    rows = listed(catalog, repository="sdk", everything=True)
    channels = [row.channel for row in rows if row.repository == MCR + "sdk"]
    assert list(dict.fromkeys(channels)) == (
        ["11.0", "10.0", "9.0", "8.0", "7.0", "6.0", "5.0", "3.1", "2.1"]
    )


def test_an_image_is_one_row_with_all_its_tags(catalog: Catalog) -> None:
    rows = listed(catalog, repository="aspnet", version="10", os="noble")
    plain = [row for row in rows if not row.tag.variants]
    assert [row.tag.name for row in plain] == ["10.0-noble"]
    assert {"10.0", "10.0.11", "latest", "10.0-noble-arm64v8"} <= set(plain[0].names)


def test_by_tag_there_is_a_row_for_every_tag_ever(catalog: Catalog) -> None:
    rows = listed(catalog, everything=True, by_tag=True)
    found = {(row.repository, row.tag.name) for row in rows}
    assert len(rows) == len(found) == 45124
    assert found == {(path, tag.name) for path, _, tag in catalog.all_tags()}


def test_sizes_and_digests_are_those_of_the_catalog(catalog: Catalog) -> None:
    row = listed(catalog, repository="runtime-deps", version="10", os="alpine3.23")[0]
    assert row.digest == catalog.contents(row.repository, "10.0")[row.tag.name][0]
    assert all(one.size for one in row.platforms)


@pytest.mark.parametrize(
    ("wanted", "holds"),
    [
        ({"purpose": "build"}, lambda row: row.repository.endswith("/sdk")),
        ({"app": "console"}, lambda row: row.repository.endswith(("/sdk", "/runtime"))),
        ({"os": "alpine"}, lambda row: row.tag.releases[0].startswith("alpine")),
        ({"os": "windows"}, lambda row: "server" in row.tag.platforms),
        ({"arch": "arm32v7"}, lambda row: "arm" in row.tag.architectures()),
        ({"version": "11"}, lambda row: row.channel == "11.0"),
        ({"version": "4.8.1"}, lambda row: "framework" in row.repository),
        ({"distroless": True}, lambda row: "chiseled" in row.tag.variants
         or "distroless" in row.tag.variants),
        ({"composite": True}, lambda row: "composite" in row.tag.variants),
        ({"globalization": False, "repository": "aspnet"}, lambda row: "alpine" in row.tag.platforms
         or "chiseled" in row.tag.variants or "distroless" in row.tag.variants),
        ({"globalization": True, "os": "alpine", "app": "web", "purpose": "run"},
         lambda row: "extra" in row.tag.variants),
    ],
)  # fmt: skip
def test_filters(
    catalog: Catalog, wanted: dict[str, Any], holds: Callable[[Listing], bool]
) -> None:
    rows = listed(catalog, **wanted)
    assert rows
    assert all(holds(row) for row in rows)


def test_monitor_is_left_out_when_the_dotnet_that_it_follows_has_ended(catalog: Catalog) -> None:
    rows = listed(catalog, repository="monitor")
    assert {row.channel for row in rows} == {"10.0"}
    every = listed(catalog, repository="monitor", everything=True)
    assert {"9.0", "8.1"} < {row.channel for row in every}


def test_awaited_tags_are_only_shown_among_all(catalog: Catalog) -> None:
    shown = {row.tag.name for row in listed(catalog, repository="aspire-dashboard", by_tag=True)}
    everything = {
        row.tag.name
        for row in listed(catalog, repository="aspire-dashboard", by_tag=True, everything=True)
    }
    assert "13.5.1" not in shown
    assert {"13.5.1", "13.5.0"} <= everything


@pytest.mark.parametrize(
    ("word", "path"),
    [
        ("sdk", MCR + "sdk"),
        ("dotnet/sdk", MCR + "sdk"),
        ("SDK ", MCR + "sdk"),
        (MCR + "sdk", MCR + "sdk"),
        ("framework/aspnet", MCR + "framework/aspnet"),
        ("core/sdk", MCR + "core/sdk"),
        ("microsoft/dotnet", "docker.io/microsoft/dotnet"),
    ],
)
def test_a_repository_has_many_names(catalog: Catalog, word: str, path: str) -> None:
    assert repository_paths(catalog, word)[0] == path


def test_refuses_other_repositories(catalog: Catalog) -> None:
    with pytest.raises(UsageError, match="expected one of sdk, aspnet, runtime"):
        listed(catalog, repository="nginx\x1b[0m")


def test_there_is_nothing_of_a_version_that_is_not_there(catalog: Catalog) -> None:
    assert listed(catalog, version="13") == []


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"version": "8.0.404"}, {MCR + "sdk:8.0.404", MCR + "aspnet:8.0.11"}),
        ({"version": "8.0.4xx", "repository": "sdk"}, {MCR + "sdk:8.0.424"}),
        ({"version": "10.0.11", "repository": "sdk"}, {MCR + "sdk:10.0.400"}),
        ({"version": "1.0", "repository": "runtime"}, {MCR + "core/runtime:1.0"}),
        ({"version": "8.1", "repository": "monitor"}, {MCR + "monitor:8.1"}),
        ({"version": "10", "repository": "sdk"}, {MCR + "sdk:10.0.100-preview.7"}),
    ],
)
def test_all_holds_what_pick_would_find(
    catalog: Catalog, wanted: dict[str, Any], expected: set[str]
) -> None:
    rows = listed(catalog, everything=True, by_tag=True, **wanted)
    assert expected <= {f"{row.repository}:{row.tag.name}" for row in rows}


def test_native_apps_are_built_on_the_images_with_the_toolchain(catalog: Catalog) -> None:
    rows = listed(catalog, app="aot", purpose="build")
    assert {row.repository for row in rows} == {MCR + "sdk"}
    assert all("aot" in row.tag.variants for row in rows)


def test_a_repository_that_has_not_the_purpose_has_no_rows(catalog: Catalog) -> None:
    assert listed(catalog, repository="aspnet", purpose="build") == []


def test_the_size_is_that_of_the_architecture_asked_for(catalog: Catalog) -> None:
    row = listed(catalog, version="10", os="noble", arch="arm64", repository="aspnet")[0]
    assert row.platforms[0].architecture == "arm64"
