"""CVEs: from `cves.jsonl`, refused where they contradict the releases, and carried on."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dotimg.catalog.details import Cve, Release
from dotimg.feeds import cves, publisher
from dotimg.feeds.rows import FeedRow
from tests.feeds.upstream_world import Json, World, channel, cve, release

if TYPE_CHECKING:
    from dotimg.catalog.model import Component

NUMBER = "CVE-2026-1000"
RELEASES = {
    "10.0": [
        Release("10.0.8", "2026-07-14", "10.0.8", ("10.0.302", "10.0.110"), (NUMBER,)),
        Release("10.0.7", "2026-05-12", "10.0.7", ("10.0.301", "10.0.109"), ()),
    ]
}
TITLE = ".NET Denial of Service Vulnerability"


def of_month(products: list[Json], packages: list[Json] | None = None, **bent: object) -> FeedRow:
    """`cve.json` of a month that disclosed one CVE."""
    disclosure = {"id": NUMBER, "problem": TITLE, "platforms": ["all"], **bent}
    found = {"disclosures": [disclosure], "products": products, "packages": packages or []}
    return FeedRow("cve.json", "the file", found)


def affected(name: str, fixed: str, channel: str = "10.0") -> Json:
    """One product in `cve.json`."""
    return {"cve_id": NUMBER, "name": name, "fixed": fixed, "release": channel}


def disclosed(file: FeedRow) -> cves.Cves:
    """What a month tells of each channel."""
    rows = FeedRow("cve.json", "the file", publisher.disclosed(file)).rows("disclosures")
    return cves.read_disclosed(rows, RELEASES)


def test_a_row_is_read_for_each_channel(tmp_path: Path) -> None:
    world = World(tmp_path)
    fixed = {"10.0": "10.0.8"}
    world.cves = [
        cve(" CVE-2026-2000 ", fixed, "sdk", fixed_sdk={"10.0": ["10.0.302"]}, platforms=["linux"]),
        cve(NUMBER, fixed, "runtime", components_by_channel={"10.0": ["windowsdesktop"]}),
    ]
    of_desktop, of_sdk = world.catalog().cves("10.0")
    assert of_desktop == Cve(
        NUMBER, TITLE, "denial-of-service", ("windowsdesktop",), (), "10.0.8", ()
    )
    assert (of_sdk.id, of_sdk.components, of_sdk.platforms) == (
        "CVE-2026-2000",
        ("sdk",),
        ("linux",),
    )
    assert (of_sdk.fixed, of_sdk.fixed_sdks) == ("10.0.8", ("10.0.302",))


@pytest.mark.parametrize(
    ("bent", "said"),
    [
        ({"id": "CVE-26"}, "id should be a number such as CVE-2025-55315"),
        ({"components": []}, "components is empty or missing"),
        ({"components": ["kestrel"]}, "components should hold components (runtime, aspnetcore, "),
        ({"platforms": "linux"}, "platforms should be a list"),
        ({"platforms": ["beos"]}, "platforms should hold platforms (linux, windows, macos)"),
        ({"fixed": {"10.0": "9.0.8"}}, "fixed: 10.0 has no release 9.0.8"),
        ({"fixed": {"12.0": "12.0.1"}}, "fixed: 12.0 has no release 12.0.1"),
        ({"fixed": {"10.0": "newest"}}, "fixed: 10.0 should be a version"),
        ({"fixed": None}, "fixed: is not a JSON object"),
        ({"fixed": {}}, "fixed: names no channel"),
        ({"components": ["sdk"], "fixed_sdk": {}}, "fixed_sdk: 10.0 is empty or missing"),
        (
            {"components_by_channel": {"10.0": []}},
            "components_by_channel: 10.0 is empty or missing",
        ),
        ({"fixed_sdk": {"10.0": ["10.0.302"]}}, "fixed_sdk: runtime is more than the SDK"),
        (
            {"components": ["sdk"], "fixed_sdk": {"10.0": ["10.0.399"]}},
            "fixed_sdk: 10.0 has no SDK 10.0.399",
        ),
        (
            {"components": ["sdk"], "fixed_sdk": {"10.0": ["10.0.301", "10.0.302"]}},
            "fixed_sdk: 10.0 has several SDKs of one feature band",
        ),
        (
            {"components_by_channel": {"9.0": ["sdk"]}},
            "components_by_channel: fixed has no channel 9.0",
        ),
    ],
)
def test_a_row_that_cannot_be_right_is_refused(tmp_path: Path, bent: Json, said: str) -> None:
    world = World(tmp_path)
    world.cves.append({**cve("CVE-2026-2000", {"10.0": "10.0.8"}, "runtime"), **bent})
    refusal = world.refused()
    assert "cves.jsonl: row 2" in refusal
    assert said in refusal


def test_a_cve_that_stands_there_twice_is_refused(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.cves *= 2
    assert "cves.jsonl: row 2: CVE-2026-1000 is listed twice" in world.refused()


def test_a_history_without_cves_is_refused(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.write()
    (world.folder / "cves.jsonl").unlink()
    assert "cves.jsonl: is empty or missing" in world.refusal()


def test_what_is_known_is_carried_on_without_the_file(tmp_path: Path) -> None:
    world = World(tmp_path)
    catalog = world.catalog()
    world.cves = []
    assert world.carried_on(catalog).cves("10.0") == catalog.cves("10.0") != []


def test_the_publishers_file_tells_products_versions_and_platforms() -> None:
    found = disclosed(
        of_month(
            [affected("dotnet-runtime", "10.0.8"), affected("dotnet-aspnetcore", "10.0.8")],
            platforms=["windows"],
        )
    )
    parts: tuple[Component, ...] = ("runtime", "aspnetcore")
    told = Cve(NUMBER, TITLE, "denial-of-service", parts, ("windows",), "10.0.8", ())
    assert found == {"10.0": {NUMBER: told}}


def test_of_an_sdk_alone_the_runtime_that_came_with_it_is_found() -> None:
    of_sdk = [affected("dotnet-sdk", "10.0.302"), affected("dotnet-sdk", "10.0.110")]
    told = disclosed(of_month(of_sdk))["10.0"][NUMBER]
    assert (told.components, told.fixed) == (("sdk",), "10.0.8")
    assert told.fixed_sdks == ("10.0.302", "10.0.110")
    with_runtime = disclosed(of_month([*of_sdk, affected("dotnet-runtime", "10.0.8")]))
    assert with_runtime["10.0"][NUMBER].fixed_sdks == ()


@pytest.mark.parametrize(
    "products",
    [
        [affected("dotnet-telepathy", "10.0.8")],
        [affected("dotnet-runtime", "10.0.99")],
        [affected("dotnet-sdk", "10.0.399")],
        [],
    ],
)
def test_what_the_publishers_file_does_not_tell_plainly_stays_unknown(products: list[Json]) -> None:
    package = {"cve_id": NUMBER, "name": "System.Text.Json", "fixed": "10.0.8", "release": "10.0"}
    found = disclosed(of_month(products, [package]))
    assert found == {}
    assert cves.unknown(found, RELEASES) == (NUMBER,)


def test_what_is_known_stands_above_the_publishers_file(tmp_path: Path) -> None:
    world = World(tmp_path)
    (known,) = world.catalog().cves("10.0")
    later = disclosed(of_month([affected("dotnet-sdk", "10.0.302")]))
    joined = cves.joined(later, {"10.0": {NUMBER: known}})
    assert joined == {"10.0": {NUMBER: known}}


def test_a_channel_without_a_cve_is_carried_on_without_a_trace(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.releases["channels"].append(channel("9.0", release("9.0.1", "2025-01-14", "9.0.102")))
    before = world.catalog()
    table = (world.output / "cves.json").read_bytes()
    world.carried_on(before)
    assert (world.output / "cves.json").read_bytes() == table


def test_only_months_with_unknown_cves_are_asked_for() -> None:
    releases = [
        {"release-date": "2026-08-11", "cve-list": ["CVE-2026-2 "]},
        {"release-date": "2026-07-14", "cve-list": ["CVE-2026-1"]},
    ]
    documents: dict[str, publisher.Document] = {
        publisher.INDEX: {"channels": [{"channel-version": "10.0"}]},
        f"{publisher.RELEASES}10.0/releases.json": {"releases": releases},
    }
    asked = publisher.of_cves(documents, {"10.0": {"CVE-2026-1"}})
    assert [feed.address for feed in asked] == [publisher.TIMELINE + "2026/08/cve.json"]
    assert publisher.of_cves(documents, {"10.0": {"CVE-2026-1", "CVE-2026-2"}}) == []
