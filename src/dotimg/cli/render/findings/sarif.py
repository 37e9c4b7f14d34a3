"""Findings as SARIF 2.1.0 (OASIS), which code scanning services read."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from dotimg.check.model import Finding, RuleText, Skip
from dotimg.cli.render.findings.answer import CheckAnswer
from dotimg.cli.render.findings.parts import Fingerprints, sentence, slashed
from dotimg.errors import json_printable
from dotimg.upgrade.model import Edit

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "%SRCROOT%"
# How grave a rule is for who reads of security alone, as a CVSS number: no fixes any more is high.
_GRAVE = {"DI201": "7.0", "DI202": "7.0", "DI203": "5.0"}


def rendered(answer: CheckAnswer) -> str:
    """The document."""
    return json_printable(json.dumps(document(answer), indent=2)) + "\n"


def document(answer: CheckAnswer) -> dict[str, object]:
    """One run of dotimg with all its rules; places that could not be judged are notifications.

    So are files that could not be read, with which the run is not a success. Beside a baseline its
    findings are there too, and each tells whether it is new.
    """
    rules = answer.rules
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "dotimg",
                        "version": answer.version,
                        "rules": [_rule(rule, answer.pages) for rule in rules],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "invocations": [
                    {
                        "executionSuccessful": not answer.unusable,
                        "toolExecutionNotifications": [
                            *(_notification(one, "note") for one in answer.skipped),
                            *(_notification(one, "error") for one in answer.unusable),
                        ],
                    }
                ],
                "results": list(_results(answer, {rule.id: at for at, rule in enumerate(rules)})),
            }
        ],
    }


def _rule(rule: RuleText, pages: str) -> dict[str, object]:
    return {
        "id": rule.id,
        "name": rule.name,
        "shortDescription": {"text": rule.what},
        "help": {"text": f"{rule.what} {rule.fix}"},
        **({"helpUri": f"{pages.rstrip('/')}/{rule.id}.md"} if pages else {}),
        "defaultConfiguration": {"level": rule.severity},
        **({"properties": _security(_GRAVE[rule.id])} if rule.id in _GRAVE else {}),
    }


def _security(grave: str) -> dict[str, object]:
    return {"tags": ["security"], "security-severity": grave}


def _results(answer: CheckAnswer, numbers: Mapping[str, int]) -> Iterator[dict[str, object]]:
    """The results; the baseline holds the first of equal findings, so that those come first."""
    fingerprints = Fingerprints()
    for state, findings in (("unchanged", answer.held or ()), ("new", answer.findings)):
        for one in findings:
            result = _result(one, numbers[one.rule], fingerprints)
            if edits := answer.fixes.get(one):
                result["fixes"] = [_fix(one, edits)]
            yield result if answer.held is None else {**result, "baselineState": state}


def _result(one: Finding, number: int, fingerprints: Fingerprints) -> dict[str, object]:
    region = {"startLine": one.line, "startColumn": one.column, "endColumn": one.end_column}
    return {
        "ruleId": one.rule,
        "ruleIndex": number,
        "level": one.severity,
        "message": {"text": sentence(one)},
        "locations": [_location(one.path, region)],
        "partialFingerprints": {"imageInStage/v2": fingerprints.of(one)},
    }


def _fix(one: Finding, edits: Sequence[Edit]) -> dict[str, object]:
    """What `upgrade` writes at the place of a finding."""
    replacements = [
        {
            "deletedRegion": {
                "startLine": edit.line,
                "startColumn": edit.column,
                "endColumn": edit.column + len(edit.old),
            },
            "insertedContent": {"text": edit.new},
        }
        for edit in edits
    ]
    change = {"artifactLocation": _artifact(one.path), "replacements": replacements}
    return {"description": {"text": f"use {one.replacement}"}, "artifactChanges": [change]}


def _notification(one: Skip, level: str) -> dict[str, object]:
    return {
        "level": level,
        "message": {"text": one.reason},
        "locations": [_location(one.path, {"startLine": one.line})],
    }


def _location(path: str, region: dict[str, int]) -> dict[str, object]:
    return {"physicalLocation": {"artifactLocation": _artifact(path), "region": region}}


def _artifact(path: str) -> dict[str, str]:
    name = os.fsencode(slashed(path))
    if not os.path.isabs(path):
        return {"uri": quote(name), "uriBaseId": _ROOT}
    drive = "" if name.startswith(b"/") else "/"  # C:/ is not a host (RFC 8089)
    return {"uri": f"file://{drive}{quote(name, safe='/:')}"}
