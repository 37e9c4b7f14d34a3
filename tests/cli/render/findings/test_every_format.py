"""Each format of `check` is what its readers take, whatever files and messages hold."""

import json
import os
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dotimg.check.baseline import opened_or_new
from dotimg.check.model import SEVERITIES, Finding, Skip
from dotimg.check.rules import RULES
from dotimg.cli.commands.check_output import FORMATS
from dotimg.cli.render.findings.answer import CheckAnswer
from dotimg.files.model import Span
from dotimg.upgrade.model import Edit
from tests.cli.render.test_findings import SHAPE

HOSTILE = "a|b`c<d>&\"'%;]\r\n##vso[task.setvariable x=1]::error::]]>\x1b[2J\udcff <!-- @x -->ä😀"
FINDING = Finding(
    path="src/Dockerfile",
    line=2,
    column=8,
    end_column=40,
    rule="DI201",
    name="version-ended",
    severity="error",
    message="support of .NET 5.0 ended 2022-05-10",
    image="mcr.microsoft.com/dotnet/sdk:5.0",
    stage="build",
    replacement="mcr.microsoft.com/dotnet/sdk:10.0",
    excerpt="FROM ä mcr.microsoft.com/dotnet/sdk:5.0",
)
NOTE = FINDING._replace(rule="DI304", name="without-icu", severity="note", line=3)
SKIP = Skip("compose.yaml", 7, "no value")
UNREAD = Skip("lost.yaml", 1, "cannot be read")

TEXTS = st.text(st.characters(codec="utf-8")) | st.sampled_from(
    [HOSTILE, "x: error DI1: y", "p(1,2): warning X: y", "|", "`"]
)
FINDINGS = st.builds(
    Finding,
    path=TEXTS.filter(bool),
    line=st.integers(1, 10_000),
    column=st.integers(1, 200),
    end_column=st.integers(1, 400),
    rule=st.sampled_from([rule.text.id for rule in RULES]),
    name=st.just("name"),
    severity=st.sampled_from(SEVERITIES),
    message=TEXTS.filter(bool),
    image=st.just("mcr.microsoft.com/dotnet/sdk:5.0"),
    stage=TEXTS,
    replacement=st.none() | st.just("mcr.microsoft.com/dotnet/sdk:10.0"),
    excerpt=TEXTS,
)
SKIPS = st.builds(Skip, TEXTS.filter(bool), st.integers(1, 99), TEXTS.filter(bool))


def answer(
    findings: list[Finding], skipped: list[Skip] | None = None, unusable: list[Skip] | None = None
) -> CheckAnswer:
    return CheckAnswer(
        findings=findings,
        skipped=skipped or [],
        files=2,
        images=1,
        unusable=unusable or [],
        fixable=0,
        fixes={one: (edit_of(one),) for one in findings if one.replacement},
        held=None,
        gone=(),
        projects={},
        rules=[rule.text for rule in RULES],
        pages="https://dotimg.example/docs/rules",
        version="1.2.3",
        color=False,
    )


def edit_of(one: Finding) -> Edit:
    """What `upgrade` would write at the place of a finding."""
    new = one.replacement or ""
    return Edit(one.path, one.line, one.column, Span(0, 0), one.image, new, one.message)


def rendered(name: str, given: CheckAnswer) -> str:
    text: str = import_module(f"dotimg.cli.render.findings.{name}").rendered(given)
    return text


def gitlab(text: str, given: CheckAnswer) -> None:
    """What GitLab's page on the code quality report asks of each object."""
    string = {"type": "string", "minLength": 1}
    location = {
        "type": "object",
        "required": ["path", "lines"],
        "properties": {
            "path": string,
            "lines": {"required": ["begin"], "properties": {"begin": {"type": "integer"}}},
        },
    }
    properties = {
        "description": {"type": "string"},
        "check_name": string,
        "fingerprint": string,
        "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
        "location": location,
    }
    each = {"type": "object", "required": list(properties), "properties": properties}
    found = json.loads(text)
    jsonschema.validate(found, {"type": "array", "items": each})
    assert len(found) == len(places(given))


