"""Findings in MSBuild's own form, which an `Exec` of a build turns into its errors and warnings.

https://learn.microsoft.com/visualstudio/msbuild/msbuild-diagnostic-format-for-tasks
Its paths are absolute, since a build runs where the project is. A note is a line that MSBuild takes
for nothing: before its first colon stands neither of the two words it looks for.
"""

import os

from dotimg.check.model import Finding
from dotimg.cli.render.findings.answer import CheckAnswer
from dotimg.cli.render.findings.parts import sentence
from dotimg.errors import printable


def rendered(answer: CheckAnswer) -> str:
    """One line for each finding and for each place that was not judged."""
    lines = [
        *map(_line, answer.findings),
        *(_note(one.path, one.line, 1, "skipped", one.reason) for one in answer.skipped),
        *(f"{_place(one.path, one.line, 1)}: error unusable: {printable(one.reason)}"
          for one in answer.unusable),
    ]  # fmt: skip
    return "".join(f"{line}\n" for line in lines)


def _line(one: Finding) -> str:
    if one.severity == "note":
        return _note(one.path, one.line, one.column, one.rule, sentence(one))
    where = _place(one.path, one.line, one.column)
    return f"{where}: {one.severity} {one.rule}: {printable(sentence(one))}"


def _note(path: str, line: int, column: int, what: str, message: str) -> str:
    return f"dotimg: note: {what} {_place(path, line, column)}: {printable(message)}"


def _place(path: str, line: int, column: int) -> str:
    return f"{printable(os.path.abspath(path))}({line},{column})"
