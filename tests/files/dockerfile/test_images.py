from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dotimg.errors import InputError
from dotimg.files.dockerfile import read
from dotimg.files.model import Found, Piece, Span, Use

from .generated import DOCKERFILES

SDK = "mcr.microsoft.com/dotnet/sdk:8.0"
ASPNET = "mcr.microsoft.com/dotnet/aspnet:8.0"


def named(text: str, target: str | None = None, **arguments: str) -> list[str]:
    """The references, an asterisk at those that ship."""
    uses = read(text.encode(), arguments, target).uses
    return [use.reference + "*" * use.ships for use in uses]


def reasons(text: str, **arguments: str) -> list[str]:
    return [skipped.reason for skipped in read(text.encode(), arguments).skipped]


def only(text: str, **arguments: str) -> Use:
    found = read(text.encode(), arguments)
    assert not found.skipped
    (use,) = found.uses
    return use


def check_positions(content: bytes, found: Found) -> None:
    for use in found.uses:
        assert "".join(piece.text for piece in use.pieces) == use.reference
        spans = [piece.span for piece in use.pieces]
        for piece in use.pieces:
            if piece.span:
                there = content[slice(*piece.span[:2])].decode("utf-8", "surrogateescape")
                assert there == piece.text
        assert not any(one and other and one.end == other.start for one, other in pairwise(spans))
    places = [use.span for use in found.uses] + [skipped.span for skipped in found.skipped]
    assert all(0 <= start < end <= len(content) for start, end, _ in places)
    assert [use.span for use in found.uses] == sorted(use.span for use in found.uses)


def test_names_the_image_of_each_stage_and_the_one_that_ships() -> None:
    text = (
        f"FROM {ASPNET} AS base\nFROM {SDK} AS Build\nFROM build AS publish\nRUN x\n"
        "FROM BASE AS final\nCOPY --from=publish /app .\n"
    )
    assert named(text) == [ASPNET + "*", SDK]
    assert named(text, "publish") == [ASPNET, SDK + "*"]
    assert named(text, "PUBLISH") == [ASPNET, SDK + "*"]
    assert named(text, "1") == [ASPNET, SDK + "*"]
    assert named(text, "no-such-stage") == [ASPNET + "*", SDK]
    assert [use.stage for use in read(text.encode()).uses] == ["base", "Build"]


def test_what_ships_stands_at_the_end_of_a_chain_of_any_length() -> None:
    assert named("FROM a AS x\nFROM x AS y\nFROM y AS z\nFROM b\nFROM z\n") == ["a*", "b"]


def test_a_target_is_the_last_stage_of_its_name() -> None:
    assert named("FROM a AS x\nFROM b AS x\nFROM c\n", "x") == ["a", "b*", "c"]


def test_the_same_image_ships_from_one_stage_only() -> None:
    assert named("FROM a AS x\nFROM a AS y\nFROM x\n") == ["a*", "a"]


def test_a_stage_without_a_name_has_its_number() -> None:
    uses = read(b"FROM a\nFROM b\nCOPY --from=c d e\n").uses
    assert [(use.stage, use.role) for use in uses] == [("0", "from"), ("1", "from"), ("1", "copy")]


def test_only_an_earlier_stage_can_be_built_on() -> None:
    assert named("FROM later\nFROM b AS later\n") == ["later", "b*"]
    assert named("FROM a AS a\nFROM a\n") == ["a*"]
    assert named("FROM a AS x\nFROM b AS x\nFROM x\n") == ["a", "b*"]


def test_nothing_is_built_on_scratch() -> None:
    assert named("FROM scratch\nCOPY --from=scratch a b\n") == []
    assert named("FROM a AS scratch\nFROM scratch\n") == ["a*"]


def test_copies_come_from_images_unless_a_stage_has_the_name_or_number() -> None:
    text = (
        "FROM a AS one\nFROM b\nCOPY --from=0 x y\nCOPY --from=ONE x y\nCOPY --from= x y\n"
        "COPY --link --from=c --chown=1:1 x y\nCOPY --from=late x y\nADD --from=d x y\n"
        "FROM e AS late\n"
    )
    assert named(text) == ["a", "b", "c", "e*"]
    assert reasons("FROM a\nCOPY --from=7 x y\n") == ["there is no stage 7"]
    assert reasons(f"FROM a\nCOPY --from={'7' * 5000} x y\n") == [f"there is no stage {'7' * 5000}"]


def test_mounts_come_from_images_unless_a_stage_has_the_name() -> None:
    text = (
        "FROM a AS one\n"
        "RUN --mount=type=bind,from=b,target=/x --mount=FROM=c --mount=type=cache,target=/y \\\n"
        "  --network=none --mount=target=/z,from=one x --mount=from=d\n"
        'RUN --mount=\\"from=e\\",type=bind --mount=from=x,from=f y\n'
        "RUN --mount=from=0 x\n"
    )
    assert named(text) == ["a*", "b", "c", "e", "f", "0"]
    assert {use.role for use in read(text.encode()).uses[1:]} == {"mount"}