def junit(text: str, given: CheckAnswer) -> None:
    """The elements that Jenkins and GitLab read, with counts that are true."""
    root = fromstring(text)  # noqa: S314  our own text
    assert root.tag == "testsuites"
    cases = list(root.iter("testcase"))
    assert len(cases) == max(len(places(given)), 1)
    for suite in (root, *root):
        for count, name in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
            assert int(suite.attrib[count]) == len(list(suite.iter(name)))
    wrong = [one for one in given.findings if one.severity != "note"]
    assert len(list(root.iter("failure"))) == len(wrong)
    assert len(list(root.iter("error"))) == len(given.unusable)


def checkstyle(text: str, given: CheckAnswer) -> None:
    """Errors in files, each with a line, a severity that Checkstyle has, and a message."""
    root = fromstring(text)  # noqa: S314  our own text
    assert root.tag == "checkstyle"
    assert {one.tag for one in root} <= {"file"}
    names = [one.attrib["name"] for one in root]
    assert len(set(names)) == len(names)
    errors = [error for file in root for error in file]
    assert len(errors) == len(places(given))
    for error in errors:
        assert error.attrib["severity"] in ("ignore", "info", "warning", "error")
        assert int(error.attrib["line"]) >= 1
        assert "message" in error.attrib


def azure(text: str, given: CheckAnswer) -> None:
    """One command a line, and those that were meant, with a value that ends no property."""
    command = re.compile(
        r"##vso\[task\.logissue type=(error|warning);sourcepath=[^;\]\r\n]*;linenumber=\d+;"
        r"columnnumber=\d+;code=\w+;\][^\r\n]*"
    )
    lines = text.split("\n")[:-1]
    meant = [one for one in given.findings if one.severity != "note"]
    assert len(lines) == len(places(given))
    assert sum(1 for line in lines if command.fullmatch(line)) == len(meant) + len(given.unusable)
    assert text.count("##") == len(meant) + len(given.unusable)


def msbuild(text: str, given: CheckAnswer) -> None:
    """What MSBuild's form of errors takes for one, and a note for none."""
    word = re.compile(r"^\s*([^:]*:)?(|[^:]*? )(?i:error|warning)( \s*[^: ]*)?\s*:")
    lines = text.split("\n")[:-1]
    assert len(lines) == len(places(given))
    notes = [line for line in lines if line.startswith("dotimg: note: ")]
    quiet = [one for one in given.findings if one.severity == "note"]
    assert len(notes) == len(quiet) + len(given.skipped)
    assert not [line for line in notes if word.match(line)]
    for line in set(lines) - set(notes):
        assert os.path.isabs(line)
        assert re.search(r"\(\d+,\d+\): (error|warning) (DI\d{3}|unusable): ", line)


def rdjson(text: str, given: CheckAnswer) -> None:
    """The fields of reviewdog's DiagnosticResult."""
    position = {"required": ["line"], "properties": {"line": {"type": "integer", "minimum": 1}}}
    diagnostic = {
        "type": "object",
        "required": ["message", "location", "severity"],
        "properties": {
            "message": {"type": "string"},
            "location": {
                "required": ["path"],
                "properties": {
                    "path": {"type": "string", "minLength": 1},
                    "range": {"required": ["start"], "properties": {"start": position}},
                },
            },
            "severity": {"enum": ["ERROR", "WARNING", "INFO"]},
            "code": {"required": ["value"]},
        },
    }
    found = json.loads(text)
    shape = {"properties": {"diagnostics": {"type": "array", "items": diagnostic}}}
    jsonschema.validate(found, shape)
    assert found["source"]["name"] == "dotimg"
    assert len(found["diagnostics"]) == len(places(given))


