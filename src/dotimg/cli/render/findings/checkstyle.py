"""Findings as Checkstyle's XML, which Jenkins and many review tools read."""

from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from dotimg.cli.render.findings.answer import CheckAnswer
from dotimg.cli.render.findings.parts import sentence, slashed
from dotimg.errors import printable

_SEVERITIES = {"error": "error", "warning": "warning", "note": "info"}


def rendered(answer: CheckAnswer) -> str:
    """The report, the findings of one file together."""
    rows = [
        (slashed(one.path), one.line, one.column, one.severity, one.rule, sentence(one))
        for one in answer.findings
    ]
    rows += [(slashed(one.path), one.line, 1, "note", "skipped", one.reason)
             for one in answer.skipped]  # fmt: skip
    rows += [(slashed(one.path), one.line, 1, "error", "unusable", one.reason)
             for one in answer.unusable]  # fmt: skip
    root = Element("checkstyle", version="8.0")
    for path, group in groupby(sorted(rows, key=lambda row: row[0]), key=lambda row: row[0]):
        file = SubElement(root, "file", name=printable(path))
        for _, line, column, severity, source, message in group:
            error = SubElement(file, "error", line=str(line), column=str(column))
            error.set("severity", _SEVERITIES[severity])
            error.set("message", printable(message))
            error.set("source", f"dotimg.{source}")
    indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'
