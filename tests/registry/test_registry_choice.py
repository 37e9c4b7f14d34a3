"""Platforms as people name them."""

import pytest

from dotimg.errors import UsageError
from dotimg.registry import Platform
from dotimg.registry.platforms import build, name, wanted

WINDOWS = Platform("windows", "amd64", "", "10.0.20348.2966")


@pytest.mark.parametrize(
    ("word", "platform"),
    [
        ("linux/amd64", Platform("linux", "amd64")),
        ("amd64", Platform("linux", "amd64")),
        ("linux/x64", Platform("linux", "amd64")),
        ("LINUX/AARCH64", Platform("linux", "arm64")),
        ("linux/arm64", Platform("linux", "arm64", "v8")),
        ("linux/arm64/v8", Platform("linux", "arm64")),
        ("linux/arm/v7", Platform("linux", "arm", "v7")),
        ("linux/arm/v7", Platform("linux", "arm")),
        ("linux/arm", Platform("linux", "arm", "v7")),
        ("linux/s390x", Platform("linux", "s390x")),
        ("windows/amd64", WINDOWS),
        ("windows/amd64:10.0.20348", WINDOWS),
        ("windows/amd64:10.0.20348.2966", WINDOWS),
    ],
)
def test_fits(word: str, platform: Platform) -> None:
    assert wanted(word).fits(platform)


@pytest.mark.parametrize(
    ("word", "platform"),
    [
        ("linux/amd64", WINDOWS),
        ("linux/arm64", Platform("linux", "amd64")),
        ("linux/arm/v6", Platform("linux", "arm", "v7")),
        ("windows/amd64:10.0.2034", WINDOWS),
        ("windows/amd64:10.0.17763", WINDOWS),
        ("windows/amd64:10.0.20348", Platform("windows", "amd64")),
    ],
)
def test_does_not_fit(word: str, platform: Platform) -> None:
    assert not wanted(word).fits(platform)


@pytest.mark.parametrize(
    "word", ["", "/", "linux/", "mac/amd64", "linux/arm64/v8/x", "a b", "\x1b"]
)
def test_no_platform(word: str) -> None:
    with pytest.raises(UsageError, match="is no platform; write it as linux/arm64"):
        wanted(word)


def test_names() -> None:
    assert name(Platform("linux", "arm", "v7")) == "linux/arm/v7"
    assert name(WINDOWS) == "windows/amd64:10.0.20348.2966"
    assert name(Platform("", "")) == "unknown/unknown"
    assert str(wanted("windows/x64:10.0.20348")) == "windows/amd64:10.0.20348"


def test_the_name_of_a_build_stays_from_patch_to_patch() -> None:
    assert build(WINDOWS) == build(WINDOWS._replace(os_version="10.0.20348.1"))
    assert build(Platform("linux", "arm64")) == build(Platform("linux", "arm64", "v8"))
