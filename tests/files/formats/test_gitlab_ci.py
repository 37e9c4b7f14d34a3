import pytest

from tests.files.formats.samples import GITLAB, at, found, origins, reasons, references


def test_the_images_and_services_of_all_levels_are_found() -> None:
    given = found("gitlab-ci", GITLAB)
    assert [(use.reference, use.stage, use.platform) for use in given.uses] == [
        ("mcr.microsoft.com/dotnet/sdk:8.0", "", None),
        ("mcr.microsoft.com/dotnet/sdk:8.0-alpine", "", "linux/arm64"),
        ("postgres:16", ".base", None),
        ("mcr.microsoft.com/dotnet/sdk:9.0", "build", None),
    ]
    assert origins(GITLAB, given.uses[0].pieces) == ["mcr.microsoft.com/dotnet/sdk:", "8.0"]
    assert [(at(GITLAB, one.span), one.reason.partition(": ")[0]) for one in given.skipped] == [
        ("r/$UNKNOWN", "the variable 'UNKNOWN' has no value in this file"),
        ("x:$EACH", "the variable 'EACH' is set by a matrix or by rules"),
        ("!reference [.base, services]", "what the tag '!reference' gives is not known"),
        ("y:$SHORT", "3.10 of 'SHORT' is a number"),
        ("z:$[[ inputs.tag ]]", "'z:$[[ inputs.tag ]]' is known only when the file is included"),
    ]


def test_arguments_go_before_the_file() -> None:
    assert references("gitlab-ci", GITLAB, UNKNOWN="1", EACH="2", SHORT="3", SDK="4") == [
        *("4", "4-alpine", "postgres:16", "r/1", "mcr.microsoft.com/dotnet/sdk:9.0", "x:2", "y:3")
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("variables: {A: '1'}\na: {image: 'x:$A'}\n", ["x:1"]),
        ("variables: {A: '1'}\na: {image: 'x:$A', variables: {A: '2'}}\n", ["x:2"]),
        ("variables: {A: 8.0}\na: {image: 'x:$A'}\n", ["x:8.0"]),
        ("a: {image: 'x:$$A'}\n", ["x:$A"]),
        ("variables: {A: $B, B: $C, C: '1'}\nimage: x:$A\n", ["x:1"]),
        ("variables: {image: x}\ninclude: [{image: y}]\nspec: {services: [z]}\n", []),
        ("a: [{image: x}]\nimage: [x]\nstages: [image]\n", []),
    ],
)
def test_variables_are_those_of_the_file_and_of_the_job(text: str, said: list[str]) -> None:
    assert references("gitlab-ci", text) == said
    assert reasons("gitlab-ci", text) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("variables: {A: $A}\nimage: x:$A\n", "longer than the name of any image"),
        ("a: {variables: {A: '1'}}\nb: {image: 'x:$A'}\n", "has no value in this file"),
        ("variables: {A: [1]}\nimage: x:$A\n", "has no value in this file"),
        ("variables: {A: '1'}\nimage: x:$A\nb: {variables: {A: '2'}}\n", "more than once"),
        ("variables: {A: '1'}\n.a: {image: 'x:$A'}\nb: {variables: {A: '2'}}\n", "more than once"),
        (
            "variables: {A: '1'}\na: {image: 'x:$A', rules: [{variables: {A: '2'}}]}\n",
            "by a matrix or by rules",
        ),
        (
            "variables: {A: '1'}\nimage: x:$A\nworkflow: {rules: [{variables: {A: '2'}}]}\n",
            "by a matrix or by rules",
        ),
    ],
)
def test_a_variable_of_several_values_is_skipped(text: str, reason: str) -> None:
    assert references("gitlab-ci", text) == []
    assert reason in reasons("gitlab-ci", text)[0]
