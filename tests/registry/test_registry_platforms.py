"""Platforms as people name them."""

import pytest

from dotimg.errors import UsageError
from dotimg.registry import OciPlatform
from dotimg.registry.platforms import build, name, parse_platform

WINDOWS = OciPlatform("windows", "amd64", "", "10.0.20348.2966")


@pytest.mark.parametrize(
    ("word", "platform"),
    [
        ("linux/amd64", OciPlatform("linux", "amd64")),
        ("amd64", OciPlatform("linux", "amd64")),
        ("linux/x64", OciPlatform("linux", "amd64")),
        ("LINUX/AARCH64", OciPlatform("linux", "arm64")),
        ("linux/arm64", OciPlatform("linux", "arm64", "v8")),
        ("linux/arm64/v8", OciPlatform("linux", "arm64")),
        ("linux/arm/v7", OciPlatform("linux", "arm", "v7")),
        ("linux/arm/v7", OciPlatform("linux", "arm")),
        ("linux/arm", OciPlatform("linux", "arm", "v7")),
        ("linux/s390x", OciPlatform("linux", "s390x")),
        ("windows/amd64", WINDOWS),
        ("windows/amd64:10.0.20348", WINDOWS),
        ("windows/amd64:10.0.20348.2966", WINDOWS),
    ],
)
def test_fits(word: str, platform: OciPlatform) -> None:
    assert parse_platform(word).fits(platform)


@pytest.mark.parametrize(
    ("word", "platform"),
    [
        ("linux/amd64", WINDOWS),
        ("linux/arm64", OciPlatform("linux", "amd64")),
        ("linux/arm/v6", OciPlatform("linux", "arm", "v7")),
        ("windows/amd64:10.0.2034", WINDOWS),
        ("windows/amd64:10.0.17763", WINDOWS),
        ("windows/amd64:10.0.20348", OciPlatform("windows", "amd64")),
    ],
)
def test_does_not_fit(word: str, platform: OciPlatform) -> None:
    assert not parse_platform(word).fits(platform)


@pytest.mark.parametrize(
    "word", ["", "/", "linux/", "mac/amd64", "linux/arm64/v8/x", "a b", "\x1b"]
)
def test_no_platform(word: str) -> None:
    with pytest.raises(UsageError, match="is not a platform; write it as linux/arm64"):
        parse_platform(word)


def test_names() -> None:
    assert name(OciPlatform("linux", "arm", "v7")) == "linux/arm/v7"
    assert name(WINDOWS) == "windows/amd64:10.0.20348.2966"
    assert name(OciPlatform("", "")) == "unknown/unknown"
    assert str(parse_platform("windows/x64:10.0.20348")) == "windows/amd64:10.0.20348"


def test_the_name_of_a_build_stays_from_patch_to_patch() -> None:
    assert build(WINDOWS) == build(WINDOWS._replace(os_version="10.0.20348.1"))
    assert build(OciPlatform("linux", "arm64")) == build(OciPlatform("linux", "arm64", "v8"))
