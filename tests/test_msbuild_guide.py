"""The targets of the guide for MSBuild, read from its documentation: there is no .NET SDK here.

https://learn.microsoft.com/visualstudio/msbuild/exec-task and .../msbuild-targets
"""

import os
import re
import shlex
from fnmatch import fnmatch
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest

from dotimg.cli import run
from tests.conftest import DAY
from tests.console import blocks

GUIDE = Path(__file__).parent.parent / "docs" / "guide" / "msbuild.md"
# Origin, category, code and text; the origin is a file with a line and a column.
CANONICAL = re.compile(r"(?P<path>[^\s:][^:]*)\((\d+),(\d+)\): (error|warning) (?P<code>\w+): .+")


@pytest.fixture(scope="module")
def targets() -> dict[str, Element]:
    """The targets by their names."""
    (snippet,) = blocks(GUIDE.read_text("utf-8"), "xml")
    root = fromstring(snippet)  # noqa: S314  our own text
    assert root.tag == "Project"
    assert len(snippet.splitlines()) <= 20
    return {one.attrib["Name"]: one for one in root}


def test_it_runs_once_a_build_and_not_where_nothing_changed(targets: dict[str, Element]) -> None:
    (once,) = targets["AuditImagesOnce"]
    assert targets["AuditImagesOnce"].attrib["AfterTargets"] == "Build"
    assert once.attrib["Projects"] == "$(MSBuildThisFileFullPath)"
    assert once.attrib["Targets"] == "AuditImages"
    audit = targets["AuditImages"].attrib
    assert audit["DependsOnTargets"] in targets
    (touch,) = targets["AuditImages"].iter("Touch")
    assert touch.attrib["Files"] == audit["Outputs"]
    assert touch.attrib["Condition"] == "$(ImagesExitCode) == 0"
    files = next(targets["FindImageFiles"].iter("ImageFile"))
    assert audit["Inputs"] == f"@({files.tag})"
    patterns = [one.removeprefix("**/") for one in files.attrib["Include"].split(";")]
    for name in ("Dockerfile", "api.Dockerfile", "compose.yaml", "ci.yml", "App.csproj"):
        assert any(fnmatch(name, pattern) for pattern in patterns), name


def test_its_command_prints_what_becomes_errors_and_warnings(
    targets: dict[str, Element],
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    nobodys_home: None,
) -> None:
    del nobodys_home
    tags = ("sdk:8.0", "aspnet:10.0.10", "aspnet:10.0-alpine3.23")
    lines = [f"FROM mcr.microsoft.com/dotnet/{tag}\n" for tag in tags]
    (tmp_path / "Dockerfile").write_text("".join(lines))
    monkeypatch.chdir(tmp_path)
    (execute,) = targets["AuditImages"].iter("Exec")
    assert execute.attrib["IgnoreExitCode"] == "true"
    program, *words = shlex.split(execute.attrib["Command"])
    assert program == "dotimg"
    assert run(["--today", DAY, *words]) == 1
    error, warning, note = capfd.readouterr().out.splitlines()
    for line, code in ((error, "DI201"), (warning, "DI203")):
        found = CANONICAL.fullmatch(line)
        assert found
        assert found["code"] == code
        assert os.path.samefile(found["path"], "Dockerfile")
    assert not CANONICAL.fullmatch(note)
