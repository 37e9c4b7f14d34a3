"""Findings as workflow commands, which GitHub shows beside the lines of a pull request.

https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
"""

import os

from dotimg.check.model import Finding, Skip
from dotimg.cli.render.findings.answer import CheckAnswer
from dotimg.cli.render.findings.parts import sentence
from dotimg.errors import printable

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def rendered(answer: CheckAnswer) -> str:
    """One command for each finding and for each place that was not judged."""
    lines = [*map(line, answer.findings), *map(skip, answer.skipped)]
    return "".join(f"{one}\n" for one in lines)


def line(one: Finding) -> str:
    """The workflow command of a finding."""
    properties = {
        "file": one.path.replace(os.sep, "/"),
        "line": str(one.line),
        "endLine": str(one.line),
        "col": str(one.column),
        "endColumn": str(one.end_column),
        "title": f"{one.rule} {one.name}",
    }
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_COMMANDS[one.severity]} {told}::{_data(sentence(one))}"


def skip(one: Skip) -> str:
    """The workflow command of what could not be judged."""
    path = _property(one.path.replace(os.sep, "/"))
    return f"::notice file={path},line={one.line},title=skipped::{_data(one.reason)}"


def _property(text: str) -> str:
    return printable(_escaped(text).replace(":", "%3A").replace(",", "%2C"))


def _data(text: str) -> str:
    return printable(_escaped(text))


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
