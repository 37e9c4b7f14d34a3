import pytest

from dotimg.names import sdk_versions
from dotimg.names.sdk_versions import SdkVersion


@pytest.mark.parametrize(
    ("text", "expected", "band"),
    [
        ("8.0.404", SdkVersion(8, 0, 4, 4), "8.0.4xx"),
        ("10.0.100", SdkVersion(10, 0, 1, 0), "10.0.1xx"),
        (
            "10.0.100-rc.2.25502.107",
            SdkVersion(10, 0, 1, 0, ("rc", "2", "25502", "107")),
            "10.0.1xx",
        ),
        ("3.1.100-preview3-014645", SdkVersion(3, 1, 1, 0, ("preview3-014645",)), "3.1.1xx"),
        ("8.0.11", SdkVersion(8, 0, 0, 11), ""),
    ],
)
def test_a_version_is_taken_apart(text: str, expected: SdkVersion, band: str) -> None:
    assert sdk_versions.parse(text) == expected
    assert sdk_versions.feature_band(text) == band


@pytest.mark.parametrize("text", ["", "8.0", "8.0.4xx", "v8.0.404", "8.0.404-", "8.0." + "9" * 200])
def test_what_is_no_version_in_full_gives_none(text: str) -> None:
    assert sdk_versions.parse(text) is None
    assert sdk_versions.feature_band(text) == ""


def test_a_release_comes_after_its_previews() -> None:
    words = ["10.0.100-preview.7.1", "10.0.100-preview.10.1", "10.0.100-rc.1.1", "10.0.100"]
    found = [one.precedence for one in map(sdk_versions.parse, words) if one]
    assert found == sorted(found)
    assert len(set(found)) == len(words)
