"""Releases of operating systems: upstream's names to ours, and their support windows."""

import pytest

from dotimg.catalog.model import System, Tag
from dotimg.errors import InputError
from dotimg.names import tags
from dotimg.names.tags import VARIANTS
from tests.feeds.upstream_world import TRAITS, cycle, lifecycle, product, system, systems

BOOKWORM = cycle("12", "2023-06-10", "2026-07-11", "Bookworm")


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


def test_only_a_free_extension_counts() -> None:
    assert system("bookworm").end == "2028-06-30"
    assert system("noble").end == "2029-05-31"  # 2036 is sold


def test_without_an_extension_free_updates_end_with_the_release() -> None:
    known = systems({**lifecycle(), "products": [product("debian", BOOKWORM)]})
    assert known.known[known.release("bookworm", "linux")].end == "2026-07-11"


def test_an_extension_before_the_end_is_refused() -> None:
    wrong = {**BOOKWORM, "extended_end": "2025-06-30"}
    known = systems({**lifecycle(), "products": [product("debian", wrong)]})
    with pytest.raises(InputError, match="extended_end 2025-06-30 is before eol 2026-07-11"):
        known.release("bookworm", "linux")


def test_a_release_of_alpine_is_expected_to_go_three_months_after_the_next_ones_images() -> None:
    known = systems()
    for name in ("alpine3.22", "alpine3.23", "alpine3.24", "alpine", "noble", "bookworm"):
        known.release(name, "linux")
    images = [
        *(named("10.0-alpine3.24", "2025-11-30"), named("11.0-alpine3.24", "2026-07-01")),
        *(named("10.0-alpine", "2020-01-01", "alpine3.24"), named("alpine", "2018-01-01")),
        *(named("9.0-alpine3.24", "2020-01-01", evidence="pending"), named("8.0", "2020-01-01")),
        *(named("10.0-alpine3.23", "2025-06-10"), named("10.0-noble", "2025-11-11")),
    ]
    drops = {name: one.expected_drop for name, one in known.sorted(images).items()}
    expected = {**dict.fromkeys(drops), "alpine3.23": "2026-02-28"}
    assert drops == expected


def named(name: str, first_seen: str, release: str = "", evidence: str = "") -> Tag:
    """A tag on the release that it names, or another."""
    release = release or tags.parse(name).system or "alpine3.24"
    days = first_seen, None, None
    return Tag(name, "", f"{release}:amd64", "", *days, True, True, evidence, "")