def markdown(text: str, given: CheckAnswer) -> None:
    """A table whose rows have as many cells as its head, without markup of others."""
    rows = [line for line in text.split("\n") if line.startswith("| ")]
    assert {len(re.findall(r"(?<!\\)(?:\\\\)*\|", row)) for row in rows} <= {7}
    assert len(rows) == (len(given.findings) + 2 if given.findings else 0)
    plain = re.sub(r"(`+) ?.*? ?\1", "", text)
    assert not re.search(r"(?<!\\)(?:\\\\)*<|@", plain)


SARIF = jsonschema.Draft202012Validator(SHAPE)


def sarif(text: str, given: CheckAnswer) -> None:
    """The objects and properties of SARIF 2.1.0 that are written."""
    document = json.loads(text)
    (found,) = document["runs"]
    assert len(found["results"]) == len(given.findings)
    assert len([one for one in found["results"] if "fixes" in one]) == len(
        [one for one in given.findings if one in given.fixes]
    )
    del found["results"][100:]  # of more than that the schema takes half a minute
    SARIF.validate(document)


def as_json(text: str, given: CheckAnswer) -> None:
    """One object, with each finding in it."""
    assert len(json.loads(text)["findings"]) == len(given.findings)


def github(text: str, given: CheckAnswer) -> None:
    """One workflow command a line, with properties that no value ends."""
    command = re.compile(r"::(error|warning|notice) file=[^,:\r\n]*(,\w+=[^,:\r\n]*)*::[^\r\n]*")
    lines = text.split("\n")[:-1]
    assert len(lines) == len(given.findings) + len(given.skipped)
    assert [line for line in lines if not command.fullmatch(line)] == []


def plain(text: str, given: CheckAnswer) -> None:
    """Nothing that a terminal obeys, and a line that counts."""
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", text)
    if given.findings:
        assert re.search(rf"^\d+ .* in {given.images} \.NET image", text, re.MULTILINE)


READERS: dict[str, Callable[[str, CheckAnswer], None]] = {
    "gitlab": gitlab,
    "junit": junit,
    "checkstyle": checkstyle,
    "azure": azure,
    "msbuild": msbuild,
    "rdjson": rdjson,
    "markdown": markdown,
    "sarif": sarif,
    "json": as_json,
    "github": github,
    "text": plain,
}


def places(given: CheckAnswer) -> list[Any]:
    return [*given.findings, *given.skipped, *given.unusable]


def test_every_format_has_a_reader() -> None:
    assert set(READERS) == set(FORMATS)


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=40)
@given(st.lists(FINDINGS, max_size=3), st.lists(SKIPS, max_size=2), st.lists(SKIPS, max_size=2))
def test_its_readers_take_it(
    name: str, findings: list[Finding], skipped: list[Skip], unusable: list[Skip]
) -> None:
    found = answer(findings, skipped, unusable)
    text = rendered(name, found)
    text.encode()
    READERS[name](text, found)


@pytest.mark.parametrize("name", READERS)
def test_two_thousand_findings_are_no_trouble(name: str) -> None:
    many = [
        FINDING._replace(line=line, path=f"{line % 100}/Dockerfile") for line in range(1, 2_001)
    ]
    many.sort(key=lambda one: one.path)
    text = rendered(name, answer(many))
    if name == "markdown":
        assert len(text) < 1 << 20  # what GitHub takes for a summary
        assert "1500 more findings are not shown." in text
        return
    READERS[name](text, answer(many))


@pytest.mark.parametrize("name", FORMATS)
def test_no_text_of_others_is_a_command_for_a_runner(name: str) -> None:
    evil = FINDING._replace(path=HOSTILE, message=HOSTILE, excerpt=HOSTILE, stage=HOSTILE)
    skip = Skip(HOSTILE, 1, HOSTILE)
    text = rendered(name, answer([evil], [skip], [skip]))
    assert "##vso[task.setvariable" not in text
    assert not re.search(r"^\s*::error::", text, re.MULTILINE)
    assert "\x1b" not in text


@pytest.mark.parametrize("name", FORMATS)
def test_what_was_not_judged_is_in_it(name: str) -> None:
    text = rendered(name, answer([], [SKIP]))
    assert "no value" in text or "1 skipped" in text


