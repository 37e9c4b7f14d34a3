"""Findings as reviewdog's diagnostics, which it puts into a review.

https://github.com/reviewdog/reviewdog/tree/master/proto/rdf
Its columns count bytes of UTF-8 from 1.
"""

import json

from dotimg.check.model import Finding, Skip
from dotimg.cli.render.findings.answer import CheckAnswer
from dotimg.cli.render.findings.parts import sentence, slashed
from dotimg.errors import json_printable

_SEVERITIES = {"error": "ERROR", "warning": "WARNING", "note": "INFO"}


def rendered(answer: CheckAnswer) -> str:
    """The document; what could not be judged is in it too."""
    diagnostics = [_finding(one) for one in answer.findings]
    diagnostics += [_skip(one, "INFO") for one in answer.skipped]
    diagnostics += [_skip(one, "ERROR") for one in answer.unusable]
    document = {"source": {"name": "dotimg"}, "diagnostics": diagnostics}
    return json_printable(json.dumps(document, indent=2)) + "\n"


def _finding(one: Finding) -> dict[str, object]:
    start, end = (
        {"line": one.line, "column": _bytes(one.excerpt, column)}
        for column in (one.column, one.end_column)
    )
    return {
        "message": sentence(one),
        "location": {"path": slashed(one.path), "range": {"start": start, "end": end}},
        "severity": _SEVERITIES[one.severity],
        "code": {"value": one.rule},
    }


def _skip(one: Skip, severity: str) -> dict[str, object]:
    place = {"path": slashed(one.path), "range": {"start": {"line": one.line}}}
    return {"message": one.reason, "location": place, "severity": severity}


def _bytes(line: str, column: int) -> int:
    """A column of characters as one of bytes."""
    return len(line[: column - 1].encode("utf-8", errors="replace")) + 1 if line else column
