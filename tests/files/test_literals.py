"""References in text: what counts as one, what is said to be skipped, what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotimg.files import literals
from dotimg.files.kinds import SOUGHT, FileKind
from dotimg.files.model import Found, Piece, Skipped, Span, Use
from tests.files.formats.samples import at, check
from tests.patience import patience

NEEDLES = (b"dotnet", b"microsoft/aspnet")
SDK = "mcr.microsoft.com/dotnet/sdk"
DIGEST = "sha256:" + "5" * 64
NOTHING = Found((), ())


def found(text: str | bytes, kind: FileKind = "script", known: Found = NOTHING) -> Found:
    content = text if isinstance(text, bytes) else text.encode()
    return literals.with_literals(known, kind, content, NEEDLES)


def references(text: str | bytes, kind: FileKind = "script") -> list[str]:
    return [use.reference for use in found(text, kind).uses]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("script", "docker run --rm {} dotnet --version"),
        ("script", "\tdocker pull {}; echo done"),
        ("script", "IMAGE={}"),
        ("script", "export IMAGE='{}' # the image"),
        ("script", "docker run ${{X:-{}}}"),
        ("script", "RUN docker pull {}."),
        ("script", "FROM docker-image://{}"),
        ("powershell", '$image = "{}" # was another'),
        ("batch", "docker run {} ^"),
        ("code", 'builder.AddContainer("api", "{}");'),
        ("code", 'new ContainerBuilder().WithImage("{}").Build()'),
        ("code", 'const url = "https://example.com"; const image = "{}";'),
        ("code", "agent {{ docker {{ image '{}' }} }}"),
        ("code", "param image string = '{}'"),
        ("code", 'Console.WriteLine("/*"); Run("{}");'),
        ("code", 'var text = $"{}\\n";'),
        ("fsharp", 'let image = "{}" // why'),
        ("terraform", 'image = "{}"'),
        ("json", '{{"linuxFxVersion": "DOCKER|{}"}}'),
        ("yaml", "- script: docker run {} ls"),
        ("yaml", "image:{}"),
        ("yaml", "url: http://a.b  # no\nvalue: {}"),
        ("xml", "<Image>{}</Image>"),
        ("dockerfile", "RUN docker pull {}"),
        ("dockerfile", "LABEL base='{}'"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "reference", [f"{SDK}:8.0", f"{SDK}:8.0-alpine3.20@{DIGEST}", f"{SDK}@{DIGEST}"]
)
def test_a_whole_reference_is_found_in_one_piece(kind: FileKind, text: str, reference: str) -> None:
    content = text.format(reference)
    (use,) = found(content, kind).uses
    assert use.reference == reference
    assert use.pieces == (Piece(reference, use.span),)
    assert content[use.span.start : use.span.end] == reference
    check(content.encode(), found(content, kind))


@pytest.mark.parametrize("name", ["microsoft/dotnet:2.1-sdk", "microsoft/aspnetcore:2.0"])
def test_docker_hub_is_meant_where_a_tag_stands(name: str) -> None:
    assert references(f"docker pull {name}") == [name]
    assert found(f"see {name.partition(':')[0]}") == NOTHING


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("script", "# docker pull {}"),
        ("script", "ls # {}"),
        ("powershell", "<# {} #>"),
        ("powershell", "<#\n{}\n#>"),
        ("batch", "REM {}"),
        ("batch", "  :: {}"),
        ("code", "// {}"),
        ("code", "x(); // {}"),
        ("code", "/// <c>{}</c>"),
        ("code", "/* {} */"),
        ("code", "/*\n * {}\n */"),
        ("code", "/* {}"),
        ("fsharp", "(* {} *)"),
        ("terraform", "# {}"),
        ("terraform", "// {}"),
        ("json", "// {}"),
        ("yaml", "a: b # {}"),
        ("xml", "<!-- {} -->"),
        ("dockerfile", "  # {}"),
        ("dockerfile", "ARG BASE={}"),
    ],
)
def test_comments_are_not_judged(kind: FileKind, text: str) -> None:
    assert found(text.format(f"{SDK}:5.0"), kind) == NOTHING


@pytest.mark.parametrize(
    ("kind", "text", "name"),
    [
        ("code", f'"{SDK}:" + version', SDK),
        ("code", f'"{SDK}:8.0" + suffix', SDK),
        ("code", f'$"{SDK}:{{version}}"', SDK),
        ("code", f"`{SDK}:${{version}}`", SDK),
        ("code", f'"{SDK}"', SDK),
        ("code", f'"{SDK}/"', SDK),
        ("code", 'registry + "/dotnet/sdk:8.0"', "$/dotnet/sdk"),
        ("script", f"docker pull {SDK}:$VERSION", SDK),
        ("script", f"docker pull {SDK}:8.0-$OS", SDK),
        ("script", f'docker pull "{SDK}:8.0"$OS', SDK),
        ("script", f"docker pull {SDK}", SDK),
        ("script", f"docker pull {SDK}:TAG", SDK),
        ("script", "docker pull $REGISTRY/dotnet/sdk:8.0", "$/REGISTRY/dotnet/sdk"),
        ("script", "docker pull ${REGISTRY}/dotnet/sdk:8.0", "$/dotnet/sdk"),
        ("script", f'"{SDK}:%s" % version', SDK),
        ("script", f"{SDK}@6.0", SDK),
        ("batch", f"docker pull {SDK}:%VERSION%", SDK),
        ("yaml", f"image: {SDK}:{{{{ .Values.tag }}}}", SDK),
        ("yaml", f"run: docker pull {SDK}:${{{{ matrix.v }}}}", SDK),
        ("script", "docker pull a.azurecr.io/b/dotnet/sdk:$V", "a.azurecr.io/b/dotnet/sdk"),
    ],
)  # fmt: skip
def test_a_part_of_a_reference_is_skipped_with_its_name(
    kind: FileKind, text: str, name: str
) -> None:
    given = found(text, kind)
    assert given.uses == ()
    assert [place.name for place in given.skipped] == [name]
    check(text.encode(), given)


@pytest.mark.parametrize(
    "text",
    [
        f"curl https://{SDK}:8.0",
        "https://mcr.microsoft.com/v2/dotnet/sdk/tags/list",
        "uses: dotnet/aspnetcore/.github/workflows/a.yml@main",
        "go get github.com/dotnet/sdk@v1",
        "repo: github.com/dotnet/sdk",
        "PATH=/usr/share/dotnet:/root/.dotnet/tools:$PATH",
        "-v ./src/dotnet/sdk:/src",
        "cd $ROOT/dotnet/sdk",
        "microsoft/dotnet",
        "dotnet build src/dotnet/App.csproj",
        "dotnet/sdk",
    ],
)
def test_what_may_be_something_else_is_none(text: str) -> None:
    given = found(text)
    assert not given.skipped
    assert not [use for use in given.uses if "microsoft" in use.reference]


def test_a_tag_that_is_the_next_argument_belongs_to_the_name() -> None:
    content = f'Add(Net10, "{SDK}", "8.0-noble", "noble");'
    (use,) = found(content, "code").uses
    assert use.reference == f"{SDK}:8.0-noble"
    assert [piece.span and at(content, piece.span) for piece in use.pieces] == [
        SDK,
        None,
        "8.0-noble",
    ]


def test_what_its_reader_found_is_not_found_again() -> None:
    text = f"image: {SDK}:8.0\nother: {SDK}:9.0\n"
    span = Span(7, 7 + len(SDK) + 4)
    use = Use(f"{SDK}:8.0", span, (Piece(f"{SDK}:8.0", span),), "image", "a", ships=False,
              platform="linux/arm64")  # fmt: skip
    given = found(text, "yaml", Found((use,), ()))
    assert [one.role for one in given.uses] == ["image", "text"]
    given = found(text, "yaml", Found((), (Skipped(span, "why"),)))
    assert [one.reference for one in given.uses] == [f"{SDK}:9.0"]
    whole = Skipped(Span(0, len(text)), "it cannot be read")
    assert len(found(text, "yaml", Found((), (whole,))).uses) == 2


def test_text_in_utf_16_is_read_and_not_edited() -> None:
    (use,) = found(f'$a = "{SDK}:8.0"'.encode("utf-16"), "powershell").uses
    assert use.reference == f"{SDK}:8.0"
    assert use.pieces == (Piece(use.reference, None),)


@pytest.mark.parametrize("kind", sorted(SOUGHT))
def test_what_is_no_text_is_said(kind: FileKind) -> None:
    (skipped,) = found(b"\0" + f"{SDK}:8.0".encode(), kind).skipped
    assert skipped.reason == "it is not text"


BITS = ['"', "'", "/", ":", "@", "#", "//", "/*", "*/", "<#", "(*", "<!--", "$", "{", "\n", "\\",
        "dotnet", "microsoft/aspnet", SDK, f"{SDK}:8.0", "-", ".", " ", "ü", "\0"]  # fmt: skip


@given(st.sampled_from(sorted(SOUGHT)), st.lists(st.sampled_from(BITS), max_size=40).map("".join))
def test_any_text_is_read(kind: FileKind, text: str) -> None:
    check(text.encode(), found(text, kind))


@pytest.mark.parametrize("bit", BITS)
@pytest.mark.parametrize("kind", sorted({*SOUGHT, "yaml"}))
def test_a_long_run_of_anything_takes_linear_time(kind: FileKind, bit: str) -> None:
    with patience():
        found(f'{SDK}:8.0 {bit * (200_000 // len(bit))} "{SDK}:9.0', kind)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("script", '"' + '\\"' * 300_000),
        ("code", "'" + "\\'" * 300_000),
        ("dockerfile", "FROM a\nRUN \\\n" + " " * 300_000 + f"{SDK}:8.0 " * 10_000),
    ],
)
def test_text_that_repeats_is_read_in_time(kind: FileKind, text: str) -> None:
    with patience():
        assert f"{SDK}:8.0" in references(f"{text}\n{SDK}:8.0", kind)


@pytest.mark.parametrize("escape", ["\\\\", '\\"', "\\'"])
def test_an_escape_behind_an_open_quote_hides_no_comment(escape: str) -> None:
    assert references(f"it's {escape} # {SDK}:8.0") == []
    assert references(f"it's {escape} {SDK}:8.0") == [f"{SDK}:8.0"]
