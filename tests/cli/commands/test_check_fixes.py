"""The fixes that formats of `check` hold are the edits of `upgrade`."""

import json
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from dotimg.upgrade.mover import Mover
from tests.cli.conftest import Run

DAY = "2026-11-22"
HOST = "mcr.microsoft.com/dotnet"
FILES = {
    "Dockerfile": f"# ä 😀\nFROM {HOST}/sdk:8.0.404-alpine3.20 AS build\nFROM {HOST}/aspnet:9.0\n",
    "win/Dockerfile": f"FROM --platform=linux/amd64 {HOST}/sdk:6.0\r\nRUN true\r\n",
    "a b/Dockerfile": f"FROM {HOST}/sdk:10.0.100\nRUN true",
    "parts/Dockerfile": f"ARG BASE={HOST}/sdk:7.0\nARG V=8.0-jammy\n"
    f"FROM $BASE\nFROM {HOST}/aspnet:$V\n",
    "compose.yaml": f'services: {{ "ä😀": {{ image: "{HOST}/runtime:8.0-alpine" }} }}\n',
    "good/Dockerfile": f"FROM {HOST}/sdk:10.0\n",
}
Place = tuple[str, int, int, int]


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository without a project, so that images alone are edited."""
    folder = tmp_path / "tree"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())
    monkeypatch.chdir(folder)
    return folder


def contents(tree: Path) -> dict[str, str]:
    return {name: (tree / name).read_bytes().decode() for name in FILES}


def applied(texts: dict[str, str], edits: dict[Place, str]) -> dict[str, str]:
    """The files with each edit in its place, by columns of characters."""
    done = dict(texts)
    for (path, line, start, end), new in sorted(edits.items(), reverse=True):
        lines = done[path].split("\n")
        old = lines[line - 1]
        lines[line - 1] = old[: start - 1] + new + old[end - 1 :]
        done[path] = "\n".join(lines)
    return done


def of_sarif(document: Any, _texts: dict[str, str]) -> dict[Place, str]:
    (run,) = document["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    edits = {}
    for result in run["results"]:
        for fix in result.get("fixes", ()):
            for change in fix["artifactChanges"]:
                path = unquote(change["artifactLocation"]["uri"])
                for one in change["replacements"]:
                    gone = one["deletedRegion"]
                    place = path, gone["startLine"], gone["startColumn"], gone["endColumn"]
                    edits[place] = one["insertedContent"]["text"]
    return edits


def of_rdjson(document: Any, texts: dict[str, str]) -> dict[Place, str]:
    edits = {}
    for one in document["diagnostics"]:
        path = one["location"]["path"]
        for suggestion in one.get("suggestions", ()):
            start, end = (suggestion["range"][name] for name in ("start", "end"))
            assert start["line"] == end["line"]
            line = texts[path].split("\n")[start["line"] - 1].encode()
            columns = [len(line[: at["column"] - 1].decode()) + 1 for at in (start, end)]
            edits[(path, start["line"], columns[0], columns[1])] = suggestion["text"]
    return edits


@pytest.mark.parametrize(("name", "reader"), [("sarif", of_sarif), ("rdjson", of_rdjson)])
def test_applied_they_are_what_upgrade_writes(
    dotimg: Run, tree: Path, name: str, reader: Any
) -> None:
    before = contents(tree)
    edits = reader(json.loads(dotimg("check", "--format", name, day=DAY).out), before)
    assert dotimg("upgrade", "--write", day=DAY).code == 0
    after = contents(tree)
    assert after["Dockerfile"] != before["Dockerfile"]
    assert after["compose.yaml"] != before["compose.yaml"]
    # What a variable holds is named where it is used, and nothing to edit stands there.
    after["parts/Dockerfile"] = before["parts/Dockerfile"]
    assert applied(before, edits) == after


def test_only_formats_that_show_them_ask_for_them(
    dotimg: Run, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: object) -> None:
        raise AssertionError

    del tree
    monkeypatch.setattr(Mover, "upgraded", refuse)
    for name in ("json", "github", "gitlab", "junit", "msbuild"):
        assert dotimg("check", "--format", name, day=DAY).code == 1


def test_rules_have_pages_once_the_project_has_an_address(
    dotimg: Run, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del tree
    said = Message()
    said["Project-URL"] = "Home, https://dotimg.example"
    monkeypatch.setattr("importlib.metadata.metadata", lambda _name: said)

    def rules() -> list[dict[str, Any]]:
        document = json.loads(dotimg("check", "--format", "sarif", day=DAY).out)
        found: list[dict[str, Any]] = document["runs"][0]["tool"]["driver"]["rules"]
        return found

    assert not [rule for rule in rules() if "helpUri" in rule]
    said["Project-URL"] = "Rules, https://dotimg.example/docs/rules/"
    assert {rule["helpUri"] for rule in rules()} == {
        f"https://dotimg.example/docs/rules/{rule['id']}.md" for rule in rules()
    }
