"""Findings as SARIF 2.1.0 (OASIS), which code scanning services read."""

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from dotimg.check.model import Finding, Fingerprint, RuleText, Skip

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "%SRCROOT%"


def document(
    findings: Iterable[Finding],
    skipped: Iterable[Skip],
    rules: Sequence[RuleText],
    version: str,
    *,
    unusable: Sequence[Skip] = (),
) -> dict[str, object]:
    """One run of dotimg with all its rules; places that could not be judged are notifications.

    So are `unusable` files, with which the run is no success.
    """
    numbers = {rule.id: number for number, rule in enumerate(rules)}
    seen: Counter[Fingerprint] = Counter()
    driver = {"name": "dotimg", "version": version, "rules": [_rule(rule) for rule in rules]}
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "invocations": [
                    {
                        "executionSuccessful": not unusable,
                        "toolExecutionNotifications": [
                            *(_notification(one, "note") for one in skipped),
                            *(_notification(one, "error") for one in unusable),
                        ],
                    }
                ],
                "results": [_result(one, numbers[one.rule], seen) for one in findings],
            }
        ],
    }


def _rule(rule: RuleText) -> dict[str, object]:
    return {
        "id": rule.id,
        "name": rule.name,
        "shortDescription": {"text": rule.what},
        "help": {"text": f"{rule.what} {rule.fix}"},
        "defaultConfiguration": {"level": rule.severity},
    }


def _result(one: Finding, number: int, seen: Counter[Fingerprint]) -> dict[str, object]:
    use = f"; use {one.replacement}" if one.replacement else ""
    region = {"startLine": one.line, "startColumn": one.column, "endColumn": one.end_column}
    return {
        "ruleId": one.rule,
        "ruleIndex": number,
        "level": one.severity,
        "message": {"text": one.message + use},
        "locations": [_location(one.path, region)],
        "partialFingerprints": {"imageInStage/v2": _fingerprint(one, seen)},
    }


def _notification(one: Skip, level: str) -> dict[str, object]:
    return {
        "level": level,
        "message": {"text": one.reason},
        "locations": [_location(one.path, {"startLine": one.line})],
    }


def _location(path: str, region: dict[str, int]) -> dict[str, object]:
    return {"physicalLocation": {"artifactLocation": _artifact(path), "region": region}}


def _artifact(path: str) -> dict[str, str]:
    name = os.fsencode(_slashed(path))
    if not os.path.isabs(path):
        return {"uri": quote(name), "uriBaseId": _ROOT}
    drive = "" if name.startswith(b"/") else "/"  # C:/ is no host (RFC 8089)
    return {"uri": f"file://{drive}{quote(name, safe='/:')}"}


def _slashed(path: str) -> str:
    """A path as URIs have it, the same on every system."""
    return os.path.normpath(path).replace(os.sep, "/")


def _fingerprint(one: Finding, seen: Counter[Fingerprint]) -> str:
    """The fingerprint of a finding, with how many of the same came before, as one word."""
    mark = one.fingerprint(_slashed(one.path))
    seen[mark] += 1
    text = "\n".join((*mark, str(seen[mark])))
    return hashlib.sha256(text.encode("utf-8", errors="replace")).hexdigest()[:32]
