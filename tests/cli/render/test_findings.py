"""Findings as text, JSON, SARIF and workflow commands."""

import json
import os
from typing import Any

import jsonschema
import pytest

from dotimg.check.model import Finding, Skip
from dotimg.check.rules import RULES
from dotimg.cli.render.findings import github
from dotimg.cli.render.findings import json as findings_json
from dotimg.cli.render.findings import sarif as findings_sarif
from dotimg.cli.render.findings import text as findings_text
from dotimg.cli.render.findings.answer import CheckAnswer

IMAGE = "mcr.microsoft.com/dotnet/sdk:5.0"
LINE = f"FROM {IMAGE} AS build"
ENDED = Finding(
    path="src/Dockerfile",
    line=2,
    column=6,
    end_column=38,
    rule="DI201",
    name="version-ended",
    severity="error",
    message="support of .NET 5.0 ended 2022-05-10",
    image=IMAGE,
    stage="build",
    replacement="mcr.microsoft.com/dotnet/sdk:10.0",
    excerpt=LINE,
)
SHIPS = ENDED._replace(
    rule="DI301",
    name="sdk-in-final-stage",
    severity="warning",
    message="it ships",
    replacement=None,
)


def answer(*findings: Finding, **others: Any) -> CheckAnswer:
    """What came of two files with one image."""
    skipped = others.pop("skipped", [])
    return CheckAnswer(
        findings, skipped, 2, 1, others.pop("unusable", []), 0, {}, others.pop("held", None),
        (), {}, [rule.text for rule in RULES], "", "1.2.3", False, **others,
    )  # fmt: skip


def text(*findings: Finding, color: bool = False) -> list[str]:
    return list(findings_text.lines(findings, color=color))


def test_findings_of_one_image_stand_above_its_line_with_a_mark() -> None:
    assert text(ENDED, SHIPS) == [
        "src/Dockerfile:2:6: error DI201 version-ended: support of .NET 5.0 ended 2022-05-10",
        "src/Dockerfile:2:6: warning DI301 sdk-in-final-stage: it ships",
        "  2 | FROM mcr.microsoft.com/dotnet/sdk:5.0 AS build",
        "    |      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
        "    = use mcr.microsoft.com/dotnet/sdk:10.0",
        "",
    ]


def test_a_long_line_is_cut_around_the_image() -> None:
    excerpt = "x" * 200 + IMAGE + "y" * 200
    _, line, mark, _, _ = text(ENDED._replace(excerpt=excerpt, column=201, end_column=233))
    assert len(line) == 80
    start = mark.index("^")
    assert line[start : start + 32] == IMAGE
    assert mark.count("^") == 32


def test_an_image_longer_than_a_screen_is_marked_as_far_as_it_is_seen() -> None:
    excerpt = "FROM " + "i" * 300
    lines = text(ENDED._replace(excerpt=excerpt, column=6, end_column=306))
    assert max(map(len, lines[1:-2])) == 80


def test_tabs_and_strange_characters_keep_the_mark_in_its_place() -> None:
    excerpt = f"\tFROM\x1b {IMAGE}"
    _, line, mark, _, _ = text(ENDED._replace(excerpt=excerpt, column=8, end_column=40))
    assert line == f"  2 |  FROM  {IMAGE}"
    assert line.index("mcr") == mark.index("^")


def test_nothing_from_a_file_reaches_the_terminal_unescaped() -> None:
    evil = ENDED._replace(path="a\x1b[2Jb", message="x\x07", replacement="r\x1b")
    assert "\x1b" not in "".join(text(evil))
    assert "\x1b" not in github.line(evil)


def test_what_has_no_excerpt_has_no_mark() -> None:
    assert len(text(ENDED._replace(excerpt=""))) == 3


def test_colour_marks_the_severity_alone() -> None:
    headline, _, mark, *_ = text(ENDED, color=True)
    assert headline.startswith("src/Dockerfile:2:6: \x1b[1;31merror\x1b[0m DI201")
    assert mark.endswith("\x1b[1;31m" + "^" * 32 + "\x1b[0m")


