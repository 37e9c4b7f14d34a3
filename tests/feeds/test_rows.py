"""Reading upstream's files: each damage is refused with file, row and reason."""

import contextlib
import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotimg.errors import InputError
from dotimg.feeds.rows import FeedRow, is_day, json_file, json_lines
from tests.feeds.upstream_world import RUNTIME, World

HISTORY = "tags-history.jsonl.gz"
HEX = "0123456789abcdef" * 4


def reads(**fields: object) -> FeedRow:
    return FeedRow("images.json", "row 7", fields)


def refusal_of(folder: Path, content: bytes) -> str:
    (folder / HISTORY).write_bytes(content)
    with pytest.raises(InputError) as caught:
        list(json_lines(str(folder), HISTORY))
    return str(caught.value)


def test_rows_are_read_in_their_order(tmp_path: Path) -> None:
    (tmp_path / HISTORY).write_bytes(gzip.compress(b'{"tag":"8.0"}\n{"tag":"9.0"}\n'))
    assert [row.text("tag") for row in json_lines(str(tmp_path), HISTORY)] == ["8.0", "9.0"]


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (b"{}", "not a whole gzip file"),
        (gzip.compress(b"{}\n" * 99)[:-9], "not a whole gzip file"),
        (gzip.compress(b"{}\n")[:10] + b"\xff" * 20, "not a whole gzip file"),
        (gzip.compress(b"{}\n{}\n") + b"more", "not a whole gzip file"),
        (gzip.compress(b"{}\n{nothing\n{}\n"), "row 2: no JSON"),
        (gzip.compress(b"{}\n\n{}\n"), "row 2: no JSON"),
        (gzip.compress(b"{}\n[]\n"), "row 2: is not a JSON object"),
        (gzip.compress(b'{"tag": "\xff"}'), "row 1: no JSON"),
        (gzip.compress(b"[" * 200_000), "row 1: no JSON"),
    ],
    ids=["plain", "cut", "garbled", "trailing", "no-json", "empty-row", "list", "latin-1", "deep"],
)
def test_damaged_history_is_refused_with_file_and_row(
    tmp_path: Path, damage: bytes, reason: str
) -> None:
    said = refusal_of(tmp_path, damage)
    assert said.startswith(f"{tmp_path / HISTORY}: {reason}")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"[]", "the file: is not a JSON object"),
        (b"{", "the file: no JSON"),
        (b"", "the file: no JSON"),
    ],
)
def test_a_file_that_is_no_object_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "a.json").write_bytes(content)
    with pytest.raises(InputError, match=reason):
        json_file(str(tmp_path), "a.json")


@pytest.mark.parametrize(
    "name",
    [HISTORY, "snapshot/image-info-main.json", "releases/releases.json", "os-lifecycle.json"],
)
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    world = World(tmp_path)
    world.write()
    (world.folder / name).unlink()
    said = world.refusal()
    if name.startswith("snapshot"):  # which files there should be, only the history tells
        assert "history and snapshot differ" in said
        return
    assert said.startswith(f"{world.folder / name}: cannot be read")


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("text", 8, "text should be a text, is '8'"),
        ("text", None, "text should be a text, is 'null'"),
        ("word", "a b", "word should be plain words, is 'a b'"),
        ("word", "a:b", "word should be plain words, is 'a:b'"),
        ("tag", "", "tag should be a tag such as 8.0-noble, is ''"),
        ("tag", "8.0\x1b[31m", r"tag should be a tag such as 8.0-noble, is '8.0\x1b[31m'"),
        ("tag", "8.0..1", "tag should be a tag such as 8.0-noble, is '8.0..1'"),
        ("tag", "a" * 129, "tag should be a tag such as 8.0-noble, is 'aaa"),
        ("version", "8.0.x", "version should be a version such as 8.0.11, is '8.0.x'"),
        ("version", "", "version should be a version such as 8.0.11, is ''"),
        ("optional_version", "next", "should be a version such as 8.0.11, is 'next'"),
        ("day", "2026-02-30", "day should be a date such as 2026-08-20, is '2026-02-30'"),
        ("day", "20260830", "should be a date"),
        ("day", "2026-08-20T00:00:00Z", "should be a date"),
        ("day", "0000-01-01", "should be a date"),
        ("day", "\uff12026-08-20", "should be a date"),
        ("optional_day", 20260820, "optional_day should be a text, is '20260820'"),
        ("optional_day", "soon", "should be a date"),
        ("flag", None, "flag should be true or false, is 'null'"),
        ("flag", "true", "flag should be true or false, is 'true'"),
        ("flag", 1, "flag should be true or false, is '1'"),
        ("optional_flag", 0, "should be true or false"),
        ("number", True, "number should be a whole number, is 'true'"),
        ("number", -1, "number should be a whole number, is '-1'"),
        ("number", 1.5, "number should be a whole number, is '1.5'"),
        ("texts", "8.0", "texts should be a list, is '8.0'"),
        ("texts", [8], "texts should hold texts, holds '8'"),
        ("words", ["a b"], "words should be plain words, is 'a b'"),
        ("tags", ["8.0", "8,0"], "tags should be a tag such as 8.0-noble, is '8,0'"),
        ("versions", ["8.0.404", "8,0"], "versions should hold versions, holds '8,0'"),
        ("days", ["2026-13-01"], "days should hold days, holds '2026-13-01'"),
        ("days", [20260820], "days should hold days, holds '20260820'"),
        ("rows", {}, "rows should be a list, is '{}'"),
        ("rows", [{}, 1], "rows 2: is not a JSON object"),
        ("row", None, "row: is not a JSON object"),
        ("digest", HEX, "digest should be a sha256 digest"),
        ("digest", "sha256:" + HEX[1:], "digest should be a sha256 digest"),
        ("digest", f"{RUNTIME}@sha512:{HEX}", "digest should be a sha256 digest"),
        ("digest", "sha256:" + HEX.upper(), "digest should be a sha256 digest"),
        ("moment", "2026-08-10", "moment should be a time in UTC, is '2026-08-10'"),
        ("moment", "2026-08-10T16:57:08", "should be a time in UTC"),
        ("moment", "2026-08-10T16:57:08+02:00", "should be a time in UTC"),
        ("moment", "2026-08-32T16:57:08Z", "should be a time in UTC"),
        ("moment", "2026-08-10T24:57:08Z", "should be a time in UTC"),
        ("moment", "2026-08-10T16:60:08Z", "should be a time in UTC"),
    ],
)
def test_a_field_that_is_not_as_promised_is_refused(field: str, value: object, reason: str) -> None:
    with pytest.raises(InputError) as caught:
        getattr(reads(**{field: value}), field)(field)
    said = str(caught.value)
    assert said.startswith("images.json: row 7")
    assert reason in said


