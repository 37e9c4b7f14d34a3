"""Offsets are those of the bytes on disk, whatever they are."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotimg.files.kinds import FileKind
from tests.files.formats.samples import SAMPLES, at, check, found, references

KINDS = sorted(SAMPLES)


def shifted(kind: FileKind, content: bytes, by: int = 0) -> list[tuple[str, int]]:
    return [(use.reference, use.span.start - by) for use in found(kind, content).uses]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_found_in_a_sample_stands_there(kind: FileKind) -> None:
    content = SAMPLES[kind].encode()
    check(content, found(kind, content))


@pytest.mark.parametrize("kind", KINDS)
def test_a_byte_order_mark_shifts_all(kind: FileKind) -> None:
    content = SAMPLES[kind].encode()
    assert shifted(kind, codecs.BOM_UTF8 + content, 3) == shifted(kind, content)


@pytest.mark.parametrize("kind", KINDS)
def test_line_ends_of_windows_change_no_name(kind: FileKind) -> None:
    text = SAMPLES[kind].replace("\n", "\r\n")
    check(text.encode(), found(kind, text))
    assert references(kind, text) == references(kind, SAMPLES[kind])


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("kind", KINDS)
def test_utf_16_is_read_and_no_piece_of_it_can_be_edited(kind: FileKind, encoding: str) -> None:
    text = SAMPLES[kind].replace("utf-8", "utf-16")
    content = "\ufeff".encode(encoding) + text.encode(encoding)
    here, there = found(kind, content), found(kind, SAMPLES[kind])
    assert [use.reference for use in here.uses] == [use.reference for use in there.uses]
    for use, plain in zip(here.uses, there.uses, strict=True):
        raw = content[use.span.start : use.span.end].decode(encoding)
        assert raw.strip().endswith(at(SAMPLES[kind], plain.span).strip())
        assert {piece.span for piece in use.pieces} == {None}


# A project must be the text that it says it is; the others have a known beginning, no more.
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "project"])
def test_bytes_that_are_no_text_do_no_harm(kind: FileKind) -> None:
    comment = b"//" if kind == "devcontainer" else b"#"
    odd = comment + b"\xff\xc3\x85 \xc2\x85 \xe2\x80\xa8 \x80\n"
    content = SAMPLES[kind].encode()
    assert shifted(kind, odd + content, len(odd)) == shifted(kind, content)


def test_the_name_of_a_service_is_shown_as_it_is_meant() -> None:
    text = 'services: {büro: {image: a:1}, "\\u00e4\\xe4": {image: b:1}}'
    assert [use.stage for use in found("compose", text).uses] == ["büro", "ää"]
    odd = b"services: {b\xfcro: {image: a:1}}"
    assert found("compose", odd).uses[0].stage == "b\udcfcro"


def test_a_name_that_is_not_ascii_is_found_but_cannot_be_edited() -> None:
    text = "services: {a: {image: ü:1}}"
    (use,) = found("compose", text).uses
    assert use.reference == at(text, use.span) == "ü:1"
    assert use.pieces == (("ü:1", None),)


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=30))
def test_whatever_stands_before_an_image_shifts_it_by_its_bytes(before: str) -> None:
    text = f"# {before}\nservices: {{a: {{image: 'r/a:${{T:-1}}'}}}}\n"
    (use,) = found("compose", text).uses
    assert at(text, use.span) == "r/a:${T:-1}"
    assert [piece.span and at(text, piece.span) for piece in use.pieces] == ["r/a:", "1"]


WORDS = st.sampled_from(
    (
        *("a", "B_1", "$", "$$", "${A}", "${A:-b}", "${A-", "}", "{", ":-", "$A", "$(A)", "$(B)"),
        *("${{ matrix.m }}", "${{", "}}", "${localEnv:A:b}", "'", '"', "\\", "ä", "8.0", "/", " "),
        *(":", "&"),
    )
)
FRAMES = {
    "compose": "services: {{a: {{image: {}}}}}",
    "devcontainer": '{{"image": {}}}',
    "workflow": "jobs: {{a: {{strategy: {{matrix: {{m: ['1', \"2\"]}}}}, container: {}}}}}",
    "azure-pipelines": "variables: {{A: '1', B: $(A)2}}\ncontainer: {}",
    "gitlab-ci": "variables: {{A: '1', B_1: $A-2}}\nimage: {}",
    "yaml": "apiVersion: v1\nkind: Pod\nspec: {{containers: [{{image: {}}}]}}",
    "project": "<a><PropertyGroup><A>1</A><B>$(A)2</B></PropertyGroup>"
    "<ContainerBaseImage>{}</ContainerBaseImage></a>",
}


@given(kind=st.sampled_from(KINDS), words=st.lists(WORDS, max_size=6), double=st.booleans())
def test_pieces_joined_give_the_reference_and_are_the_bytes_of_their_spans(
    kind: FileKind, words: list[str], double: bool
) -> None:
    text = "".join(words)
    if kind == "project":
        value = text.replace("&", "&amp;")
    elif double or kind == "devcontainer":
        value = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    else:
        value = "'" + text.replace("'", "''") + "'"
    content = FRAMES[kind].format(value).encode()
    for arguments in ({}, {"A": "given"}):
        check(content, found(kind, content, **arguments))
