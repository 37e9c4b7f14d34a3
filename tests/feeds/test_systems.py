"""Releases of operating systems: upstream's names to ours, and their support windows."""

import pytest

from dotimg.catalog.model import System
from dotimg.names.tags import VARIANTS
from tests.feeds.upstream_world import TRAITS, cycle, lifecycle, product, system, systems


@pytest.mark.parametrize(
    ("upstream", "name"),
    [
        ("noble", "noble"),
        ("noble-chiseled", "noble"),
        ("noble-chiseled-extra", "noble"),
        ("bookworm-slim", "bookworm"),
        ("alpine3.23", "alpine3.23"),
        ("azurelinux3.0-distroless", "azurelinux3.0"),
        ("cbl-mariner2.0-distroless", "cbl-mariner2.0"),
        ("nanoserver-ltsc2022", "nanoserver-ltsc2022"),
        ("nanoserver-2009", "nanoserver-20H2"),
        ("windowsservercore-2009", "windowsservercore-20H2"),
        ("nanoserver-ltsc2016", "nanoserver-sac2016"),
        ("", "linux"),
    ],
)
def test_upstreams_name_becomes_ours(upstream: str, name: str) -> None:
    assert systems().release(upstream, "linux") == name


@pytest.mark.parametrize(
    ("upstream", "family", "title", "released", "end"),
    [
        ("noble", "ubuntu", "Ubuntu 24.04", "2024-04-25", "2029-05-31"),
        ("bookworm-slim", "debian", "Debian 12", "2023-06-10", "2028-06-30"),
        ("alpine3.23", "alpine", "Alpine 3.23", "2025-12-04", "2027-11-01"),
        ("cbl-mariner2.0", "azurelinux", "CBL-Mariner 2.0", None, "2025-06-30"),
        ("azurelinux3.0", "azurelinux", "Azure Linux 3.0", None, None),
        ("nanoserver-ltsc2022", "nanoserver", "Nano Server ltsc2022", "2021-08-18", "2031-10-14"),
        ("nanoserver-1809", "nanoserver", "Nano Server 1809", "2018-11-13", "2029-01-09"),
        ("nanoserver-2009", "nanoserver", "Nano Server 20H2", "2020-10-20", "2022-08-09"),
        ("nanoserver-ltsc2016", "nanoserver", "Nano Server sac2016", "2016-10-15", "2018-09-10"),
    ],
)
def test_a_release_has_family_title_and_window(
    upstream: str, family: str, title: str, released: str | None, end: str | None
) -> None:
    found = system(upstream)
    assert (found.family, found.title, found.released, found.end) == (family, title, released, end)


@pytest.mark.parametrize(
    ("upstream", "names"),
    [
        ("noble", ("noble", "ubuntu24.04", "24.04")),
        ("bookworm", ("bookworm", "debian12")),
        ("alpine3.23", ("alpine3.23", "3.23")),
        ("nanoserver-2009", ("nanoserver-20H2", "nanoserver-2009", "2009", "20H2", "nano-20H2")),
    ],
)
def test_a_release_has_the_names_people_use(upstream: str, names: tuple[str, ...]) -> None:
    assert system(upstream).names == names


def test_a_release_that_no_family_knows_is_kept_with_an_open_window() -> None:
    assert system("plan9front") == System(
        "plan9front", "", "plan9front", "linux", None, None, ("plan9front",)
    )
    assert system("cairo-7", "windows").type == "windows"


def test_a_release_newer_than_the_lifecycle_has_its_family_and_an_open_window() -> None:
    found = system("alpine3.99")
    assert (found.family, found.title, found.end) == ("alpine", "Alpine 3.99", None)


def test_a_sample_that_names_the_family_alone_has_it_as_its_release() -> None:
    assert system("alpine") == System(
        "alpine", "alpine", "Alpine", "linux", None, None, ("alpine",)
    )


@pytest.mark.parametrize("end", [True, False, None])
def test_an_end_that_only_says_whether_is_unknown(end: bool | None) -> None:
    products = {"products": [product("debian", cycle("12", True, end, "Bookworm"))]}
    known = systems(products)
    found = known.known[known.release("bookworm", "linux")]
    assert (found.released, found.end) == (None, None)


def test_a_blank_codename_is_none() -> None:
    products = {"products": [product("debian", cycle("12", None, None, " "))]}
    assert systems(products).release("bookworm", "linux") == "bookworm"


def test_releases_are_sorted_by_family_and_the_newest_first() -> None:
    known = systems()
    upstream = (
        "plan9",
        "alpine3.9",
        "nanoserver-1809",
        "alpine3.23",
        "alpine3.10",
        "noble",
        "nanoserver-ltsc2022",
    )
    for name in upstream:
        known.release(name, "linux")
    assert list(known.sorted(())) == [
        "noble",
        "alpine3.23",
        "alpine3.10",
        "alpine3.9",
        "nanoserver-ltsc2022",
        "nanoserver-1809",
        "plan9",
    ]


def test_our_own_names_stay_as_they_are() -> None:
    # Carrying on, the builder reads the names that it wrote.
    names = ("noble", "nanoserver-20H2", "nanoserver-sac2016", "cbl-mariner2.0", "linux", "plan9")
    known = systems(lifecycle())
    assert [known.release(name, "linux") for name in names] == list(names)


def test_no_name_of_a_release_holds_a_variant() -> None:
    known = systems()
    for variant in (*VARIANTS, "slim"):
        assert known.release(f"noble-{variant}", "linux") == "noble"


def test_every_renamed_release_has_a_family() -> None:
    for new in TRAITS["renamed_releases"].values():
        assert system(new, "windows").family in ("nanoserver", "windowsservercore")