@pytest.mark.parametrize("reader", ["texts", "words", "tags", "versions", "days", "rows"])
def test_a_missing_list_is_empty(reader: str) -> None:
    assert getattr(reads(), reader)("x") == []


@pytest.mark.parametrize("reader", ["optional_text", "optional_day", "optional_flag"])
def test_a_missing_optional_field_is_none(reader: str) -> None:
    assert getattr(reads(), reader)("x") is None


def test_a_missing_version_is_empty() -> None:
    assert not reads().optional_version("x")


@pytest.mark.parametrize("said", [True, False, None])
def test_a_day_that_only_says_whether_is_unknown(said: bool | None) -> None:
    assert reads(eol=said).optional_day("eol") is None


def test_the_days_of_a_source_skip_null() -> None:
    assert reads(days=["2026-08-11", "2026-08-20", None]).days("days") == [
        "2026-08-11",
        "2026-08-20",
    ]


def test_a_digest_loses_its_repository() -> None:
    bare = f"sha256:{HEX}"
    assert reads(digest=f"{RUNTIME}@{bare}").digest("digest") == bare
    assert reads(digest=bare).digest("digest") == bare


@pytest.mark.parametrize("end", ["Z", ".1234567Z", "+00:00", ".1+00:00"])
def test_a_moment_is_cut_to_seconds_in_utc(end: str) -> None:
    assert reads(at="2026-08-10T23:59:08" + end).moment("at") == "2026-08-10T23:59:08Z"


def test_what_upstream_says_reaches_the_message_short_and_printable() -> None:
    with pytest.raises(InputError) as caught:
        reads(era="\x1b[31m" + "x" * 10_000).one_of("era", ("docker-hub",))
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 200


def test_a_row_inside_a_row_tells_its_place() -> None:
    inner = reads(images=[{}, {"manifest": {"digest": 1}}]).rows("images")[1].row("manifest")
    with pytest.raises(InputError, match="row 7, images 2, manifest: digest should be a text"):
        inner.digest("digest")


@given(st.dates())
def test_every_day_of_the_calendar_is_a_day(day: object) -> None:
    assert is_day(str(day))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
READERS = (
    *("text", "word", "tag", "version", "day", "optional_day", "flag", "number", "texts", "words"),
    *("tags", "versions", "days", "rows", "row", "digest", "moment"),
)


@given(st.sampled_from(READERS), JSON)
def test_any_value_is_read_or_refused(reader: str, value: object) -> None:
    row = FeedRow("a.json", "row 1", {"x": json.loads(json.dumps(value))})
    with contextlib.suppress(InputError):
        getattr(row, reader)("x")
