"""The publisher's feeds, in their own shape, cut down to what the builder reads."""

import json

import pytest

from dotimg.errors import InputError
from dotimg.feeds import publisher
from dotimg.feeds.build import Feeds
from dotimg.feeds.publisher import Document, Feed
from tests.feeds.upstream_world import TRAITS, Json

PLACE = "https://mirror.example/feed.json"
HEAD = {
    "channel-version": "8.0",
    "latest-release": "8.0.29",
    "latest-release-date": "2026-07-14",
    "security": True,
    "product": ".NET",
    "support-phase": "maintenance",
    "release-type": "lts",
    "eol-date": "2026-11-10",
    "releases.json": "https://elsewhere.example/8.0/releases.json",
}
RELEASE = {
    "release-date": "2026-07-14",
    "release-version": "8.0.29",
    "security": True,
    "cve-list": [{"cve-id": "CVE-2026-1", "cve-url": "https://cve.example/1"}],
    "runtime": {"version": "8.0.29", "files": [{"name": "dotnet.zip", "hash": "12"}]},
    "sdk": {"version": "8.0.423", "files": []},
    "sdks": [{"version": "8.0.423", "files": []}, {"version": "8.0.128", "files": []}],
    "windowsdesktop": {"version": "8.0.29"},
}


def index(*heads: Json) -> Document:
    return read(publisher.INDEX, {"releases-index": list(heads)})


def channel(*releases: Json, **head: object) -> Document:
    own = {"channel-version": "8.0", "releases": list(releases), **head}
    return Feed("", publisher.channel, "releases").read(json.dumps(own).encode(), PLACE)


def read(address: str, content: object) -> Document:
    feed = next(one for one in publisher.known(TRAITS) if one.address == address)
    return feed.read(json.dumps(content).encode(), PLACE)


def cycles(*content: Json) -> list[Json]:
    found: list[Json] = read(publisher.CYCLES + "debian.json", list(content))["cycles"]
    return found


def refusal(address: str, content: bytes) -> str:
    feed = next(one for one in publisher.known(TRAITS) if one.address == address)
    with pytest.raises(InputError) as caught:
        feed.read(content, PLACE)
    return str(caught.value)


def test_every_place_is_https() -> None:
    assert {one.address.partition("//")[0] for one in publisher.known(TRAITS)} == {"https:"}


def test_the_products_are_those_that_the_traits_name_and_dotnets() -> None:
    names = {
        one.address.removeprefix(publisher.CYCLES).removesuffix(".json")
        for one in publisher.known(TRAITS)
        if one.address.startswith(publisher.CYCLES)
    }
    systems = {"debian", "ubuntu", "alpine-linux", "windows-nano-server", "windows-server-core"}
    assert names == systems | {"dotnet", "dotnetfx"}


@pytest.mark.parametrize(
    "mirror", ["https://mirror.example/feeds", "https://mirror.example/feeds/"]
)
def test_a_mirror_has_the_same_paths(mirror: str) -> None:
    assert publisher.located(publisher.INDEX, None) == publisher.INDEX
    path = "dotnet/core/main/release-notes/releases-index.json"
    assert publisher.located(publisher.INDEX, mirror) == f"https://mirror.example/feeds/{path}"


def test_image_info_stays_as_it_is() -> None:
    content = {"schemaVersion": "2.0", "repos": [{"repo": "dotnet/sdk", "images": None}]}
    assert read(publisher.IMAGES + publisher.IMAGE_FILES[0], content) == content


def test_the_index_tells_the_channels() -> None:
    preview = {**HEAD, "channel-version": "11.0", "support-phase": "preview"}
    del preview["eol-date"]
    assert index(preview, HEAD) == {
        "channels": [
            {
                "channel-version": "11.0", "eol-date": None, "product": ".NET",
                "support-phase": "preview", "release-type": "lts",
            },
            {
                "channel-version": "8.0", "eol-date": "2026-11-10", "product": ".NET",
                "support-phase": "maintenance", "release-type": "lts",
            },
        ]
    }  # fmt: skip


def test_links_in_the_index_are_not_followed() -> None:
    (feed,) = publisher.of_channels({publisher.INDEX: index(HEAD)})
    assert feed.address == publisher.RELEASES + "8.0/releases.json"


@pytest.mark.parametrize("name", ["8", "../8.0", "8.0/x", "8.0-preview", "", "v8.0"])
def test_a_channel_that_is_no_part_of_an_address_is_refused(name: str) -> None:
    content = json.dumps({"releases-index": [{**HEAD, "channel-version": name}]})
    assert refusal(publisher.INDEX, content.encode()) == (
        f"{PLACE}: the file, releases-index 1: channel-version should be a channel such as 8.0"
    )


def test_a_release_keeps_day_versions_and_cves() -> None:
    assert channel(RELEASE) == {
        "eol-date": None,
        "releases": [
            {
                "release-version": "8.0.29",
                "release-date": "2026-07-14",
                "runtime": "8.0.29",
                "sdks": ["8.0.423", "8.0.128"],
                "cve-list": ["CVE-2026-1"],
            }
        ],
    }


