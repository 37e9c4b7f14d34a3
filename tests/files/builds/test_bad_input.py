"""Builds that nobody should write: a clear line or a skip, and no more work than there is text."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from dotimg.files.builds.collection import Builds
from dotimg.files.formats import dotenv
from dotimg.files.kinds import kind_of
from tests.patience import calls, patience

DOCKERFILE = b"ARG V\nFROM mcr.microsoft.com/dotnet/aspnet:$V\n"


def collected(folder: Path, path: str, text: str) -> Builds:
    """The builds of one file in a folder, beside a Dockerfile."""
    (folder / "Dockerfile").write_bytes(DOCKERFILE)
    file = folder / path
    file.write_text(text, "utf-8")
    builds = Builds({}, [str(folder)])
    builds.add(str(file), kind_of(path) or "yaml", file.read_bytes())
    return builds


def reasons(builds: Builds, folder: Path, path: str) -> list[str]:
    return [one.reason for one in builds.problems(str(folder / path))]


def references(builds: Builds, folder: Path) -> list[str]:
    _, found = builds.dockerfile(str(folder / "Dockerfile"), DOCKERFILE, None)
    return [use.reference.rpartition(":")[2] for use in found.uses]


@pytest.mark.parametrize(
    ("path", "text", "reason"),
    [
        (
            "compose.yaml",
            "services:\n  a: {extends: b}\n  b: {extends: a, build: .}\n",
            "the build of 'a': its 'extends' is circular",
        ),
        (
            "compose.yaml",
            "services:\n  a: {extends: {file: no.yaml, service: b}, build: .}\n",
            "the build of 'a': cannot be read: No such file or directory",
        ),
        (
            "compose.yaml",
            "services:\n  a: {extends: c, build: .}\n",
            "the build of 'a': 'c', which it extends, is not in ",
        ),
        (
            "docker-bake.hcl",
            'target "a" { inherits = ["b"] }\ntarget "b" { inherits = ["a"] }\n',
            "the target 'a': its 'inherits' is circular",
        ),
        (
            "docker-bake.hcl",
            'target "a" { inherits = ["no"] }\n',
            "the target 'a': it inherits 'no', which is not in the file",
        ),
        ("docker-bake.hcl", "FROM a\n", "its builds are not read: line 1: a name is expected"),
        ("docker-bake.hcl", 'target "a" {\n', "its builds are not read: line 2: a name is"),
        ("docker-bake.hcl", 'x = "a\n', "its builds are not read: line 1: a text is not closed"),
        ("docker-bake.hcl", "x = [1", "its builds are not read: line 1: a ']' is missing"),
        ("docker-bake.hcl", "x = f(\n", "its builds are not read: line 2: a bracket is not closed"),
        ("docker-bake.hcl", "x = <<E\na\n", "its builds are not read: line 1: the text up to 'E'"),
        ("docker-bake.hcl", f"x = {'[' * 999}", "its builds are not read: line 1: it is nested"),
        ("docker-bake.json", "{", "its builds are not read: line 1: a name in quotes"),
    ],
)
def test_what_is_wrong_with_a_build_is_said(
    tmp_path: Path, path: str, text: str, reason: str
) -> None:
    first = reasons(collected(tmp_path, path, text), tmp_path, path)[0]
    assert first.startswith(reason)


@pytest.mark.parametrize(
    "value",
    [
        'equal("a", "b") ? "6.0" : "7.0"',
        'join("-", [\n "6.0", \'x\'])',
        '"${upper("a")}"',
        "[for one in x : one][0]",
        "no",
        "target.b.args.V",
        '"a" + "b"',
    ],
)
def test_what_hcl_calculates_is_not_known_and_said(tmp_path: Path, value: str) -> None:
    text = f'target "a" {{\n  args = {{\n    V = {value}\n  }}\n}}\n'.replace("'", '"')
    builds = collected(tmp_path, "docker-bake.hcl", text)
    assert reasons(builds, tmp_path, "docker-bake.hcl") == []
    _, found = builds.dockerfile(str(tmp_path / "Dockerfile"), DOCKERFILE, None)
    assert found.uses == ()
    assert [one.reason.partition(":")[0] for one in found.skipped if one.span.path] == [
        f"builds {tmp_path / 'Dockerfile'} with a value of V that is not known"
    ]


def test_what_hcl_states_is_known(tmp_path: Path) -> None:
    text = (
        'variable "A" {\n  type = string\n  default = "6.0" // six\n}\n# a "comment"\n'
        'function "f" {\n  params = [x]\n  result = "${x}"\n}\n'
        'target "base" { args = { "V" : "${A}-alpine", W = 1 } }\n'
        'target "a" { inherits = ["base"] }\n'
        'target "b" {\n  matrix = { v = ["7.0", A] }\n  name = "b-${v}"\n  args = { V = v }\n}\n'
        'target "c" {\n  dockerfile = <<EOT\nx\nEOT\n}\n'
    ).replace("<<EOT\nx\nEOT", '"Dockerfile"')
    builds = collected(tmp_path, "docker-bake.hcl", text)
    assert reasons(builds, tmp_path, "docker-bake.hcl") == []
    assert sorted(references(builds, tmp_path)) == ["6.0", "6.0-alpine", "7.0"]


def test_anchors_and_merge_keys_in_arguments(tmp_path: Path) -> None:
    text = (
        "x-a: &a {V: '6.0'}\nx-b: &b {V: '7.0', N: x}\nservices:\n"
        "  a: {build: {context: ., args: {<<: [*a, *b]}}}\n"
        "  b: {build: {context: ., args: {<<: *a, V: '8.0'}}}\n"
        "  c: {build: &c {context: ., args: [V=9.0]}}\n  d: {build: {<<: *c, target: no}}\n"
    )
    assert sorted(references(collected(tmp_path, "compose.yaml", text), tmp_path)) == [
        "6.0",
        "8.0",
        "9.0",
    ]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("A=\"6.0\"\r\nexport B='7.0'\r\n", {"A": "6.0", "B": "7.0"}),
        ('A="x\ny" # z\nB=1\n', {"A": "x\ny", "B": "1"}),
        ("A=6.0 # six\nB=6.0#x\nC=\n#D=1\n", {"A": "6.0", "B": "6.0#x", "C": ""}),
        ('A="open\nB=1\n', {"A": '"open', "B": "1"}),
        ("\ufeffA=1\nA: 2\nno line\n =x\n", {"A": "2"}),
        ('A="a\\"b\\n"\n', {"A": 'a"b\n'}),
        ("A='$B'\n", {"A": "$$B"}),
    ],
)
def test_the_forms_of_environment_files(text: str, values: dict[str, str]) -> None:
    found = dotenv.read(text.encode(), ".env")
    assert {name: value.text for name, value in found.items()} == values
    for value in found.values():
        there = text.encode()[value.span.start : value.span.end].decode()
        assert not value.verbatim or there == value.text


LARGE: dict[str, Callable[[int], str]] = {
    "compose.yaml": lambda count: (
        "services:\n"
        + "".join(
            f"  s{one}: {{build: {{context: ., args: {{V: '8.0.{one}'}}}}}}\n"
            for one in range(count)
        )
    ),
    "docker-bake.hcl": lambda count: "".join(
        f'target "t{one}" {{ args = {{ V = "8.0.{one}" }} }}\n' for one in range(count)
    ),
    "docker-bake.json": lambda count: json.dumps(
        {"target": {f"t{one}": {"args": {"V": f"8.0.{one}"}} for one in range(count)}}
    ),
    "build.sh": lambda count: "".join(
        f"docker build --build-arg V=8.0.{one} .\n" for one in range(count)
    ),
    "ci.yml": lambda count: (
        "on: push\njobs:\n  a:\n    steps:\n"
        + "".join(f"    - run: docker build --build-arg V=8.0.{one} .\n" for one in range(count))
    ),
}


@pytest.mark.parametrize("path", LARGE)
def test_many_builds_of_one_dockerfile_take_linear_work(tmp_path: Path, path: str) -> None:
    def work(count: int) -> int:
        text = LARGE[path](count)

        def read() -> None:
            builds = collected(tmp_path, path, text)
            assert len(references(builds, tmp_path)) == count

        return calls(read)

    assert work(500) < 5.5 * work(100)


@pytest.mark.parametrize(
    "text",
    [
        "x = [" + "[" * 50 + "]" * 50 + "," * 1 + "]",
        'x = "' + "${" * 20_000,
        "x = " + "(" * 20_000,
        "x = " + '"a" + ' * 20_000 + '"b"',
        "a " * 20_000 + "{}",
        "x = <<E\n" + "E E\n" * 20_000 + "E\n",
    ],
)
def test_hcl_that_repeats_is_read_in_linear_work(tmp_path: Path, text: str) -> None:
    collected(tmp_path, "docker-bake.hcl", "")  # modules and expressions are made once
    count = calls(lambda: collected(tmp_path, "docker-bake.hcl", text))
    assert count < 60 * len(text) + 20_000


@pytest.mark.parametrize("path", ["docker-bake.hcl", "docker-bake.json"])
def test_what_many_ways_lead_to_is_inherited_once(tmp_path: Path, path: str) -> None:
    targets: dict[str, dict[str, object]] = {"t0": {"args": {"V": "6.0"}}}
    targets |= {f"t{one}": {"inherits": [f"t{one - 1}"] * 3} for one in range(1, 40)}
    text = json.dumps({"target": targets})
    if path.endswith(".hcl"):
        blocks = (
            f'target "t{one}" {{ inherits = ["t{one - 1}", "t{one - 1}"] }}\n'
            for one in range(1, 40)
        )
        text = 'target "t0" { args = { V = "6.0" } }\n' + "".join(blocks)
    with patience():
        builds = collected(tmp_path, path, text)
    assert reasons(builds, tmp_path, path) == []
    assert references(builds, tmp_path) == ["6.0"]


RUN = "jobs:\n a:\n  steps:\n  - run: "


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.sh", "docker build --build-arg V=$V .\nV=" + " " * 1_000_000 + '"b'),
        ("a.sh", 'docker build --build-arg V=1 . "${{' + " " * 4000 + '"\n'),
        ("a.sh", "docker build .\n" + 'docker "docker ' * 4_000),
        ("a.sh", "docker build --build-arg V=" + "${V}" * 500_000 + " ."),
        ("a.yml", f"{RUN}|\n" + " " * 100_000 + "docker build .;" * 2_000),
        ("a.yml", f"{RUN}|\n" + " " * 8 + "docker build . \n        " * 10_000),
        ("a.yml", f"pool: image docker build\n{RUN}a\n" + "\n" * 1_000_000),
    ],
)
def test_text_that_repeats_is_searched_in_time(tmp_path: Path, path: str, text: str) -> None:
    with patience():
        builds = collected(tmp_path, path, text)
        builds.document(str(tmp_path / path), kind_of(path) or "yaml", text.encode())


def test_the_expression_of_a_matrix_may_have_blanks(tmp_path: Path) -> None:
    text = (
        "on: push\njobs:\n  a:\n    strategy: {matrix: {v: ['6.0']}}\n    steps:\n"
        '    - run: docker build --build-arg "V=${{  matrix.v }}" .\n'
    )
    path = ".github/workflows/a.yml"
    (tmp_path / ".github/workflows").mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    assert references(collected(tmp_path, path, text), tmp_path) == ["6.0"]


def test_each_line_of_a_folded_text_is_joined(tmp_path: Path) -> None:
    lines = "".join(
        f"      docker build .\n      --build-arg V={version}.0;\n" for version in (6, 7, 8)
    )
    text = f"jobs:\n  a:\n    steps:\n    - run: >\n{lines}"
    folded, literal = tmp_path / "folded", tmp_path / "literal"
    folded.mkdir()
    literal.mkdir()
    assert references(collected(folded, "a.yml", text), folded) == ["6.0", "7.0", "8.0"]
    assert references(collected(literal, "a.yml", text.replace(">", "|")), literal) == []


def test_a_folded_text_stays_one_behind_a_long_command(tmp_path: Path) -> None:
    many = "      --build-arg A=b\n" * 1000
    text = (
        f"jobs:\n  a:\n    steps:\n    - run: >\n      docker build .\n{many}"
        "      ;\n      docker build .\n      --build-arg V=7.0\n"
    )
    assert references(collected(tmp_path, "a.yml", text), tmp_path) == ["7.0"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("docker-bake.json", '{"target": {"a": {"args": {"V": "8\\ud800"}}}}'),
        ("docker-bake.hcl", 'target "a" { args = { V = "8\\ud800" } }'),
        (
            ".devcontainer/devcontainer.json",
            '{"build": {"dockerfile": "../Dockerfile", "args": {"V": "8\\udfff"}}}',
        ),
    ],
)
def test_half_a_character_in_a_value_is_none(tmp_path: Path, path: str, text: str) -> None:
    (tmp_path / ".devcontainer").mkdir()
    assert references(collected(tmp_path, path, text), tmp_path) == ["8\ufffd"]
