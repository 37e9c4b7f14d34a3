import pytest

from dotimg.errors import InputError
from dotimg.files.formats import read
from tests.files.formats.samples import COMPOSE, at, found, origins, reasons, references


def image(text: str) -> str:
    return f"services:\n  one:\n    image: {text}\n"


def test_the_images_of_services_are_found_where_they_stand() -> None:
    given = found("compose", COMPOSE, SUFFIX="-alpine")
    assert [(use.reference, use.stage, use.platform) for use in given.uses] == [
        ("mcr.microsoft.com/dotnet/aspnet:8.0", "api", "linux/arm64"),
        ("mcr.microsoft.com/dotnet/sdk:8.0-alpine", "sdk", None),
        ("mcr.microsoft.com/dotnet/runtime:8.0-alpine", "nested", None),
        ("mcr.microsoft.com/dotnet/runtime-deps:8.0", "folded", None),
        ("abc:1", "escaped", None),
        ("redis:7", "tagged", None),
    ]
    assert {(use.role, use.ships) for use in given.uses} == {("image", False)}
    assert [at(COMPOSE, use.span) for use in given.uses] == [
        "mcr.microsoft.com/dotnet/aspnet:8.0",
        "mcr.microsoft.com/dotnet/${KIND:-sdk}:${TAG-8.0}$SUFFIX",
        "mcr.microsoft.com/dotnet/runtime:${A:-${B:-8.0}-alpine}",
        ">-\n      mcr.microsoft.com/dotnet/runtime-deps:8.0\n",
        r"a\x62c:1",
        "redis:7",
    ]


def test_each_piece_knows_its_bytes() -> None:
    uses = found("compose", COMPOSE, SUFFIX="-alpine").uses
    assert origins(COMPOSE, uses[1].pieces) == [
        *("mcr.microsoft.com/dotnet/", "sdk", ":", "8.0", None)
    ]
    assert origins(COMPOSE, uses[2].pieces)[1:] == ["8.0", "-alpine"]
    assert origins(COMPOSE, uses[3].pieces) == [None]
    assert origins(COMPOSE, uses[4].pieces) == [None]


@pytest.mark.parametrize(
    ("text", "arguments", "reference"),
    [
        ("a:$TAG", {"TAG": "1"}, "a:1"),
        ("a:${TAG}", {"TAG": "1"}, "a:1"),
        ("a:${TAG:-2}", {"TAG": "1"}, "a:1"),
        ("a:${TAG:-2}", {"TAG": ""}, "a:2"),
        ("a:${TAG-2}", {"TAG": ""}, "a:"),
        ("a:${TAG-2}", {}, "a:2"),
        ("a:${TAG:?set it}", {"TAG": "1"}, "a:1"),
        ("a${TAG:+:${TAG}}", {"TAG": "1"}, "a:1"),
        ("a${TAG:+:${TAG}}", {}, "a"),
        ("a${TAG+:1}", {"TAG": ""}, "a:1"),
        ("a:$$x", {}, "a:$x"),
        ("a:$$$TAG", {"TAG": "1"}, "a:$1"),
        ("$TAGx$TAG-1", {"TAG": "1", "TAGx": "y"}, "y1-1"),
    ],
)
def test_variables_are_those_of_the_specification(
    text: str, arguments: dict[str, str], reference: str
) -> None:
    assert references("compose", image(text), **arguments) == [reference]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a:$TAG", "the variable 'TAG' has no value in this file: give --build-arg TAG=VALUE"),
        ("a:${TAG?why}", "the variable 'TAG' has no value"),
        ("a:${TAG:?why}", "the variable 'TAG' has no value"),
        ("a:${TAG", "'${TAG' lacks its '}'"),
        ("a:${A:-${B}", "'${A:-${B}' lacks its '}'"),
        ("a:${1}", "'1' is not a valid variable"),
        ("a:$", "'$' needs a name"),
        ("a:${TAG:-" + "x" * 5000 + "}", "longer than the name of any image"),
    ],
)
def test_what_has_no_value_is_skipped_with_the_reason(text: str, reason: str) -> None:
    assert references("compose", image(text)) == []
    (said,) = reasons("compose", image(text))
    assert reason in said


def test_an_argument_that_is_empty_is_no_value_where_one_is_needed() -> None:
    assert references("compose", image("a:${TAG:?why}"), TAG="") == []
    assert len(reasons("compose", image("a:${TAG:?why}"), TAG="")) == 1


def test_an_unknown_platform_hides_no_image() -> None:
    text = image("a:1") + "    platform: $WHERE\n"
    assert references("compose", text) == ["a:1"]
    (reason,) = reasons("compose", text)
    assert reason.startswith("the platform is not checked: the variable 'WHERE'")
    assert found("compose", text, WHERE="linux/arm64").uses[0].platform == "linux/arm64"


def test_a_service_that_is_built_names_its_result() -> None:
    base = "x-a: &a\n  build: .\nservices:\n  one:\n    <<: *a\n    image: a:1\n"
    assert references("compose", base) == []
    assert references("compose", image("a:1") + "    build:\n") == ["a:1"]
    assert references("compose", image("a:1") + "    build: {args: {image: b:1}}\n") == []


def test_merged_fields_give_way_to_own_ones_and_to_earlier_ones() -> None:
    text = (
        "x-a: &a {image: a:1}\nx-b: &b {image: b:1}\nservices:\n"
        "  first: {<<: [*a, *b]}\n  own: {<<: *a, image: c:1}\n"
    )
    assert references("compose", text) == ["a:1", "c:1"]


def test_what_no_service_uses_names_no_image() -> None:
    assert references("compose", "x-a: &a {image: a:1}\nservices: {}\n") == []


@pytest.mark.parametrize("empty", ["", "~", "null", "''", "!reset null", "[]", "{}"])
def test_an_image_without_a_name_is_none(empty: str) -> None:
    assert found("compose", image(empty)) == ((), ())


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("services:\n  a: [\n", 3),
        ("services:\n  a:\n  image: *none\n", 3),
        ("a: b\n\x01c: d\n", 2),
        ("a: 'b\n\n", 3),
    ],
)
def test_a_broken_file_is_refused_with_the_line(text: str, line: int) -> None:
    with pytest.raises(InputError, match=rf"^line {line}: "):
        read("compose", text.encode(), {})
