"""YAML and JSON of any kind, by the keys that name images."""

import json

import pytest

from tests.files.formats.samples import KUBERNETES, at, found, origins, reasons, references

POD = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: {}\n"


def test_containers_at_any_depth_and_kustomizations_are_found() -> None:
    given = found("yaml", KUBERNETES)
    assert [(use.reference, use.stage) for use in given.uses] == [
        ("busybox:1.36", "init"),
        ("mcr.microsoft.com/dotnet/aspnet:8.0", "app"),
        ("mcr.microsoft.com/dotnet/runtime:8.0", ""),
        ("none", ""),
    ]
    new = given.uses[2]
    assert at(KUBERNETES, new.span) == "mcr.microsoft.com/dotnet/runtime"
    assert origins(KUBERNETES, new.pieces) == ["mcr.microsoft.com/dotnet/runtime", None, "8.0"]
    assert [one.reason for one in given.skipped] == [
        "a template: what fills it in decides on the image",
        "its tag is in the files that the kustomization changes",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "services:\n  a:\n    image: x:1\n",
        "name: n\non: push\njobs:\n  a:\n    container: x:1\n",
        "jobs:\n- job: a\n  container:\n    image: x:1\n",
        "resources:\n  containers:\n  - container: a\n    image: x:1\n",
        "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: x:1\n",
        "apiVersion: v1\nitems: [{spec: {x: {y: {initContainers: [{image: x:1}]}}}}]\n",
        "images:\n- name: x\n  newTag: '1'\n",
        "image: x:1\n",
        "- image: x:1\n",
        "image: {repository: x, tag: '1'}\n",
        "web:\n  image:\n    tag: 1\n    repository: x\n",
        "image: {registry: x, repository: y, tag: '1', digest: ''}\n",
        "deploy: {image: x, imageTag: '1'}\n",
        "version: 2.1\njobs:\n  build:\n    docker:\n    - image: x:1\n",
    ],
)
def test_whatever_the_file_is_its_images_are_found(text: str) -> None:
    assert references("yaml", text) in (["x:1"], ["x/y:1"])


def test_json_is_read_as_yaml_is() -> None:
    tree = {
        "resources": {"api": {"type": "container.v0", "image": "x"}},
        "values": [{"repository": "y", "tag": "1"}, {"image": "z@sha256:" + "0" * 64}],
    }
    assert references("json", json.dumps(tree)) == ["x", "y:1", "z@sha256:" + "0" * 64]
    assert references("json", '{"image": "x:1", // why\n}') == ["x:1"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a: b\n",
        "openapi: 3.0.0\npaths: {image: {tag: 1}}\n",
        "apiVersion: v1\nkind: Pod\nspec: {containers: {image: {}}}\n",
        "images: [a, {name: b}, {name: d, newName: , newTag: ''}]\n",
        "image: a picture of it\n",
        "image: https://example.com/a.png\n",
        "{name: What it is, tag: none, image: }\n",
        "image\n",
    ],
)
def test_what_is_no_image_names_none(text: str) -> None:
    assert found("yaml", text) == ((), ())


def test_a_new_name_without_a_tag_is_skipped_with_what_is_known() -> None:
    (skipped,) = found("yaml", "images: [{name: c, newName: a.b/c}]\n").skipped
    assert skipped.name == "a.b/c"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("image: {repository: a.b/c, tag: '{{ .v }}'}\n", "a.b/c"),
        ("image: {repository: a.b/c, tag: 'a b'}\n", "a.b/c"),
    ],
)
def test_a_pair_that_is_not_known_tells_its_name(text: str, name: str) -> None:
    (skipped,) = found("yaml", text).skipped
    assert skipped.name == name


def test_a_file_without_the_word_is_not_even_parsed() -> None:
    assert found("yaml", "a: [") == ((), ())
    assert len(found("yaml", "image: [".encode("utf-16")).skipped) == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("image: {{ .Values.a }}:{{ .Values.b }}\n", "a template"),
        ("{{- if .x }}\nimage: a\n{{ end }}\n", "a template"),
        ("a: [\nimage: x\n", "it cannot be read as YAML: line "),
        ("services: [image\n", "it cannot be read as YAML: line 2: "),
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
        (f"name: a, digest: 'sha256:{0:064}'", f"a@sha256:{0:064}"),
        (f"name: a, newName: b, newTag: 8.0, digest: 'sha256:{0:064}'", f"b:8.0@sha256:{0:064}"),
    ],
)
def test_a_kustomization_puts_an_image_together(fields: str, reference: str) -> None:
    assert references("yaml", f"images: [{{{fields}}}]\n") == [reference]


@pytest.mark.parametrize("tag", ["${TAG}", "{{ .tag }}"])
def test_a_kustomization_that_is_filled_in_later_is_skipped(tag: str) -> None:
    text = f"images: [{{name: a, newTag: '{tag}'}}]\n"
    assert references("yaml", text) == []
    assert reasons("yaml", text)[0].startswith("a template")
