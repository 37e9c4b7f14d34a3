import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotimg.errors import (
    DotimgError,
    InputError,
    NoMatchError,
    UnreachableError,
    UsageError,
    printable,
    quoted,
    without_credentials,
)


def test_each_kind_of_error_has_the_exit_code_of_the_contract() -> None:
    codes = {kind: kind.exit_code for kind in DotimgError.__subclasses__()}
    assert codes == {NoMatchError: 1, UsageError: 2, InputError: 3, UnreachableError: 4}


def test_plain_text_stays_as_it_is() -> None:
    assert printable("aspnet:8.0 für Jürgen") == "aspnet:8.0 für Jürgen"


def test_control_characters_become_visible() -> None:
    assert printable("\x1b[31mred\r\n\x07\x9b\u202e\u2028") == (
        r"\x1b[31mred\r\n\x07\x9b\u202e\u2028"
    )


@given(st.text())
def test_nothing_that_moves_a_cursor_is_left(text: str) -> None:
    assert printable(text).isprintable()


@given(st.text(min_size=61))
def test_a_long_word_is_cut(word: str) -> None:
    assert quoted(word).endswith("...'")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("http://user:hunter2@proxy:8080", "http://***@proxy:8080"),
        ("'https://hunter2@github.example/a' and more", "'https://***@github.example/a' and more"),
        ("http://user:hunter2/x#y?z@proxy", "http://***@proxy"),
        ("http://user:hunter2@", "http://***@"),
        ("a://u:hunter2@b c://u:hunter2@d", "a://***@b c://***@d"),
        ("https://mcr.example/sdk@sha256:0a1b", "https://mcr.example/sdk@sha256:0a1b"),
        ("https://u:hunter2@mcr.example/sdk@sha256:0a", "https://***@mcr.example/sdk@sha256:0a"),
        ("someone@example", "someone@example"),
    ],
)
def test_no_message_holds_the_credentials_of_an_address(text: str, shown: str) -> None:
    assert without_credentials(text) == shown
    for kind in (NoMatchError, UsageError, InputError, UnreachableError):
        assert str(kind(text)) == shown
    assert "hunter2" not in quoted(text)
