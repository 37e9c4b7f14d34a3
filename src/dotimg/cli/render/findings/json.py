"""Findings as the JSON document of the contract."""

import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from dotimg.check.model import Finding, Fingerprint, Skip
from dotimg.cli.render import picks
from dotimg.cli.render.findings.answer import CheckAnswer
from dotimg.errors import json_printable

_NONE: Mapping[str, str] = MappingProxyType({})


def rendered(answer: CheckAnswer) -> str:
    """The document."""
    held = None if answer.held is None else baseline(len(answer.held), answer.gone)
    unjudged = [*answer.skipped, *answer.unusable]
    counts = answer.files, answer.images
    found = document(answer.findings, unjudged, *counts, held, answer.projects)
    return json_printable(json.dumps(found, indent=2)) + "\n"


def document(
    findings: Iterable[Finding],
    skipped: Iterable[Skip],
    files: int,
    images: int,
    baseline: dict[str, object] | None = None,
    projects: Mapping[str, str] = _NONE,
) -> dict[str, object]:
    """All findings, and the places that could not be judged; beside a `baseline` the new ones.

    `projects` are those that Dockerfiles build, by the paths of the Dockerfiles.
    """
    return {
        "schema": picks.SCHEMA,
        "files": files,
        "images": images,
        "findings": [_finding(one) for one in findings],
        "skipped": [one._asdict() for one in skipped],
        **({} if baseline is None else {"baseline": baseline}),
        **({"projects": dict(projects)} if projects else {}),
    }


def baseline(held: int, gone: Iterable[tuple[Fingerprint, int]]) -> dict[str, object]:
    """How many findings a baseline holds, and what of it no longer occurs."""
    return {"held": held, "gone": [{**mark._asdict(), "count": count} for mark, count in gone]}


def _finding(one: Finding) -> dict[str, object]:
    fields = one._asdict()
    del fields["excerpt"]
    return fields
