"""The values that `check` returns."""

from typing import NamedTuple

from dotimg.names import reference

SEVERITIES = ("note", "warning", "error")


class Fingerprint(NamedTuple):
    """What stays the same of a finding when lines move, versions change and words are reworded.

    `repository` is that of the image, with its registry; `stage` is empty outside of stages.
    """

    path: str
    rule: str
    stage: str
    repository: str


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

    def fingerprint(self, path: str) -> Fingerprint:
        """What it is known again by; `path` is what its file is called there."""
        return Fingerprint(path, self.rule, self.stage or "", reference.parse(self.image).name)


class Skip(NamedTuple):
    """A place, or with line 1 a whole file, that could not be judged, and why."""

    path: str
    line: int
    reason: str


class InventoryRow(NamedTuple):
    """One place where a file names a .NET image, and what that is.

    `image` is the reference with its variables resolved; `publisher` is whose image it is;
    `stage` is empty outside of stages; `role` is what names it: `from`, `copy`, `image` and others;
    `ships` tells whether what the file builds is built on it. `channel`, `version` and `system` are
    empty where they are not known; `variants` stand with blanks between them. `status` and `ends`
    are those of its support, and `reason` why; `replacement` is what to use instead.
    """

    path: str
    line: int
    stage: str
    role: str
    ships: bool
    image: str
    publisher: str
    repository: str
    tag: str | None
    digest: str | None
    channel: str
    version: str
    system: str
    variants: str
    status: str
    ends: str | None
    reason: str
    replacement: str | None


class Inventory(NamedTuple):
    """The .NET images that files name, healthy ones too, and what could not be judged."""

    images: tuple[InventoryRow, ...]
    skipped: tuple[Skip, ...]


class FileReport(NamedTuple):
    """What came of one file; `images` counts the .NET images in it.

    `project` is the path of the project that a Dockerfile builds, empty where none was found.
    """

    findings: tuple[Finding, ...]
    skipped: tuple[Skip, ...]
    images: int
    project: str = ""


class RuleText(NamedTuple):
    """A rule as people read of it: what is wrong, and what to do about it."""

    id: str
    name: str
    severity: str
    what: str
    fix: str


class RulePage(NamedTuple):
    """What there is to read of a rule, or of a kind of advice.

    `id` is the number of a rule, and of advice its name; `severity` that of the rule, or `advice`;
    `what` is what is wrong, in a sentence or two; `text` the whole page as Markdown.
    """

    id: str
    name: str
    severity: str
    what: str
    text: str
