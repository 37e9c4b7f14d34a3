import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotimg.catalog.tables import Catalog
from dotimg.errors import UsageError
from dotimg.names import versions


@pytest.mark.parametrize(
    ("word", "kind", "text"),
    [
        ("8", "major", "8"),
        ("8.x", "major", "8"),
        ("8.0.x", "channel", "8.0"),
        (".NET 8", "major", "8"),
        (".NET Framework 4.8", "framework", "4.8"),
        ("net20", "framework", "2.0"),
        ("4", "framework", "4"),
        ("11.0-preview", "channel", "11.0-preview"),
        ("3.1.100-preview3-014645", "sdk", "3.1.100-preview3"),
        ("3.0.0-rc1-19456-20", "release", "3.0.0-rc1"),
        ("8.0", "channel", "8.0"),
        ("net8.0", "channel", "8.0"),
        ("net8", "channel", "8.0"),
        ("net10", "major", "10"),
        ("netcoreapp2.1.8xx", "band", "2.1.8xx"),
        ("NET8.0", "channel", "8.0"),
        ("net8.0-windows10.0.19041", "channel", "8.0"),
        ("v8.0", "channel", "8.0"),
        (" 8.0 ", "channel", "8.0"),
        ("netcoreapp3.1", "channel", "3.1"),
        ("3.1", "channel", "3.1"),
        ("5.0", "channel", "5.0"),
        ("10", "major", "10"),
        ("8.0.30", "release", "8.0.30"),
        ("8.0.401-1", "sdk", "8.0.401-1"),
        ("11.0.0-preview.7", "release", "11.0.0-preview.7"),
        ("2.0.0-preview1", "release", "2.0.0-preview1"),
        ("8.0.404", "sdk", "8.0.404"),
        ("10.0.100-preview.7.25380.108", "sdk", "10.0.100-preview.7"),
        ("8.0.4xx", "band", "8.0.4xx"),
        ("3.5", "framework", "3.5"),
        ("4.8", "framework", "4.8"),
        ("4.8.1", "framework", "4.8.1"),
        ("net481", "framework", "4.8.1"),
        ("net48", "framework", "4.8"),
        ("net35", "framework", "3.5"),
        ("net472", "framework", "4.7.2"),
        ("lts", "word", "lts"),
        ("STS", "word", "sts"),
        ("latest", "word", "latest"),
        ("preview", "word", "preview"),
    ],
)
def test_understands_every_form_of_the_contract(word: str, kind: str, text: str) -> None:
    found = versions.parse(word)
    assert (found.kind, found.text) == (kind, text)


@pytest.mark.parametrize(
    "word",
    [
        "",
        "../../x",
        "8.",
        "8..0",
        "8.0.4.5.6",
        "8.0.xxx",
        "8.0-1",
        "8.0-foo",
        "\x1b[31m",
        "\uff18.0",
        "-1",
        "x" * 10000,
    ],
)
def test_refuses_what_is_no_version_and_says_what_is(word: str) -> None:
    with pytest.raises(UsageError, match=r"is not a \.NET version; expected a channel") as caught:
        versions.parse(word)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 300


@given(st.text(max_size=50))
def test_any_text_is_understood_or_refused(word: str) -> None:
    try:
        versions.parse(word)
    except UsageError:
        return


@given(st.integers(1, 99), st.integers(0, 9), st.integers(0, 999))
def test_a_plain_version_is_kept(major: int, minor: int, patch: int) -> None:
    if major == 4:
        return
    assert versions.parse(f"{major}.{minor}.{patch}").text == f"{major}.{minor}.{patch}"


def test_orders_versions_as_they_were_released() -> None:
    released = (
        *("0.0.1-alpha", "1.0.0-preview1", "1.0.0-preview2", "1.0.0-preview2.1", "1.0.0-rc2"),
        *("1.0.0", "2.1.0-preview1", "2.1.0-rc1", "2.1.0", "5.0.0-preview", "5.0.0-preview.8"),
        *("5.0.0-rc.1", "5.0.0-rc.2", "5.0.0", "8.0.401", "8.0.401-1", "8.0.402", "10.0.0"),
    )
    assert tuple(sorted(set(released), key=versions.order)) == released


def test_every_version_ever_published_can_be_ordered(catalog: Catalog) -> None:
    for _, _, tag in catalog.all_tags():
        versions.order(tag.version or "0")


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        *(("11.0.0-preview.7", True), ("10.0.0-rc.2", True), ("0.0.1-alpha", True)),
        *(("10.0.0", False), ("8.0.401-1", False), ("8.0", False), ("", False)),
    ],
)
def test_knows_prereleases(version: str, expected: bool) -> None:
    assert versions.is_prerelease(version) == expected


def test_the_channel_is_major_and_minor() -> None:
    assert versions.channel("10.0.100-preview.7") == "10.0"
