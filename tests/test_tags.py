import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotimg import tags
from dotimg.catalog import Catalog


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("10.0", {"version": "10.0"}),
        ("11.0-preview", {"version": "11.0-preview"}),
        ("10.0.100-preview.7", {"version": "10.0.100-preview.7"}),
        (
            "8.0.11-alpine3.20-amd64",
            {"version": "8.0.11", "system": "alpine3.20", "architecture": "amd64"},
        ),
        (
            "10.0-noble-chiseled-composite-extra",
            {"version": "10.0", "system": "noble", "variants": ("chiseled", "composite", "extra")},
        ),
        ("8.0-bookworm-slim", {"version": "8.0", "system": "bookworm-slim"}),
        (
            "6.0-cbl-mariner2.0-distroless",
            {"system": "cbl-mariner2.0", "variants": ("distroless",)},
        ),
        ("5.0-nanoserver-20H2", {"system": "nanoserver-20H2"}),
        ("8.0.401-1-jammy", {"version": "8.0.401", "rebuild": "1", "system": "jammy"}),
        (
            "4.8-20260811-windowsservercore-ltsc2016",
            {"version": "4.8", "stamp": "20260811", "system": "windowsservercore-ltsc2016"},
        ),
        ("4.8-3.5-windowsservercore-2004", {"version": "4.8", "second": "3.5"}),
        ("2.1-aspnetcore-runtime-stretch-slim", {"kind": "aspnet", "system": "stretch-slim"}),
        ("1.0-runtime-deps", {"version": "1.0", "kind": "runtime-deps"}),
        ("2.0.6-sdk-2.1.101", {"version": "2.0.6", "kind": "sdk", "second": "2.1.101"}),
        ("1.0.5-runtime-nanoserver-10.0.14393.1715", {"system": "nanoserver-10.0.14393.1715"}),
        ("latest", {"label": "latest"}),
        ("1.0-onbuild", {"version": "1.0", "label": "onbuild"}),
        ("1.0-sdk-msbuild-rc3", {"kind": "sdk", "label": "msbuild-rc3"}),
        ("aspnetapp-10.0-alpine-amd64", {"label": "aspnetapp", "version": "10.0"}),
    ],
)
def test_takes_a_tag_apart(tag: str, said: dict[str, object]) -> None:
    name = tags.parse(tag)
    assert {field: getattr(name, field) for field in said} == said


@pytest.mark.parametrize(
    ("tag", "fixed"),
    [
        ("10.0", False),
        ("10.0-alpine", False),
        ("11.0-preview", False),
        ("10.0.11", True),
        ("11.0.0-preview.7", True),
        ("8.0.404-noble", True),
        ("4.8.1", False),
        ("4.8.1-windowsservercore-ltsc2022", False),
        ("4.8.1-20260811-windowsservercore-ltsc2022", True),
        ("latest", False),
    ],
)
def test_tells_fixed_from_floating(tag: str, fixed: bool) -> None:
    assert tags.parse(tag).fixed == fixed


@given(st.text(max_size=60))
def test_any_text_can_be_taken_apart(text: str) -> None:
    tags.parse(text)


def test_the_system_of_nearly_every_tag_is_one_the_tag_offers(catalog: Catalog) -> None:
    families = {*catalog.traits["families"], "cbl-mariner", "azurelinux", "nanoserver"}
    odd = set()
    for _, _, tag in catalog.all_tags():
        system = tags.parse(tag.name).system.removesuffix("-slim")
        system = catalog.traits["renamed_releases"].get(system, system)
        if system and system not in (*tag.releases, *families):
            odd.add(system.partition("-10.0.")[0])
    # Upstream tagged an image of Alpine 3.18 with 3.17 once, and names no release of its samples.
    mistaken = {"alpine3.17", "jammy"}
    words = {"8.0iner", "0.0.1.alpha", "onbuild", "nanoserver", "windowsservercore"}
    assert odd == mistaken | words
