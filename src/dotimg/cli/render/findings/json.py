"""Findings as the JSON document of the contract."""

from collections.abc import Iterable

from dotimg.check.model import Finding, Skip
from dotimg.cli.render import picks


def document(
    findings: Iterable[Finding], skipped: Iterable[Skip], files: int, images: int
) -> dict[str, object]:
    """All findings, and the places that could not be judged."""
    return {
        "schema": picks.SCHEMA,
        "files": files,
        "images": images,
        "findings": [_finding(one) for one in findings],
        "skipped": [one._asdict() for one in skipped],
    }


def _finding(one: Finding) -> dict[str, object]:
    fields = one._asdict()
    del fields["excerpt"]
    return fields
