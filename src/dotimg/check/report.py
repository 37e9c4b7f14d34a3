"""What is found in one file, gathered until it is whole."""

from operator import attrgetter

from dotimg.check.ignore_comments import IgnoreComments, silenced
from dotimg.check.model import Finding, Skip
from dotimg.check.rules import NOTE, Complaint, Rule
from dotimg.files.builds.collection import Builds
from dotimg.files.model import Span, Use

_LONGEST_EXCERPT = 400  # characters


class Report:
    """What was found in one file so far, and in those that state its builds.

    Args:
        path: Of the file.
        content: Its bytes.
        builds: Knows the bytes of the others.
    """

    def __init__(self, path: str, content: bytes, builds: Builds) -> None:
        self.path = path
        self.skipped: list[Skip] = []
        self._findings: list[Finding] = []
        self._builds = builds
        self._comments = {path: IgnoreComments(content)}

    def skip(self, span: Span, reason: str) -> None:
        """Remember a place that cannot be judged."""
        self.skipped.append(Skip(*self.place(span), reason))

    def place(self, span: Span) -> tuple[str, int]:
        """The file and the line that a span is in."""
        return span.path or self.path, self._of(span).lines.place(span.start)[0]

    def complain(self, rule: Rule, use: Use, complaint: Complaint) -> None:
        """Remember a finding, unless a comment above silences it."""
        if rule.text.id in silenced(use, self._of):
            return
        stage = None if use.origin else use.stage or None  # a value may serve many stages
        lines, span = self._of(use.place).lines, use.place
        line, column = lines.place(span.start)
        last, end = lines.place(span.end)
        excerpt = lines.text(line)
        severity = complaint.severity or rule.text.severity
        self._findings.append(
            Finding(
                path=span.path or self.path,
                line=line,
                column=column,
                end_column=end if last == line else len(excerpt) + 1,
                rule=rule.text.id,
                name=rule.text.name,
                severity=NOTE if use.overridden else severity,
                message=self._message(use, complaint),
                image=use.reference,
                stage=stage,
                replacement=complaint.replacement,
                excerpt=excerpt if len(excerpt) <= _LONGEST_EXCERPT else "",
            )
        )

    def sorted_skips(self) -> tuple[Skip, ...]:
        """All that could not be judged, each once, by their places, and comments that are wrong."""
        wrong = {
            Skip(path, line, reason)
            for path, comments in self._comments.items()
            for line, reason in comments.wrong.items()
        }
        return tuple(sorted({*self.skipped, *wrong}))

    def sorted_findings(self) -> tuple[Finding, ...]:
        """All findings, each once, by their places."""
        order = dict.fromkeys(self._findings)
        place = attrgetter("path", "line", "column", "rule")
        return tuple(sorted(order, key=place))

    def _message(self, use: Use, complaint: Complaint) -> str:
        if use.overridden:
            return f"unused default (no known build uses it): {complaint.message}"
        if use.origin:
            return f"builds {self.path} with {use.origin.given}: {complaint.message}"
        return complaint.message

    def _of(self, span: Span) -> IgnoreComments:
        """The comments and the lines of the file that a span is of."""
        path = span.path or self.path
        if path not in self._comments:
            self._comments[path] = IgnoreComments(self._builds.content(path))
        return self._comments[path]
