import pytest

from tests.files.formats.samples import KUBERNETES, at, found, origins, reasons, references

POD = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: {}\n"


def test_containers_at_any_depth_and_kustomizations_are_found() -> None:
    given = found("yaml", KUBERNETES)
    assert [(use.reference, use.stage) for use in given.uses] == [
        ("busybox:1.36", "init"),
        ("mcr.microsoft.com/dotnet/aspnet:8.0", "app"),
        ("mcr.microsoft.com/dotnet/runtime:8.0", ""),
    ]
    new = given.uses[2]
    assert at(KUBERNETES, new.span) == "mcr.microsoft.com/dotnet/runtime"
    assert origins(KUBERNETES, new.pieces) == ["mcr.microsoft.com/dotnet/runtime", None, "8.0"]
    assert [one.reason for one in given.skipped] == [
        "a template: what fills it in decides on the image",
        "its tag stands in the files that the kustomization changes",
    ]


def test_ephemeral_containers_and_lists_of_objects_count() -> None:
    text = (
        "apiVersion: v1\nkind: List\nitems:\n"
        "- spec: {ephemeralContainers: [{image: a:1}], x: {y: {initContainers: [{image: b:1}]}}}\n"
    )
    assert references("yaml", text) == ["a:1", "b:1"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a: b\n",
        "containers: [{image: a:1}]\n",
        "apiVersion: v1\ncontainers: [{image: a:1}]\n",
        "kind: Pod\ncontainers: [{image: a:1}]\n",
        "apiVersion: v1\nkind: Pod\nspec: {image: a:1, containers: {image: b:1}}\n",
        "apiVersion: v1\nkind: Pod\nimages: [{name: a, newTag: '1'}]\n",
        "images: [a, {name: b}, {newName: c}, {name: d, newName: , newTag: ''}]\n",
        "image\n",
    ],
)
def test_other_files_name_no_image(text: str) -> None:
    assert found("yaml", text) == ((), ())


def test_a_file_without_the_word_is_not_even_parsed() -> None:
    assert found("yaml", "a: [") == ((), ())
    assert len(found("yaml", "image: [".encode("utf-16")).skipped) == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("image: {{ .Values.a }}:{{ .Values.b }}\n", "a template"),
        ("{{- if .x }}\nimage: a\n{{ end }}\n", "a template"),
        ("a: [\nimage: x\n", "it cannot be read as YAML: line "),
    ],
)
def test_what_is_no_yaml_is_skipped_as_a_whole(text: str, reason: str) -> None:
    given = found("yaml", text)
    assert given.uses == ()
    (skipped,) = given.skipped
    assert skipped.span[:2] == (0, len(text))
    assert skipped.reason.startswith(reason)


@pytest.mark.parametrize("text", ["{{ .Values.image }}", "'{{ x }}:1'", "$IMAGE", "x:${TAG}"])
def test_an_image_that_is_filled_in_later_is_skipped(text: str) -> None:
    assert references("yaml", POD.format(text)) == []
    assert reasons("yaml", POD.format(text))[0].startswith("a template")


@pytest.mark.parametrize(
    ("fields", "reference"),
    [
        ("name: a, newTag: '1'", "a:1"),
        ("name: a, newName: b, newTag: '1'", "b:1"),
        ("name: a, digest: 'sha256:0'", "a@sha256:0"),
        ("name: a, newName: b, newTag: 8.0, digest: 'sha256:0'", "b:8.0@sha256:0"),
    ],
)
def test_a_kustomization_puts_an_image_together(fields: str, reference: str) -> None:
    assert references("yaml", f"images: [{{{fields}}}]\n") == [reference]


@pytest.mark.parametrize("tag", ["${TAG}", "{{ .tag }}"])
def test_a_kustomization_that_is_filled_in_later_is_skipped(tag: str) -> None:
    text = f"images: [{{name: a, newTag: '{tag}'}}]\n"
    assert references("yaml", text) == []
    assert reasons("yaml", text)[0].startswith("a template")