def test_what_onbuild_holds_back_counts() -> None:
    text = (
        "FROM a\nONBUILD COPY --from=b x y\nonbuild run --mount=from=c x\nONBUILD ADD x y\n"
        "ONBUILD RUN <<EOF\nCOPY --from=d x y\nFROM e\nEOF\n"
    )
    assert named(text) == ["a*", "b", "c"]


def test_what_a_heredoc_or_a_comment_holds_does_not_count() -> None:
    text = "# FROM a\nFROM b\nRUN <<X <<-'Y Z'\nFROM c\nX\nFROM d\n\tY Z\nRUN e \\\n# FROM f\n  g\n"
    assert named(text) == ["b*"]


def test_the_word_has_its_place_without_quotes() -> None:
    text = "from   --platform=x \"a:$T\" as b\nCOPY --from='c' x y\n"
    found = read(b"ARG T=1\n" + text.encode())
    content = b"ARG T=1\n" + text.encode()
    assert [content[slice(*use.span[:2])] for use in found.uses] == [b"a:$T", b"c"]
    check_positions(content, found)


def test_the_pieces_stand_where_the_text_was_written() -> None:
    content = (
        b"ARG TAG=8.0 HOST='mcr.microsoft.com'\nARG REPO=${HOST}/dotnet/aspnet\n"
        b"ARG FULL=$REPO:${TAG}-noble\nFROM $FULL${SUFFIX:--chiseled}\n"
    )
    use = read(content).uses[0]
    assert [piece.text for piece in use.pieces] == [
        *("mcr.microsoft.com", "/dotnet/aspnet", ":", "8.0", "-noble", "-chiseled")
    ]
    check_positions(content, read(content))
    assert content[slice(*use.span[:2])] == b"$FULL${SUFFIX:--chiseled}"


def test_pieces_from_build_arguments_stand_nowhere() -> None:
    use = only("ARG T=7.0 U\nFROM a:${T}-b$U$U\n", T="8.0", U="x")
    assert use.reference == "a:8.0-bxx"
    assert [(piece.text, piece.span is None) for piece in use.pieces] == [
        *(("a:", False), ("8.0", True), ("-b", False), ("xx", True))
    ]


def test_bytes_that_follow_each_other_are_one_piece() -> None:
    use = only("FROM mcr.microsoft.com'/dotnet/'\"sdk\":8.0\\\n-noble\n")
    assert [piece.text for piece in use.pieces] == [
        *("mcr.microsoft.com", "/dotnet/", "sdk", ":8.0", "-noble")
    ]
    assert len(only("ARG T=8.0\nFROM a:$T").pieces) == 2
    assert only("FROM a:${T:-8.0}").pieces[1].text == "8.0"
    assert only("FROM a\\:b").pieces == (Piece("a", Span(5, 6)), Piece(":b", Span(7, 9)))


def test_a_word_goes_on_behind_a_continued_line() -> None:
    content = b"FROM mcr.microsoft.com/\\\r\n# no\r\n\r\ndotnet/sdk:8.0\r\n"
    use = read(content).uses[0]
    assert use.reference == SDK
    assert use.span[:2] == (5, len(content) - 2)
    check_positions(content, read(content))


@pytest.mark.parametrize(
    ("flag", "platform"),
    [
        ("", None),
        ("--platform=linux/arm64 ", "linux/arm64"),
        ('--platform="linux/$ARCH" ', "linux/amd64"),
        ("--platform=$BUILDPLATFORM ", None),
        ("--platform=${TARGETPLATFORM} ", None),
        ("--platform=$TARGETOS/arm64 ", None),
        ("--platform=$NO_SUCH ", None),
        ("--platform= ", None),
    ],
)
def test_the_platform_is_what_the_file_says(flag: str, platform: str | None) -> None:
    use = only(f"ARG ARCH=amd64\nFROM {flag}a\n")
    assert (use.reference, use.platform) == ("a", platform)


def test_the_platform_can_be_given() -> None:
    text = "FROM --platform=$BUILDPLATFORM a:$TARGETARCH"
    use = only(text, BUILDPLATFORM="linux/amd64", TARGETARCH="arm64")
    assert (use.reference, use.platform) == ("a:arm64", "linux/amd64")


def test_bytes_that_are_no_utf_8_keep_their_places() -> None:
    content = b"\xef\xbb\xbf# \xff\nARG T=\xe9\xff\nFROM a:${T}\xc3\xa9\n"
    found = read(content)
    assert found.uses[0].reference == "a:\udce9\udcff\xe9"
    check_positions(content, found)


@given(
    DOCKERFILES.map(str.encode) | st.binary(max_size=60).map(b"FROM ".__add__),
    st.dictionaries(st.sampled_from(["X", "Y", "TARGETARCH"]), st.text(max_size=4)),
    st.sampled_from([None, "base", "0", "a", "\ud800"]),
)
@settings(max_examples=300)
def test_each_piece_is_what_stands_at_its_place(
    content: bytes, arguments: dict[str, str], target: str | None
) -> None:
    try:
        found = read(content, arguments, target)
    except InputError:
        return
    check_positions(content, found)
    assert sum(use.ships for use in found.uses) <= 1
