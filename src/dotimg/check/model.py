"""What `check` finds: values that its parts pass on, and that renderers show."""

from typing import NamedTuple

SEVERITIES = ("note", "warning", "error")
THRESHOLDS = (*reversed(SEVERITIES), "never")


class Finding(NamedTuple):
    """One fault of one image, where it stands.

    `line` and `column` count from 1, columns in characters; `end_column` is the one behind the
    last. `rule` and `name` are those of the contract; `image` is the reference with its variables
    resolved; `stage` is None outside of stages; `excerpt` is the line of the file.
    """

    path: str
    line: int
    column: int
    end_column: int
    rule: str
    name: str
    severity: str
    message: str
    image: str
    stage: str | None
    replacement: str | None
    excerpt: str


class Skip(NamedTuple):
    """A place, or with line 1 a whole file, that could not be judged, and why."""

    path: str
    line: int
    reason: str


class FileReport(NamedTuple):
    """What came of one file; `images` counts the .NET images in it."""

    findings: tuple[Finding, ...]
    skipped: tuple[Skip, ...]
    images: int


class RuleText(NamedTuple):
    """A rule as people read of it: what is wrong, and what to do about it."""

    id: str
    name: str
    severity: str
    what: str
    fix: str
