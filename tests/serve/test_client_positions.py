"""Places are those of the protocol: its line ends, its code units."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol.types import Position

from dotimg.files.lines import Lines
from dotimg.serve.client_positions import Positions

ENCODINGS = ["utf-8", "utf-16", "utf-32"]
# Line ends of the protocol, what only Python calls one, two units, a letter beyond ASCII.
TEXTS = st.text(st.sampled_from("ab\n\r\x0c\u2028\x85\U0001f40b\u00e9 \ufeff"), max_size=30)


@given(TEXTS, st.sampled_from(ENCODINGS), st.data())
def test_a_place_is_found_again(text: str, encoding: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    if text[offset - 1 : offset + 1] == "\r\n":  # within a line end is no place
        offset -= 1
    place = Positions(text, encoding).of_offset(offset)
    lines = re.split(r"\r\n|\n|\r", text)
    line, at = Positions(text, encoding).line(place)
    assert line == lines[place.line]
    assert text[:offset].endswith(line[:at])
    assert text[offset:].startswith(line[at:])


@given(TEXTS)
def test_columns_of_findings_are_where_their_bytes_are(text: str) -> None:
    content, positions = text.encode(), Positions(text, "utf-32")
    lines = Lines(content)
    for offset in range(text.startswith("\ufeff"), len(text) + 1):
        found = positions.of_place(*lines.place(len(text[:offset].encode())))
        assert found == positions.of_offset(offset)


@pytest.mark.parametrize(("encoding", "units"), [("utf-8", 5), ("utf-16", 3), ("utf-32", 2)])
def test_a_whale_is_as_long_as_the_encoding_says(encoding: str, units: int) -> None:
    assert Positions("a\U0001f40bb", encoding).of_offset(2) == Position(0, units)


def test_what_is_beyond_the_text_is_its_end() -> None:
    positions = Positions("a\nb", "utf-16")
    assert positions.of_place(9, 9) == Position(1, 1)
    assert positions.line(Position(7, 7)) == ("", 0)
    assert positions.line(Position(1, 7)) == ("b", 1)


def test_half_a_pair_breaks_nothing() -> None:
    assert Positions("\ud83d\nb", "utf-16").of_place(2, 1) == Position(1, 0)
