from hypothesis import given
from hypothesis import strategies as st

from dotimg.files.lines import Lines


def test_lines_and_columns_count_from_one_in_characters() -> None:
    lines = Lines("a\nöü FROM x\r\n".encode())
    assert lines.place(0) == (1, 1)
    assert lines.place(2) == (2, 1)
    assert lines.place(2 + len("öü ".encode())) == (2, 4)
    assert lines.text(2) == "öü FROM x"


def test_a_byte_order_mark_is_no_column() -> None:
    lines = Lines(b"\xef\xbb\xbfFROM x\n")
    assert lines.place(3) == (1, 1)
    assert lines.text(1) == "FROM x"


def test_columns_of_a_long_line_are_counted_alike() -> None:
    line = "ü " * 10_000
    lines = Lines(f"a\n{line}".encode())
    for column in (1, 2, 5, 4096, 12_345, 20_000, 7):
        assert lines.place(2 + len(line[: column - 1].encode())) == (2, column)


def test_there_is_no_text_where_there_is_no_line() -> None:
    lines = Lines(b"a")
    assert (lines.text(0), lines.text(2), lines.place(1)) == ("", "", (1, 2))


@given(st.binary(), st.integers(0, 300))
def test_a_place_is_where_the_byte_is(content: bytes, offset: int) -> None:
    offset = min(offset, len(content))
    line, column = Lines(content).place(offset)
    assert line == content.count(b"\n", 0, offset) + 1
    assert 1 <= column <= offset + 1
