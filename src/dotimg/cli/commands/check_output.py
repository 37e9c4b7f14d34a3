"""What `check` prints, in each of its formats."""

import sys
from typing import TYPE_CHECKING, NamedTuple

from dotimg.check.model import Finding, Skip
from dotimg.cli.context import answer_json

if TYPE_CHECKING:
    from dotimg.check.baseline import Compared


class CheckAnswer(NamedTuple):
    """What came of all files; `unusable` are those that could not be read.

    `fixable` counts the findings that `upgrade` would fix; `whole` tells whether it counts all.
    """

    findings: list[Finding]
    skipped: list[Skip]
    files: int
    images: int
    unusable: list[Skip]
    fixable: int
    whole: bool
    compared: "Compared | None"
    projects: dict[str, str]


def write(answer: CheckAnswer, format: str, *, color: bool) -> None:
    """Write an answer to stdout.

    Args:
        answer: What came of all files.
        format: A word of `--format`.
        color: Whether text has colours.
    """
    findings, skipped = answer.findings, answer.skipped
    if format == "json":
        from dotimg.cli.render.findings import json

        passed_over = [*skipped, *answer.unusable]
        compared = answer.compared
        held = json.baseline(compared.held, compared.gone) if compared else None
        counts = answer.files, answer.images
        answer_json(json.document(findings, passed_over, *counts, held, answer.projects))
    elif format == "sarif":
        from dotimg._version import __version__
        from dotimg.check.rules import RULES
        from dotimg.cli.render.findings import sarif

        texts = [rule.text for rule in RULES]
        document = sarif.document(findings, skipped, texts, __version__, unusable=answer.unusable)
        answer_json(document)
    elif format == "github":
        from dotimg.cli.render.findings import github

        sys.stdout.writelines(github.line(one) + "\n" for one in findings)
        sys.stdout.writelines(github.skip(one) + "\n" for one in skipped)
    else:
        from dotimg.cli.render.findings import text

        sys.stdout.writelines(line + "\n" for line in text.lines(findings, color=color))
        sys.stdout.writelines(line + "\n" for line in text.overview(findings, color=color))
        if answer.files or not answer.unusable:
            told = text.summary(
                findings,
                answer.files,
                answer.images,
                whole=not answer.unusable,
                skipped=len(skipped),
                held=answer.compared.held if answer.compared else None,
            )
            sys.stdout.write(told + text.fixable(answer.fixable, whole=answer.whole) + "\n")
