"""Findings as Markdown, for the summary of a job or a comment."""

from collections.abc import Iterator

from dotimg.check.model import Finding, Skip
from dotimg.cli.render.findings import text
from dotimg.cli.render.findings.answer import CheckAnswer
from dotimg.cli.render.findings.parts import slashed
from dotimg.cli.render.markdown import code, escaped

_MOST = 500  # rows; GitHub takes a summary of at most one MiB


def rendered(answer: CheckAnswer) -> str:
    """A heading that counts, a table of the findings, and what was not judged."""
    return "".join(f"{line}\n" for line in _lines(answer))


def _lines(answer: CheckAnswer) -> Iterator[str]:
    yield "### .NET images"
    yield ""
    yield escaped(text.counted(answer))
    if answer.findings:
        yield ""
        yield "| | rule | place | image | why | use instead |"
        yield "|" + " --- |" * 6
        yield from map(_row, answer.findings[:_MOST])
        yield from _rest(len(answer.findings), "findings")
    unjudged = [*answer.unusable, *answer.skipped]
    if unjudged:
        yield ""
        yield "Not judged:"
        yield ""
        yield from map(_skip, unjudged[:_MOST])
        yield from _rest(len(unjudged), "places")


def _row(one: Finding) -> str:
    cells = (
        one.severity,
        f"{one.rule} {one.name}",
        code(f"{slashed(one.path)}:{one.line}"),
        code(one.image),
        escaped(one.message),
        code(one.replacement or ""),
    )
    return f"| {' | '.join(cells)} |".replace("|  |", "| |")


def _skip(one: Skip) -> str:
    return f"- {code(f'{slashed(one.path)}:{one.line}')} {escaped(one.reason)}"


def _rest(number: int, noun: str) -> Iterator[str]:
    if number > _MOST:
        yield ""
        yield f"{number - _MOST} more {noun} are not shown."
