import pytest

from dotimg.errors import UsageError
from dotimg.names import platforms


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        *(
            (word, "amd64")
            for word in ("amd64", "x64", "x86_64", "AMD64", "linux/amd64", "linux-x64")
        ),
        *((word, "amd64") for word in ("win-x64", "windows/amd64")),
        *(
            (word, "arm64")
            for word in ("arm64", "aarch64", "arm64v8", "linux/arm64", "linux/arm64/v8")
        ),
        *((word, "arm") for word in ("arm", "arm32", "arm32v7", "armhf", "linux/arm/v7")),
    ],
)
def test_knows_the_names_that_people_use(word: str, expected: str) -> None:
    assert platforms.architecture(word) == expected
    assert platforms.required(word)[1] == expected


@pytest.mark.parametrize("word", ["", "sparc", "amd", "\x1b[0m", "arm64v7"])
def test_refuses_other_words_and_names_the_valid_ones(word: str) -> None:
    assert platforms.architecture(word) is None
    with pytest.raises(UsageError, match="expected amd64, arm64, arm") as caught:
        platforms.required(word)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("word", "system"),
    [("linux/arm64", "linux"), ("win-x64", "windows"), ("linux-musl-arm64", "alpine"), ("x64", "")],
)
def test_tells_the_system_that_a_platform_names(word: str, system: str) -> None:
    assert platforms.required(word)[0] == system
