"""The roll-forward words, against the table of "global.json overview"."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotimg.project.model import GlobalJson, RollForward

LATER: dict[
    RollForward, list[str]
] = {  # what each word accepts besides what it asks for, from 8.0.204
    "disable": [],
    "patch": ["8.0.205", "8.0.299"],
    "feature": ["8.0.205", "8.0.299", "8.0.300", "8.0.404"],
    "minor": ["8.0.205", "8.0.299", "8.0.300", "8.0.404", "8.1.100"],
    "major": ["8.0.205", "8.0.299", "8.0.300", "8.0.404", "8.1.100", "9.0.100", "10.0.100"],
}
LATER |= {
    "latestPatch": LATER["patch"],
    "latestFeature": LATER["feature"],
    "latestMinor": LATER["minor"],
    "latestMajor": LATER["major"],
}
EARLIER = ["8.0.203", "8.0.199", "8.0.119", "7.0.410", "6.0.428", "8.0.204-rtm.1"]
ALL = [*EARLIER, "8.0.204", *LATER["major"]]


def asked(version: str, word: RollForward = "patch", *, prerelease: bool = True) -> GlobalJson:
    return GlobalJson("global.json", 1, version, word, prerelease)


@pytest.mark.parametrize("word", LATER)
@pytest.mark.parametrize("sdk", ALL)
def test_each_word_accepts_what_the_documentation_says(word: RollForward, sdk: str) -> None:
    expected = sdk in ["8.0.204", *LATER[word]]
    assert asked("8.0.204", word).accepts(sdk) is expected


@pytest.mark.parametrize(
    ("version", "word", "prerelease", "sdk", "expected"),
    [
        ("8.0.100", "patch", True, "8.0.404", False),
        ("8.0.100", "feature", True, "8.0.404", True),
        ("8.0.400", "feature", True, "8.0.119", False),
        ("8.0.404", "latestFeature", True, "8.0.400", False),
        ("10.0.100-rc.1.25451.107", "patch", True, "10.0.100-rc.2.25502.107", True),
        ("10.0.100-rc.2.25502.107", "patch", True, "10.0.100-rc.1.25451.107", False),
        ("10.0.100-rc.2.25502.107", "patch", True, "10.0.100", True),
        ("10.0.100-preview.7.1", "patch", True, "10.0.100-rc.1.1", True),
        ("10.0.100-preview.7.1", "patch", True, "10.0.100-preview.10.1", True),
        ("10.0.100-preview.7.1", "disable", True, "10.0.100-preview.7.1", True),
        ("10.0.100", "patch", True, "10.0.101-rc.1", True),
        ("10.0.100", "patch", False, "10.0.101-rc.1", False),
        ("9.0.100", "latestMajor", False, "10.0.100-rc.1.1", False),
        ("9.0.100", "latestMajor", False, "10.0.100", True),
        ("9.0.100", "latestMajor", True, "10.0.100-rc.1.1", True),
        ("", "latestMajor", True, "6.0.100", True),
        ("", "latestMajor", False, "10.0.100-rc.1.1", False),
        ("1.0.0-preview2-003131", "patch", True, "1.0.0-preview2-003131", True),
        ("8.0.204", "patch", True, "8.0", False),
        ("8.0.204", "patch", True, "", False),
        ("8.0.204", "patch", True, "8.0.204-" + "9" * 5000, False),
    ],
)
def test_bands_and_previews(
    version: str, word: RollForward, prerelease: bool, sdk: str, expected: bool
) -> None:
    assert asked(version, word, prerelease=prerelease).accepts(sdk) is expected


NUMBERS = st.tuples(st.integers(0, 12), st.integers(0, 3), st.integers(0, 499))
VERSIONS = NUMBERS.map(lambda numbers: ".".join(map(str, numbers)))


@given(VERSIONS, VERSIONS, st.sampled_from(sorted(LATER)))
def test_nothing_older_is_ever_accepted_and_the_same_always(
    version: str, sdk: str, word: RollForward
) -> None:
    older = list(map(int, sdk.split("."))) < list(map(int, version.split(".")))
    assert not (older and asked(version, word).accepts(sdk))
    assert asked(version, word).accepts(version)


@given(VERSIONS, VERSIONS)
def test_a_wider_word_accepts_all_that_a_narrower_one_does(version: str, sdk: str) -> None:
    words: list[RollForward] = [
        "disable",
        "latestPatch",
        "latestFeature",
        "latestMinor",
        "latestMajor",
    ]
    answers = [asked(version, word).accepts(sdk) for word in words]
    assert answers == sorted(answers)
