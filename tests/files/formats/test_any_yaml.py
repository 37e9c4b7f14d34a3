"""YAML files that only their content tells."""

import pytest

from dotimg.files.formats import read
from dotimg.files.kinds import kind_of


@pytest.mark.parametrize(
    "text",
    [
        "services:\n  a:\n    image: x:1\n",
        "name: n\non: push\njobs:\n  a:\n    container: x:1\n",
        "jobs:\n- job: a\n  container:\n    image: x:1\n",
        "resources:\n  containers:\n  - container: a\n    image: x:1\n",
        "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: x:1\n",
        "images:\n- name: x\n  newTag: '1'\n",
    ],
)
def test_the_first_keys_tell_what_a_file_is(text: str) -> None:
    assert kind_of("stack.yml") == "yaml"
    assert [use.reference for use in read("yaml", text.encode(), {}).uses] == ["x:1"]


@pytest.mark.parametrize(
    "text", ["image: x:1\n", "openapi: 3.0.0\npaths: {}\n", "", "- image: x:1\n"]
)
def test_what_is_none_of_them_names_nothing(text: str) -> None:
    assert read("yaml", text.encode(), {}) == ((), ())


def test_what_cannot_be_read_is_skipped_as_a_whole() -> None:
    found = read("yaml", b"services: [image\n", {})
    assert found.uses == ()
    assert found.skipped[0].reason.startswith("it cannot be read: line 2: ")
