"""From a file to what is wrong with the images it names. Pure: no clock, no terminal, no disk."""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from dotimg.catalog.tables import Catalog
from dotimg.check.model import FileReport, Finding, Skip
from dotimg.check.rules import RULES, Case, Complaint, Rule, Standards, numbers
from dotimg.errors import InputError, UsageError
from dotimg.explain import Explainer
from dotimg.explain.homes import is_dotnets, needles
from dotimg.explain.model import Explanation
from dotimg.files import dockerfile, formats
from dotimg.files.dockerfile import Dockerfile
from dotimg.files.kinds import FileKind, is_template
from dotimg.files.lines import Lines
from dotimg.files.literals import with_literals
from dotimg.files.model import Found, Span, Use
from dotimg.names import reference
from dotimg.names.mirror import mirror_of
from dotimg.names.reference import Reference
from dotimg.project.of_dockerfile import App

_IGNORE = re.compile(
    r"(?:#|//|/\*|<!--)\s*dotimg:\s*(?:ignore=([\w-]+(?:\s*,\s*[\w-]+)*))?", re.ASCII
)
_COMMENT = re.compile(r"\s*(?:#|//|/\*|<!--)")
_CONTINUED = ("\\", "`")
_HOW = "write '# dotimg: ignore=DI203 reason'"
_LONGEST_EXCERPT = 400
_TEMPLATE = "a template: check what it makes"


class Team(NamedTuple):
    """What a team has settled for its files.

    `mirror` is a prefix that stands for the official registry; `ignored` are rules, by number.
    """

    mirror: str | None = None
    ignored: frozenset[str] = frozenset()
    standards: Standards = Standards()


class Checker:
    """Checks files, one after the other; what it learned of an image serves the next.

    Args:
        catalog: The tables.
        today: The day to judge on, as an ISO date.
        arguments: Build arguments given from outside, which override the defaults in files.
        target: The stage that ships, None for the last of each file.
        app_of: Finds the app that a Dockerfile of that path builds, None for none.
    """

    def __init__(
        self,
        catalog: Catalog,
        today: str,
        arguments: Mapping[str, str],
        target: str | None = None,
        app_of: Callable[[str, Dockerfile], App | None] | None = None,
    ) -> None:
        self._catalog = catalog
        self._today = today
        self._explainers: dict[str | None, Explainer] = {}
        self._arguments = arguments
        self._target = target
        self._app_of = app_of
        self._needles = needles(catalog)

    def check(self, path: str, kind: FileKind, content: bytes, team: Team) -> FileReport:
        """What is wrong with the images that a file names.

        Args:
            path: What to call the file.
            kind: What it is, as `documents.kind_of` tells.
            content: Its bytes.
            team: What holds for the file.

        Raises:
            InputError: The file cannot be read as what it is; the message begins with the line.
        """
        try:
            parsed, listed = self._read(kind, content)
        except InputError as error:
            if not is_template(content):
                raise
            return FileReport((), (Skip(path, 1, f"{_TEMPLATE}: {error}"),), 0)
        if not listed.uses and not listed.skipped:
            return FileReport((), (), 0)
        report = _Report(path, Lines(content))
        images = self._explained(report, listed.uses, team.mirror)
        app = self._app(report, parsed) if parsed and images else None
        for use, named, explained in images:
            case = Case(path, use, named, explained, self._today, team.standards, app, parsed)
            for rule in RULES:
                complaint = None if rule.text.id in team.ignored else rule.judge(case)
                if complaint:
                    report.complain(rule, use, complaint)
        for place in listed.skipped:
            if not place.name or is_dotnets(self._catalog, place.name):
                report.skip(place.span, place.reason)
        skipped = tuple(sorted(dict.fromkeys(report.skipped)))
        return FileReport(report.sorted_findings(), skipped, len(images))

    def _read(self, kind: FileKind, content: bytes) -> tuple[Dockerfile | None, Found]:
        if kind == "dockerfile":
            parsed = dockerfile.parse(content, self._arguments)
            found = dockerfile.find(parsed, self._target)
        else:
            parsed, found = None, formats.read(kind, content, self._arguments)
        return parsed, with_literals(found, kind, content, self._needles)

    def _explained(
        self, report: "_Report", uses: tuple[Use, ...], mirror: str | None
    ) -> list[tuple[Use, Reference, Explanation]]:
        """The .NET images among some uses, each with its name and what is known of it."""
        if mirror not in self._explainers:
            self._explainers[mirror] = Explainer(
                self._catalog, self._today, mirror, short=False, history=False
            )
        images = []
        for use in uses:
            try:
                named = reference.parse(use.reference)
                explained = self._explainers[mirror].explain(str(named))
            except UsageError as error:
                template = is_template(use.reference)
                report.skip(use.span, _TEMPLATE if template else str(error))
                continue
            if explained.name.home != "foreign":
                images.append((use, named, explained))
            elif prefix := mirror_of(named.name, self._catalog.paths()):
                why = f"if it is a mirror's .NET image, judge it with --registry {prefix}"
                report.skip(use.span, why)
        return images

    def _app(self, report: "_Report", parsed: Dockerfile) -> App | None:
        """What a Dockerfile builds; a project that cannot be used is told."""
        if not self._app_of:
            return None
        try:
            return self._app_of(report.path, parsed)
        except InputError as error:
            report.skipped.append(Skip(report.path, 1, f"its project is not judged: {error}"))
            return None


