"""Findings as logging commands, which Azure Pipelines shows beside a run.

https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
It knows errors and warnings; a note is a plain line.
"""

from dotimg.check.model import Finding, Skip
from dotimg.cli.render.findings.answer import CheckAnswer
from dotimg.cli.render.findings.parts import sentence, slashed
from dotimg.errors import printable


def rendered(answer: CheckAnswer) -> str:
    """One line for each finding and for each place that was not judged."""
    lines = [
        *map(_line, answer.findings),
        *(f"{printable(slashed(one.path))}:{one.line}: skipped: {printable(one.reason)}"
          for one in answer.skipped),
        *map(_unusable, answer.unusable),
    ]  # fmt: skip
    return "".join(f"{line}\n" for line in lines)


def _line(one: Finding) -> str:
    if one.severity == "note":
        where = f"{printable(slashed(one.path))}:{one.line}:{one.column}"
        return f"{where}: note {one.rule}: {printable(sentence(one))}"
    return _command(one.severity, one.path, one.line, one.column, one.rule, sentence(one))


def _unusable(one: Skip) -> str:
    return _command("error", one.path, one.line, 1, "unusable", one.reason)


def _command(kind: str, path: str, line: int, column: int, code: str, message: str) -> str:
    properties = {
        "type": kind,
        "sourcepath": slashed(path),
        "linenumber": str(line),
        "columnnumber": str(column),
        "code": code,
    }
    told = "".join(f"{name}={_property(value)};" for name, value in properties.items())
    return f"##vso[task.logissue {told}]{_data(message)}"


def _property(text: str) -> str:
    return _data(text).replace(";", "%3B").replace("]", "%5D")


def _data(text: str) -> str:
    return printable(text).replace("%", "%AZP25")