def test_columns_of_reviewdog_count_bytes() -> None:
    (one,) = json.loads(rendered("rdjson", answer([FINDING])))["diagnostics"]
    assert one["location"]["range"] == {
        "start": {"line": 2, "column": 9},
        "end": {"line": 2, "column": 41},
    }


def test_a_fingerprint_is_the_same_in_all_formats_that_have_one() -> None:
    (issue,) = json.loads(rendered("gitlab", answer([FINDING])))
    (run,) = json.loads(rendered("sarif", answer([FINDING])))["runs"]
    prints = run["results"][0]["partialFingerprints"]
    assert issue["fingerprint"] == prints["imageInStage/v2"]


def test_a_fingerprint_is_of_what_a_baseline_knows_and_of_how_many_there_are(
    tmp_path: Path,
) -> None:
    known = [FINDING, FINDING._replace(line=9)]
    again = FINDING._replace(line=12, message="reworded", image=FINDING.image[:-3] + "6.0")
    others = [
        FINDING._replace(path="b"), FINDING._replace(rule="DI202"), FINDING._replace(stage="c"),
        FINDING._replace(image="mcr.microsoft.com/dotnet/aspnet:5.0"),
    ]  # fmt: skip
    baseline = opened_or_new(str(tmp_path / "known.json"))
    baseline.write(known, [FINDING.path])
    compared = baseline.compare([*known, again, *others], [FINDING.path])
    assert compared.new == (again, *others)
    beside = answer(list(compared.new))._replace(held=list(compared.held))
    (run,) = json.loads(rendered("sarif", beside))["runs"]
    told = [one["partialFingerprints"]["imageInStage/v2"] for one in run["results"]]
    issues = [one["fingerprint"] for one in json.loads(rendered("gitlab", beside))]
    assert issues == told[len(known) :]
    assert len(set(told)) == len(told)
    alone = [one["fingerprint"] for one in json.loads(rendered("gitlab", answer([again])))]
    assert alone == told[:1]


def test_lines_for_people_beside_a_log() -> None:
    found = answer([FINDING, NOTE], [SKIP], [UNREAD])
    said = "support of .NET 5.0 ended 2022-05-10; use mcr.microsoft.com/dotnet/sdk:10.0"
    place = "sourcepath=src/Dockerfile;linenumber=2;columnnumber=8;code=DI201"
    lost = "sourcepath=lost.yaml;linenumber=1;columnnumber=1;code=unusable"
    assert rendered("azure", found).splitlines() == [
        f"##vso[task.logissue type=error;{place};]{said}",
        f"src/Dockerfile:3:8: note DI304: {said}",
        "compose.yaml:7: skipped: no value",
        f"##vso[task.logissue type=error;{lost};]cannot be read",
    ]
    here = os.getcwd()
    assert rendered("msbuild", found).splitlines() == [
        f"{here}/src/Dockerfile(2,8): error DI201: {said}",
        f"dotimg: note: DI304 {here}/src/Dockerfile(3,8): {said}",
        f"dotimg: note: skipped {here}/compose.yaml(7,1): no value",
        f"{here}/lost.yaml(1,1): error unusable: cannot be read",
    ]


def test_markdown_is_a_table_that_counts() -> None:
    image, new = (f"`mcr.microsoft.com/dotnet/sdk:{version}`" for version in ("5.0", "10.0"))
    why = "support of .NET 5.0 ended 2022-05-10"
    assert rendered("markdown", answer([FINDING], [SKIP])).splitlines() == [
        "### .NET images",
        "",
        "1 error in 1 .NET image (2 files); 1 skipped",
        "",
        "| | rule | place | image | why | use instead |",
        "| --- | --- | --- | --- | --- | --- |",
        f"| error | DI201 version-ended | `src/Dockerfile:2` | {image} | {why} | {new} |",
        "",
        "Not judged:",
        "",
        "- `compose.yaml:7` no value",
    ]