class _Report:
    """What was found in one file so far."""

    def __init__(self, path: str, lines: Lines) -> None:
        self.path = path
        self.skipped: list[Skip] = []
        self._findings: list[Finding] = []
        self._lines = lines
        self._silenced: dict[int, frozenset[str]] = {}
        self._named: dict[int, frozenset[str]] = {}

    def skip(self, span: Span, reason: str) -> None:
        """Remember a place that cannot be judged."""
        self.skipped.append(Skip(self.path, self._lines.place(span.start)[0], reason))

    def complain(self, rule: Rule, use: Use, complaint: Complaint) -> None:
        """Remember a finding, unless a comment above silences it."""
        if rule.text.id in self._ignored(use):
            return
        line, column = self._lines.place(use.span.start)
        last, end = self._lines.place(use.span.end)
        excerpt = self._lines.text(line)
        self._findings.append(
            Finding(
                path=self.path,
                line=line,
                column=column,
                end_column=end if last == line else len(excerpt) + 1,
                rule=rule.text.id,
                name=rule.text.name,
                severity=complaint.severity or rule.text.severity,
                message=complaint.message,
                image=use.reference,
                stage=use.stage or None,
                replacement=complaint.replacement,
                excerpt=excerpt if len(excerpt) <= _LONGEST_EXCERPT else "",
            )
        )

    def sorted_findings(self) -> tuple[Finding, ...]:
        """All findings, each once, by their places."""
        order = dict.fromkeys(self._findings)
        return tuple(sorted(order, key=lambda one: (one.line, one.column, one.rule)))

    def _ignored(self, use: Use) -> frozenset[str]:
        """The rules that comments at an image, or at its value, silence."""
        spans = [use.span, *(piece.span for piece in use.pieces if piece.span)]
        lines = {self._lines.place(span.start)[0] for span in spans}
        return frozenset().union(*map(self._silenced_at, lines))

    def _silenced_at(self, line: int) -> frozenset[str]:
        return self._above(line) | self._words(line)

    def _above(self, line: int) -> frozenset[str]:
        """What comments silence right above a line, or above the instruction that it continues."""
        walked = []
        while line > 1 and line not in self._silenced:
            text = self._lines.text(line - 1)
            if not (_COMMENT.match(text) or text.rstrip().endswith(_CONTINUED)):
                break
            walked.append(line)
            line -= 1
        silenced = self._silenced.setdefault(line, frozenset())
        for below in reversed(walked):
            if _COMMENT.match(self._lines.text(below - 1)):
                silenced |= self._words(below - 1)
            self._silenced[below] = silenced
        return silenced

    def _words(self, line: int) -> frozenset[str]:
        """The rules that a comment names; what names none is told."""
        if line not in self._named:
            match = _IGNORE.search(self._lines.text(line))
            words = [word.strip() for word in (match[1] or "").split(",")] if match else []
            try:
                self._named[line] = numbers(words)
            except UsageError as error:
                self._named[line] = frozenset()
                wrong = str(error).partition(";")[0] if any(words) else "it names no rule"
                self.skipped.append(Skip(self.path, line, f"{wrong}: {_HOW}"))
        return self._named[line]
