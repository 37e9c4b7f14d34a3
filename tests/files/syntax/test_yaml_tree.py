import subprocess
import sys

import pytest
import yaml

from dotimg.errors import InputError
from dotimg.files.kinds import FileKind
from dotimg.files.syntax import yaml_tree
from dotimg.files.syntax.tree import Node, Opaque, Scalar
from tests.files.formats.samples import SAMPLES, found

YAML_KINDS = [kind for kind in SAMPLES if kind not in {"devcontainer", "project"}]


def plain(node: Node) -> object:
    if isinstance(node, dict):
        return {key: plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [plain(item) for item in node]
    return node.text if isinstance(node, Scalar) else node.reason


def one(text: str) -> object:
    (document,) = yaml_tree.documents(text.encode())
    return plain(document)


def test_aliases_are_the_nodes_themselves() -> None:
    (document,) = yaml_tree.documents(b"a: &a {b: c}\nd: [*a, *a]\n")
    assert isinstance(document, dict)
    assert document["d"] == [document["a"]] * 2
    assert isinstance(document["d"], list)
    assert document["d"][0] is document["a"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: !!str b\nc: !!python/object:os.system [x]\n", {"a": "b", "c": ["x"]}),
        ("a: ! b\nc: !override [d]\n", {"a": "b", "c": ["d"]}),
        ("a: !x [b]\n", {"a": "what the tag '!x' gives is not known"}),
        ("a: {{ b }}\n", {"a": "a template is here"}),
        ("? [a]\n: b\nc: d\n", {"c": "d"}),
        ("a: &x\nb: *x\n", {"a": "", "b": ""}),
        ("<<: [{a: b}, {a: c}]\nd: e\n", {"a": "b", "d": "e"}),
        ("<<: a\nd: e\n", {"d": "e"}),
        ("a: |\n  b\n  c\n", {"a": "b\nc\n"}),
    ],
)
def test_what_a_file_may_hold(text: str, said: object) -> None:
    assert one(text) == said


def test_a_tag_of_the_tool_keeps_its_place() -> None:
    (document,) = yaml_tree.documents(b"a: !x [b]\n")
    assert isinstance(document, dict)
    assert isinstance(node := document["a"], Opaque)
    assert node.span[:2] == (3, 9)


def test_an_anchor_does_not_reach_the_next_document() -> None:
    with pytest.raises(InputError, match="line 3: this alias has no anchor above"):
        yaml_tree.documents(b"a: &a b\n---\nc: *a\n")


@pytest.mark.parametrize("depth", [1, 200])
def test_deep_files_are_read(depth: int) -> None:
    assert yaml_tree.documents(b"[" * depth + b"]" * depth)


@pytest.mark.parametrize(
    "text", ["[" * 202 + "]" * 202, "- " * 1000, "{a: " * 100_000, "? " * 1000]
)
def test_deeper_files_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="line 1: it is nested more than 200 levels deep"):
        yaml_tree.documents(text.encode())


def test_aliases_that_repeat_too_much_are_refused() -> None:
    text = "a: &a [x, y]\n" + "".join(
        f"{new}: &{new} [{f'*{old}, ' * 9}]\n"
        for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    with pytest.raises(InputError, match="line 6: the aliases up to here repeat too much"):
        yaml_tree.documents(text.encode())


@pytest.mark.parametrize("kind", YAML_KINDS)
def test_pyyaml_without_libyaml_finds_the_same(
    kind: FileKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = found(kind, SAMPLES[kind])
    monkeypatch.setattr(yaml_tree, "_LOADER", yaml.SafeLoader)
    assert found(kind, SAMPLES[kind]) == here


def test_telling_a_kind_does_not_load_pyyaml() -> None:
    code = (
        "import sys; from dotimg.files.kinds import kind_of; kind_of('a.yml'); "
        "sys.exit('yaml' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("x:1   # why", "x:1"),
        ("'x:1'   # why", "x:1"),
        ('"x:1"', "x:1"),
        ("&b x:1", "x:1"),
        ("!!str 'x:1'", "x:1"),
        ('&b !!str "x:1"', "x:1"),
        ("!!str\n  &b\n  x:1", "x:1"),
        ("\n  x:1", "x:1"),
        ("[x:1]", "x:1"),
        ("[ &b 'x:1' , y]", "x:1"),
    ],
)
def test_a_value_on_one_line_is_its_bytes(written: str, value: str) -> None:
    text = f"a: {written}\n"
    (document,) = yaml_tree.documents(text.encode())
    node = document["a"] if isinstance(document, dict) else document
    scalar = node[0] if isinstance(node, list) else node
    assert isinstance(scalar, Scalar)
    start = text.index(value)
    assert (scalar.text, scalar.span[:2], scalar.verbatim) == (value, (start, start + 3), True)


@pytest.mark.parametrize(
    ("written", "value", "raw"),
    [
        ("x\n  y", "x y", "x\n  y"),
        ("'x\n  y'", "x y", "x\n  y"),
        ("'x''y'", "x'y", "x''y"),
        (r'"\x78"', "x", r"\x78"),
        ("|-\n  x", "x", "|-\n  x\n"),
        ("&b |-\n  x", "x", "|-\n  x\n"),
    ],
)
def test_a_value_that_is_not_its_bytes_covers_all_of_them(
    written: str, value: str, raw: str
) -> None:
    text = f"a: {written}\n"
    (document,) = yaml_tree.documents(text.encode())
    assert isinstance(document, dict)
    assert isinstance(node := document["a"], Scalar)
    assert (node.text, text[slice(*node.span[:2])], node.verbatim) == (value, raw, False)
