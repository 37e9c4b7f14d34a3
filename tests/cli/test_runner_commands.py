"""No text of a file, a name or an argument becomes a command for the runner of a CI system."""

import json
import os
import re
import sys
from pathlib import Path

import pytest

from dotimg.errors import json_printable, printable
from tests.cli.conftest import Run

MCR = "mcr.microsoft.com/dotnet"
COMMANDS = (
    "##vso[task.prependpath]/srv/evil",
    "##[set-output name=a]b",
    "##teamcity[a]",
    "::error::a",
    " ::set-env name=a::b",
)
FORMS = re.compile(r"##\w*\[|^\s*::", re.MULTILINE)


@pytest.fixture(params=COMMANDS)
def tree(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A tree whose files say a command wherever they can, and are named by it."""
    word = str(request.param)
    root = tmp_path / "tree"
    (root / word).mkdir(parents=True)
    monkeypatch.chdir(root)
    for name in ("Dockerfile", f"{word}.Dockerfile", f"{word}/Dockerfile"):
        (root / name).parent.mkdir(exist_ok=True, parents=True)
        (root / name).write_text(
            f"{word}\nFROM {MCR}/sdk:6.0 AS a\nFROM {MCR}/sdk:{word} AS b\nFROM {word}\n"
            f"# {word}\nFROM a\nCOPY --from={word} a b\n"
        )
    (root / "b.Dockerfile").write_text(f"FROM {MCR}/sdk:6.0 AS {word}\n")
    (root / "c.Dockerfile").write_text(f"FROM {MCR}/sdk:6.0\nRUN <<E\n{word}\nE\n")
    (root / "compose.yaml").write_text(
        f"services:\n  '{word}':\n    image: {MCR}/sdk:6.0 # {word}\n  b: {{image: '{word}'}}\n"
    )
    (root / "compose.a.yaml").write_text(f"{word}: [\n")
    (root / ".devcontainer.json").write_text(f'{{"image": "{MCR}/sdk:6.0", {word}}}')
    (root / "a.csproj").write_text(
        f'<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><ContainerBaseImage>{word}'
        f"</ContainerBaseImage><TargetFramework>{word}</TargetFramework></PropertyGroup></Project>"
    )
    return word


@pytest.mark.skipif(sys.platform == "win32", reason="no such names there")
@pytest.mark.parametrize("line", [
    *(f"check . --format {name}" for name in ("text", "json", "sarif", "github")),
    *("check . --color", "upgrade .", "upgrade . --color", "upgrade . --check"),
    *("upgrade . --format json", "check . --project a.csproj", "pick --project a.csproj"),
    *("pick --project . --format json", "scaffold a.csproj", "--debug check WORD"),
    *("check WORD", "check WORD.Dockerfile", "explain WORD", "explain --format json WORD sdk:WORD"),
    *("explain --format json WORD", "list --os WORD", "pick --version WORD", "tags WORD"),
    *("check . --ignore WORD", "check . --build-arg WORD", "upgrade . --to WORD", "WORD"),
    *("check --WORD", "pick --format WORD", "pick --registry WORD", "--catalog WORD pick"),
])  # fmt: skip
def test_no_stream_of_any_command_holds_one(tree: str, line: str, dotimg: Run) -> None:
    done = dotimg(*(word.replace("WORD", tree) for word in line.split()))
    own = re.compile(r"^::(error|warning|notice) file=[^\n]*$", re.MULTILINE)
    out = own.sub(lambda told: told[0].lstrip(":"), done.out) if "github" in line else done.out
    assert not FORMS.findall(out)
    assert not FORMS.findall(done.err)
    assert done.code != 70


def test_a_diff_that_would_hold_one_is_not_printed_byte_by_byte(
    tree: str, dotimg: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    del tree
    done = dotimg("upgrade", "c.Dockerfile", "Dockerfile")
    assert done.code == 3
    assert "dotimg: c.Dockerfile: line " in done.err
    assert "of its diff is a command for CI runners: nothing is printed" in done.err
    assert done.out == ""
    with open("c.Dockerfile", encoding="utf-8") as file:
        monkeypatch.setattr("sys.stdin", file)
        done = dotimg("upgrade", "-", "--write")
    assert (done.code, done.out) == (3, "")
    assert dotimg("upgrade", "c.Dockerfile", "--write").code == 0
    assert f"{MCR}/sdk:10.0\n" in Path("c.Dockerfile").read_text("utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="no such names there")
@pytest.mark.parametrize("name", ["a\x1b[31m", "a\rb", "a\u202eb", "a\x7f", "##vso[a]b", 'a"b'])
def test_a_name_in_a_diff_is_quoted_as_git_does(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dotimg: Run
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / f"{name}.Dockerfile").write_text(f"FROM {MCR}/sdk:8.0\n")
    first, second, *_ = dotimg("upgrade", ".").out.split("\n")
    assert first.startswith('--- "a/')
    assert second.startswith('+++ "b/')
    told = first.removeprefix('--- "a/').removesuffix('"')
    assert told.isascii()
    assert told.isprintable()
    assert not FORMS.search(told)
    raw = re.sub(rb"\\([0-7]{3}|.)", _unquoted, told.encode())
    assert os.fsdecode(raw) == f"{name}.Dockerfile"


def _unquoted(escape: re.Match[bytes]) -> bytes:
    return escape[1] if len(escape[1]) == 1 else bytes([int(escape[1], 8)])


@pytest.mark.parametrize("text", [*COMMANDS, "a ##[b", "###[a]", "a\n::b::", "a ::b", ":::"])
def test_printable_text_holds_none_wherever_it_is_wrapped(text: str) -> None:
    shown = printable(text)
    assert not FORMS.search(shown)
    assert not FORMS.search(shown.replace(" ", "\n"))
    document = json_printable(json.dumps([text]))
    assert not FORMS.search(document)
    assert json.loads(document) == [text]


@pytest.mark.parametrize("text", ["## Build", "[::1]:5000", "a#b", "std::string", "[[##]]"])
def test_what_is_no_command_stays_as_it_is(text: str) -> None:
    assert printable(text) == text
