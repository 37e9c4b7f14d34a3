import pytest

from dotimg.errors import InputError
from dotimg.files.formats import read
from tests.files.formats.samples import PROJECT, at, found, origins, reasons, references


def project(*properties: str, before: str = "") -> str:
    return f"{before}<Project><PropertyGroup>{''.join(properties)}</PropertyGroup></Project>"


def base(text: str) -> str:
    return f"<ContainerBaseImage>{text}</ContainerBaseImage>"


def test_base_images_are_found_where_they_stand() -> None:
    given = found("project", PROJECT)
    assert [use.reference for use in given.uses] == [
        "mcr.microsoft.com/dotnet/aspnet:8.0",
        "mcr.microsoft.com/dotnet/aspnet:8.0-alpine",
        "a&b",
    ]
    assert {(use.role, use.stage, use.ships) for use in given.uses} == {("base-image", "", True)}
    second = given.uses[1]
    assert at(PROJECT, second.span) == "mcr.microsoft.com/dotnet/aspnet:$(Tag)-alpine"
    assert origins(PROJECT, second.pieces)[1:] == ["8.0", "-alpine"]
    assert origins(PROJECT, given.uses[2].pieces) == [None]
    assert [one.reason for one in given.skipped] == [
        "the variable 'Odd' is set under a condition: give --build-arg Odd=VALUE"
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (project(base("a:1")), ["a:1"]),
        (project("<T>1</T>", base("a:$(t)")), ["a:1"]),
        (project("<T>$(U)</T><U>1</U>", base("a:$(T)")), ["a:1"]),
        (project(base("<!-- x -->a:1")), ["a:1"]),
        (project(base("a<!-- x -->:1")), ["a:1"]),
        (project(base("&#97;:1")), ["a:1"]),
        (project(base("")), []),
        (project("<ContainerBaseImage />"), []),
        (project("<containerbaseimage>a:1</containerbaseimage>"), ["a:1"]),
        (project("<ContainerBaseImage><X>a</X></ContainerBaseImage>"), []),
        (project("<Image>a:1</Image>"), []),
    ],
)
def test_the_text_of_the_property_is_the_image(text: str, said: list[str]) -> None:
    assert references("project", text) == said


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ("", "'T' has no value in this file"),
        ("<T>1</T><t>1</t>", "is set more than once"),
        ("<T Condition='x'>1</T>", "is set under a condition"),
        ("<T>$(T)</T>", "longer than the name of any image"),
    ],
)
def test_a_property_without_one_value_is_skipped(properties: str, reason: str) -> None:
    text = project(properties, base("a:$(T)"))
    assert references("project", text) == []
    assert reason in reasons("project", text)[0]
    assert references("project", text, T="2") == ["a:2"]


@pytest.mark.parametrize("wrap", ["Target", "Choose"])
def test_a_property_that_is_set_at_times_only_is_skipped(wrap: str) -> None:
    inner = f"<{wrap}><PropertyGroup><T>1</T></PropertyGroup></{wrap}>"
    text = f"<Project>{inner}<PropertyGroup>{base('a:$(T)')}</PropertyGroup></Project>"
    assert "is set under a condition" in reasons("project", text)[0]


def test_an_item_is_no_property() -> None:
    text = f"<Project><ItemGroup><T>1</T></ItemGroup>{base('a:$(T)')}</Project>"
    assert "has no value" in reasons("project", text)[0]


def test_a_function_is_known_only_on_building() -> None:
    text = project("<T>net8.0</T>", base("a:$(T.Substring(3))"))
    assert "'$(T.Substring(3)' is known only when it is built" in reasons("project", text)[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<a>\n<b></a>", "line 2: invalid XML: mismatched tag"),
        ("", "line 1: invalid XML: no element found"),
        (
            "<!DOCTYPE a [\n<!ENTITY b 'c'>]><a>&b;</a>",
            "line 1: take out the document type",
        ),
        (
            "<!DOCTYPE a [<!ENTITY % b SYSTEM 'file:///x'>%b;]><a/>",
            "line 1: take out the document type",
        ),
        (
            "<!DOCTYPE a SYSTEM 'x'>\n<a>&b;</a>",
            "line 1: take out the document type",
        ),
        ("<?xml version='1.0' encoding='hex'?><a/>", "line 1: it is in an encoding that cannot"),
    ],
)
def test_a_broken_file_is_refused_with_the_line(text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read("project", text.encode(), {})
    assert str(caught.value).startswith(said)
