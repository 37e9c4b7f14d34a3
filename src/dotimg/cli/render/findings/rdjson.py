"""Findings as reviewdog's diagnostics, which it puts into a review.

https://github.com/reviewdog/reviewdog/tree/master/proto/rdf
Its columns count bytes of UTF-8 from 1.
"""

import json
from collections.abc import Sequence

from dotimg.check.model import Finding, Skip
from dotimg.cli.render.findings.answer import CheckAnswer
from dotimg.cli.render.findings.parts import sentence, slashed
from dotimg.errors import json_printable
from dotimg.upgrade.model import Edit

_SEVERITIES = {"error": "ERROR", "warning": "WARNING", "note": "INFO"}


def rendered(answer: CheckAnswer) -> str:
    """The document; what could not be judged is in it too."""
    diagnostics = [_finding(one, answer.fixes.get(one, ())) for one in answer.findings]
    diagnostics += [_skip(one, "INFO") for one in answer.skipped]
    diagnostics += [_skip(one, "ERROR") for one in answer.unusable]
    document = {"source": {"name": "dotimg"}, "diagnostics": diagnostics}
    return json_printable(json.dumps(document, indent=2)) + "\n"


def _finding(one: Finding, edits: Sequence[Edit]) -> dict[str, object]:
    suggestions = [
        {"range": _range(one, edit.column, edit.column + len(edit.old)), "text": edit.new}
        for edit in edits
    ]
    return {
        "message": sentence(one),
        "location": {
            "path": slashed(one.path),
            "range": _range(one, one.column, one.end_column),
        },
        "severity": _SEVERITIES[one.severity],
        "code": {"value": one.rule},
        **({"suggestions": suggestions} if suggestions else {}),
    }


def _range(one: Finding, start: int, end: int) -> dict[str, dict[str, int]]:
    """A part of the line of a finding, by columns of characters."""
    return {
        name: {"line": one.line, "column": _bytes(one.excerpt, column)}
        for name, column in (("start", start), ("end", end))
    }


def _skip(one: Skip, severity: str) -> dict[str, object]:
    place = {"path": slashed(one.path), "range": {"start": {"line": one.line}}}
    return {"message": one.reason, "location": place, "severity": severity}


def _bytes(line: str, column: int) -> int:
    """A column of characters as one of bytes."""
    return len(line[: column - 1].encode("utf-8", errors="replace")) + 1 if line else column