def test_the_summary_counts() -> None:
    nothing = answer()._replace(files=1, images=0)
    assert findings_text.counted(nothing) == "No problems in 0 .NET images (1 file)"
    assert findings_text.counted(answer(ENDED, ENDED, SHIPS)) == (
        "2 errors, 1 warning in 1 .NET image (2 files)"
    )


def test_json_holds_the_fields_of_the_contract() -> None:
    skip = Skip("compose.yaml", 7, "no value")
    document = findings_json.document([ENDED], [skip], 2, 1)
    assert document == {
        "schema": 1,
        "files": 2,
        "images": 1,
        "findings": [
            {
                "path": "src/Dockerfile",
                "line": 2,
                "column": 6,
                "end_column": 38,
                "rule": "DI201",
                "name": "version-ended",
                "severity": "error",
                "message": "support of .NET 5.0 ended 2022-05-10",
                "image": IMAGE,
                "stage": "build",
                "replacement": "mcr.microsoft.com/dotnet/sdk:10.0",
            }
        ],
        "skipped": [{"path": "compose.yaml", "line": 7, "reason": "no value"}],
    }


def test_a_workflow_command_escapes_what_would_end_it() -> None:
    found = ENDED._replace(path="a,b:c%.Dockerfile", message="100%\nsure", severity="note")
    assert github.line(found) == (
        "::notice file=a%2Cb%3Ac%25.Dockerfile,line=2,endLine=2,col=6,endColumn=38,"
        "title=DI201 version-ended::100%25%0Asure; use mcr.microsoft.com/dotnet/sdk:10.0"
    )


def sarif(*findings: Finding) -> dict[str, Any]:
    skipped = [Skip("compose.yaml", 7, "no value")]
    return findings_sarif.document(answer(*findings, skipped=skipped))


def strict(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    """The schema of an object that holds nothing else."""
    properties = {**required, **optional}
    return {
        "type": "object",
        "required": list(required),
        "properties": properties,
        "additionalProperties": False,
    }


def several(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


STRING = {"type": "string", "minLength": 1}
COUNT = {"type": "integer", "minimum": 1}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
MESSAGE = strict({"text": STRING})
# What GitHub reads of a rule: a number between 0.0 and 10.0 in a string.
GRAVITY = strict(
    {
        "tags": several(STRING),
        "security-severity": {"type": "string", "pattern": r"^([0-9]\.[0-9]|10\.0)$"},
    }
)
LOCATION = strict(
    {
        "physicalLocation": strict(
            {
                "artifactLocation": strict({"uri": STRING}, uriBaseId=STRING),
                "region": strict({"startLine": COUNT}, startColumn=COUNT, endColumn=COUNT),
            }
        )
    }
)
REPLACEMENT = strict(
    {
        "deletedRegion": strict({"startLine": COUNT, "startColumn": COUNT, "endColumn": COUNT}),
        "insertedContent": strict({"text": {"type": "string"}}),
    }
)
FIX = strict(
    {
        "description": MESSAGE,
        "artifactChanges": several(
            strict(
                {
                    "artifactLocation": strict({"uri": STRING}, uriBaseId=STRING),
                    "replacements": {**several(REPLACEMENT), "minItems": 1},
                }
            )
        ),
    }
)
# What SARIF 2.1.0, sections 3.13 to 3.58, says of the objects and properties that dotimg writes.
SHAPE = strict(
    {
        "$schema": STRING,
        "version": {"const": "2.1.0"},
        "runs": several(
            strict(
                {
                    "tool": strict(
                        {
                            "driver": strict(
                                {
                                    "name": STRING,
                                    "version": STRING,
                                    "rules": several(
                                        strict(
                                            {
                                                "id": STRING,
                                                "name": STRING,
                                                "shortDescription": MESSAGE,
                                                "help": MESSAGE,
                                                "defaultConfiguration": strict({"level": LEVEL}),
                                            },
                                            properties=GRAVITY,
                                            helpUri=STRING,
                                        )
                                    ),
                                }
                            )
                        }
                    ),
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "invocations": several(
                        strict(
                            {
                                "executionSuccessful": {"type": "boolean"},
                                "toolExecutionNotifications": several(
                                    strict(
                                        {
                                            "level": LEVEL,
                                            "message": MESSAGE,
                                            "locations": several(LOCATION),
                                        }
                                    )
                                ),
                            }
                        )
                    ),
                    "results": several(
                        strict(
                            {
                                "ruleId": STRING,
                                "ruleIndex": {"type": "integer", "minimum": 0},
                                "level": LEVEL,
                                "message": MESSAGE,
                                "locations": several(LOCATION),
                                "partialFingerprints": {
                                    "type": "object",
                                    "additionalProperties": STRING,
                                },
                            },
                            baselineState={"enum": ["new", "unchanged", "updated", "absent"]},
                            fixes=several(FIX),
                        )
                    ),
                }
            )
        ),
    }
)


def test_sarif_has_the_shape_of_its_specification() -> None:
    jsonschema.validate(sarif(ENDED, SHIPS), SHAPE)


@pytest.mark.skipif("DOTIMG_SARIF_SCHEMA" not in os.environ, reason="no copy of OASIS' schema")
def test_sarif_keeps_the_whole_schema() -> None:
    with open(os.environ["DOTIMG_SARIF_SCHEMA"], encoding="utf-8") as file:
        jsonschema.validate(sarif(ENDED, SHIPS), json.load(file))


def test_sarif_names_rule_place_and_what_to_use() -> None:
    run = sarif(ENDED)["runs"][0]
    (result,) = run["results"]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "DI201"
    assert result["message"]["text"].endswith("; use mcr.microsoft.com/dotnet/sdk:10.0")
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "src/Dockerfile", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 2, "startColumn": 6, "endColumn": 38},
    }
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"] == "no value"


