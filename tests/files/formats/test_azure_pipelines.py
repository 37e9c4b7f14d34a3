import pytest

from tests.files.formats.samples import AZURE, at, found, origins, reasons, references


def test_container_resources_and_containers_of_jobs_are_found() -> None:
    given = found("azure-pipelines", AZURE)
    assert [(use.reference, use.stage) for use in given.uses] == [
        ("mcr.microsoft.com/dotnet/sdk:8.0", "linux"),
        ("mcr.microsoft.com/dotnet/sdk:8.0-alpine", "musl"),
        ("ubuntu:24.04", "three"),
    ]
    assert origins(AZURE, given.uses[0].pieces) == ["mcr.microsoft.com/dotnet/sdk:", "8.0"]
    assert [(at(AZURE, one.span), one.reason.partition(": ")[0]) for one in given.skipped] == [
        ("r/$(odd):$(twice)", "the variable 'odd' is set under a condition"),
        ("$[ variables['c'] ]", "'$[ variables['c'] ]' is known only when the pipeline runs"),
    ]


def test_arguments_go_before_the_file() -> None:
    given = found("azure-pipelines", AZURE, odd="1", twice="2", SDK="9.0")
    assert [use.reference for use in given.uses][::2] == [
        "mcr.microsoft.com/dotnet/sdk:9.0",
        "r/1:2",
    ]
    assert given.uses[0].pieces[1] == ("9.0", None)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("container: x:$(v)\n", "'v' has no value in this file"),
        ("variables: {v: 1}\njobs: [{variables: {V: 2}, container: 'x:$(v)'}]\n", "more than once"),
        ("jobs: [{variables: {v: 1}, container: 'x:$(v)'}]\n", "is set under a condition"),
        ("variables: {v: $(v)}\ncontainer: x:$(v)\n", "longer than the name of any image"),
        ("variables: {v: [1]}\ncontainer: x:$(v)\n", "is set under a condition"),
        ("container: ${{ parameters.image }}\n", "is known only when the pipeline runs"),
        ("container: $(a b)\n", "'$(a b)' is known only"),
        ("container: $(a\n", "lacks its ')'"),
    ],
)
def test_what_the_file_does_not_tell_is_skipped(text: str, reason: str) -> None:
    assert references("azure-pipelines", text) == []
    assert reason in reasons("azure-pipelines", text)[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("container: sdk:8.0\n", ["sdk:8.0"]),
        ("container: {image: sdk:8.0, endpoint: x}\n", ["sdk:8.0"]),
        ("jobs: [{job: a, container: sdk:8.0}]\n", ["sdk:8.0"]),
        ("variables: {v: '1'}\ncontainer: x:$(V)\n", ["x:1"]),
        ("variables: [{name: v, value: '1'}, {group: g}]\ncontainer: x:$(V)\n", ["x:1"]),
        ("variables: {v: 3.10}\ncontainer: x:$(v)\n", ["x:3.10"]),
        ("extends: {parameters: {stages: [{jobs: [{container: 'a:1'}]}]}}\n", ["a:1"]),
        ("jobs: [{template: x, parameters: {jobs: [{container: 'a:1'}]}}]\n", ["a:1"]),
        ("jobs: [{template: x, parameters: {container: 'a:1'}}]\n", []),
        ("container: {alias: linux}\n", []),
        ("resources: {containers: [{container: a, type: ACR, repository: x}]}\n", []),
        ("steps: [{task: Docker@2, inputs: {container: x:1}}]\n", []),
        ("steps: [{script: x, target: {container: x}}]\n", []),
    ],
)
def test_the_forms_that_the_schema_offers(text: str, said: list[str]) -> None:
    assert references("azure-pipelines", text) == said
