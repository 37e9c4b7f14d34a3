"""Names of files in the instructions of a Dockerfile: whatever they are, they are read back."""

import shlex

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dotimg.scaffold import words
from tests.scaffold.judge import commands

# What a file may be called on Linux, and no line ends.
NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters="/")
    | st.sampled_from(" ,[]'\"\\$*?(){}&;!#-~"),
    min_size=1,
    max_size=12,
).filter(lambda name: name not in (".", "..") and name == name.strip())


@settings(max_examples=100)
@given(NAMES, NAMES)
def test_any_name_is_copied_to_its_place(folder: str, name: str) -> None:
    path = f"{folder}/{name}"
    line = words.copy([path], f"{folder}/")
    text = f"FROM a\nWORKDIR /source\n{line}\nRUN dotnet publish\n"
    (publish,) = commands(text, [path, "other/file"])
    assert publish.files == {path}


@settings(max_examples=50)
@given(NAMES)
def test_any_name_is_one_word_of_a_shell(name: str) -> None:
    assert shlex.split(words.argument(name, windows=False)) == [words.no_option(name)]


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("a.b/C-d.csproj", "COPY a.b/C-d.csproj a.b/"),
        ("a b/C.csproj", 'COPY ["a b/C.csproj", "a b/"]'),
        ("a, b/C.csproj", 'COPY ["a, b/C.csproj", "a, b/"]'),
        ("a [1]/C.csproj", 'COPY ["a [[]1]/C.csproj", "a [1]/"]'),
        ("it's/C.csproj", 'COPY ["it?s/C.csproj", "it\\\\\'s/"]'),
        ("-a/C.csproj", "COPY ./-a/C.csproj ./-a/"),
    ],
)
def test_names_are_written_as_plainly_as_they_can_be(path: str, line: str) -> None:
    assert words.copy([path], path.rpartition("/")[0] + "/") == line


def test_a_shell_of_windows_takes_double_quotes() -> None:
    assert words.argument("My App.csproj", windows=True) == '"My App.csproj"'