def test_the_first_years_name_one_sdk_and_may_lack_a_runtime_and_cves() -> None:
    old = {"sdks": None, "runtime": None, "cve-list": None}
    (found,) = channel({**RELEASE, **old})["releases"]
    assert (found["runtime"], found["sdks"], found["cve-list"]) == (None, ["8.0.423"], [])


@pytest.mark.parametrize(
    ("own", "in_index", "end"),
    [
        ("2026-11-10", "2026-11-10", "2026-11-10"),
        ("2026-11-10", None, "2026-11-10"),
        (None, "2026-11-10", "2026-11-10"),
        ("", None, None),
    ],
)
def test_the_end_of_support_stands_in_either_file(
    own: str | None, in_index: str | None, end: str | None
) -> None:
    documents = {
        publisher.INDEX: index({**HEAD, "eol-date": in_index}),
        publisher.RELEASES + "8.0/releases.json": channel(RELEASE, **{"eol-date": own}),
    }
    assert assembled(documents).releases.rows("channels")[0].optional_text("eol-date") == end


def test_a_cycle_keeps_name_and_days() -> None:
    bookworm = {
        "cycle": "12", "codename": "Bookworm", "releaseDate": "2023-06-10", "eol": "2026-07-11",
        "extendedSupport": "2028-06-30", "lts": False, "latest": "12.15",
    }  # fmt: skip
    assert cycles(bookworm) == [
        {
            "cycle": "12", "codename": "Bookworm", "release": "2023-06-10", "eol": "2026-07-11",
            "extended_end": "2028-06-30",
        }
    ]  # fmt: skip


def test_an_end_that_is_only_true_or_false_is_unknown() -> None:
    found = cycles({"cycle": "4.8", "releaseDate": "2019-04-18", "eol": False})
    (row,) = found
    assert (row["release"], row["eol"], row["extended_end"]) == ("2019-04-18", None, None)


@pytest.mark.parametrize(
    ("address", "content", "reason"),
    [
        (publisher.INDEX, b"<html>", "the file: no JSON: "),
        (publisher.INDEX, b"[]", "the file: releases-index names no channel"),
        (publisher.INDEX, b'{"releases-index": []}', "the file: releases-index names no channel"),
        (publisher.INDEX, b'"text"', "the file: is not a JSON object"),
        (publisher.CYCLES + "debian.json", b"[]", "the file: holds no cycle"),
        (publisher.CYCLES + "debian.json", b'{"message": "gone"}', "the file: holds no cycle"),
        (
            publisher.CYCLES + "debian.json",
            b'[{"cycle": 12}]',
            "the file, cycles 1: cycle should be",
        ),
        (
            publisher.CYCLES + "debian.json",
            b'[{"cycle": "12", "eol": "2026-02-30"}]',
            "the file, cycles 1: eol should be a date",
        ),
    ],
)
def test_a_feed_that_is_not_what_it_should_be_is_refused_with_its_place(
    address: str, content: bytes, reason: str
) -> None:
    assert refusal(address, content).startswith(f"{PLACE}: {reason}")


@pytest.mark.parametrize(
    ("bent", "reason"),
    [
        ({"release-date": "soon"}, "releases 1: release-date should be a date"),
        ({"release-version": None}, "releases 1: release-version should be a text"),
        ({"runtime": "8.0.29"}, "releases 1, runtime: is not a JSON object"),
        ({"sdks": [{}]}, "releases 1, sdks 1: version should be a text"),
        ({"cve-list": ["CVE-2026-1"]}, "releases 1, cve-list 1: is not a JSON object"),
    ],
)
def test_a_damaged_release_is_refused(bent: Json, reason: str) -> None:
    with pytest.raises(InputError) as caught:
        channel({**RELEASE, **bent})
    assert str(caught.value).startswith(f"{PLACE}: the file, {reason}")


def test_a_channel_without_releases_is_refused() -> None:
    with pytest.raises(InputError, match="releases holds no release"):
        channel()


def assembled(documents: dict[str, Document]) -> Feeds:
    rest: dict[str, Document] = {
        one.address: {"cycles": []} if one.convert else {"repos": []}
        for one in publisher.known(TRAITS)
        if one.address != publisher.INDEX
    }
    return publisher.assemble({**rest, **documents}, TRAITS, "2026-09-08", None)


def test_what_is_assembled_has_the_builders_layout_and_names_its_sources() -> None:
    documents = {
        publisher.INDEX: index(HEAD),
        publisher.RELEASES + "8.0/releases.json": channel(RELEASE),
        publisher.CYCLES + "debian.json": {"cycles": [{"cycle": "12"}]},
    }
    found = assembled(documents)
    assert [row.path for row in found.images] == [
        publisher.IMAGES + name for name in publisher.IMAGE_FILES
    ]
    (of_8,) = found.releases.rows("channels")
    assert (of_8.text("channel-version"), of_8.text("product")) == ("8.0", ".NET")
    assert of_8.rows("releases")[0].texts("sdks") == ["8.0.423", "8.0.128"]
    assert (found.releases.text("source"), found.releases.day("as_of")) == (
        publisher.INDEX, "2026-09-08",
    )  # fmt: skip
    names = [product.text("product") for product in found.lifecycle.rows("products")]
    assert names == sorted(names)
    assert found.lifecycle.rows("products")[names.index("debian")].rows("cycles")
