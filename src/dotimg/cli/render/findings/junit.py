"""Findings as JUnit's XML, which most CI systems show as the results of tests.

Errors and warnings are failed tests, notes and what was skipped are skipped ones, and a file that
could not be read is a test that broke. If nothing was found, there is one passed test, because some
systems reject a report without tests.
"""

from collections.abc import Iterator
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from dotimg.check.model import Finding, Skip
from dotimg.cli.render.findings.answer import CheckAnswer
from dotimg.cli.render.findings.parts import sentence, slashed
from dotimg.errors import printable


def rendered(answer: CheckAnswer) -> str:
    """The report, one suite for each file."""
    root = Element("testsuites", name="dotimg")
    cases = sorted(_cases(answer), key=lambda pair: pair[0])
    for path, group in groupby(cases, key=lambda pair: pair[0]):
        suite = SubElement(root, "testsuite", name=path)
        suite.extend(case for _, case in group)
    for suite in root:
        _count(suite)
    _count(root)
    indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'


def _cases(answer: CheckAnswer) -> Iterator[tuple[str, Element]]:
    """A test for each finding and for each place that was not judged, with its path."""
    for one in answer.findings:
        yield _finding(one)
    for skip in answer.skipped:
        yield _place(skip, "skipped")
    for skip in answer.unusable:
        yield _place(skip, "error")
    if not answer.findings and not answer.skipped and not answer.unusable:
        yield "dotimg", Element("testcase", classname="dotimg", name="nothing found", time="0")


def _finding(one: Finding) -> tuple[str, Element]:
    title = f"{one.rule} {one.name}, line {one.line}: {one.image}"
    path, case = _case(one.path, title, one.line)
    kind = "skipped" if one.severity == "note" else "failure"
    told = SubElement(case, kind, message=printable(sentence(one)))
    if kind == "failure":
        told.set("type", one.severity)
        told.text = f"{path}:{one.line}:{one.column}: {printable(sentence(one))}"
    return path, case


def _place(one: Skip, kind: str) -> tuple[str, Element]:
    path, case = _case(one.path, f"not judged, line {one.line}", one.line)
    SubElement(case, kind, message=printable(one.reason))
    return path, case


def _case(path: str, title: str, line: int) -> tuple[str, Element]:
    where = printable(slashed(path))
    case = Element("testcase", classname=where, name=printable(title), time="0")
    case.set("file", where)
    case.set("line", str(line))
    return where, case


def _count(suite: Element) -> None:
    """Say of a suite, or of all, how many tests it has and how many of them went wrong."""
    suite.set("tests", str(len(list(suite.iter("testcase")))))
    for attribute, name in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(attribute, str(len(list(suite.iter(name)))))
    suite.set("time", "0")
