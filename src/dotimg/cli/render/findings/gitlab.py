"""Findings as a code quality report, which GitLab shows in a merge request.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

import json

from dotimg.check.model import Finding, Skip
from dotimg.cli.render.findings.answer import CheckAnswer
from dotimg.cli.render.findings.parts import Fingerprints, sentence, slashed
from dotimg.errors import json_printable

_SEVERITIES = {"error": "critical", "warning": "minor", "note": "info"}


def rendered(answer: CheckAnswer) -> str:
    """The report; what could not be judged is in it too."""
    fingerprints = Fingerprints(answer.held or ())
    issues = [_issue(one, fingerprints) for one in answer.findings]
    issues += [_skip(one, "skipped", "info") for one in answer.skipped]
    issues += [_skip(one, "unusable", "critical") for one in answer.unusable]
    return json_printable(json.dumps(issues, indent=2)) + "\n"


def _issue(one: Finding, fingerprints: Fingerprints) -> dict[str, object]:
    return {
        "description": f"{one.rule} {one.name}: {sentence(one)}",
        "check_name": one.rule,
        "fingerprint": fingerprints.of(one),
        "severity": _SEVERITIES[one.severity],
        "location": {"path": slashed(one.path), "lines": {"begin": one.line}},
    }


def _skip(one: Skip, name: str, severity: str) -> dict[str, object]:
    path = slashed(one.path)
    return {
        "description": one.reason,
        "check_name": name,
        "fingerprint": f"{name}:{path}:{one.line}:{one.reason}",
        "severity": severity,
        "location": {"path": path, "lines": {"begin": one.line}},
    }