def test_sarif_tells_what_is_new_beside_a_baseline() -> None:
    document: Any = findings_sarif.document(answer(SHIPS, held=[ENDED]))
    jsonschema.validate(document, SHAPE)
    results = document["runs"][0]["results"]
    assert [(one["ruleId"], one["baselineState"]) for one in results] == [
        ("DI201", "unchanged"),
        ("DI301", "new"),
    ]
    assert "baselineState" not in sarif(ENDED)["runs"][0]["results"][0]


def test_sarif_paths_are_addresses() -> None:
    def artifact(path: str) -> dict[str, str]:
        (result,) = sarif(ENDED._replace(path=path))["runs"][0]["results"]
        location: dict[str, str] = result["locations"][0]["physicalLocation"]["artifactLocation"]
        return location

    assert artifact("./a b/ü")["uri"] == "a%20b/%C3%BC"
    assert artifact("/srv/Dockerfile") == {"uri": "file:///srv/Dockerfile"}


def test_fingerprints_stay_when_lines_move_and_differ_between_images() -> None:
    def prints(*findings: Finding) -> list[str]:
        results = sarif(*findings)["runs"][0]["results"]
        return [result["partialFingerprints"]["imageInStage/v2"] for result in results]

    twice = prints(ENDED, ENDED)
    assert len(set(twice)) == 2
    assert prints(ENDED._replace(line=9, message="other words")) == twice[:1]
    assert prints(ENDED._replace(image=ENDED.image + "-alpine")) == twice[:1]
    assert prints(ENDED._replace(image="other")) != twice[:1]


def test_long_output_ends_with_the_rules_and_the_images() -> None:
    def overview(*findings: Finding, color: bool = False) -> list[str]:
        return list(findings_text.overview(findings, color=color))

    long = SHIPS._replace(image="registry.example.com/" + "x" * 90 + ":5.0")
    many = [ENDED._replace(line=line) for line in range(19)]
    assert overview(*many, SHIPS) == []
    assert overview(*many, SHIPS, long) == [
        "By rule:",
        "    19  error    DI201 version-ended",
        "     2  warning  DI301 sdk-in-final-stage",
        "",
        "By image:",
        "    20  mcr.microsoft.com/dotnet/sdk:5.0",
        f"     1  ...{'x' * 65}:5.0",
        "",
    ]
    assert max(map(len, overview(*many, SHIPS, long))) == 80
    assert "\x1b[1;31merror  \x1b[0m  DI201" in overview(*many, SHIPS, long, color=True)[1]
    others = [ENDED._replace(image=f"sdk:{number}") for number in range(30)]
    assert overview(*others)[-2] == "    20  of 20 other images"
