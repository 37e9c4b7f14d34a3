"""The values that `check` returns."""

from dotimg.named_tuples import NamedTuple
from dotimg.names import reference

SEVERITIES = ("note", "warning", "error")


class Fingerprint(NamedTuple):
    """The part of a finding that does not change with lines, versions and messages.

    `repository` is that of the image, with its registry; `stage` is empty outside of stages.
    """

    path: str
    rule: str
    stage: str
    repository: str


class Finding(NamedTuple):
    """One finding: a problem of one image, and its place.

    `line` and `column` count from 1, columns in characters; `end_column` is the one after the last
    character. `rule` and `name` are those of the rule; `image` is the reference with its variables
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
    """A place, or with line 1 a whole file, that could not be checked, and the reason."""

    path: str
    line: int
    reason: str


class InventoryRow(NamedTuple):
    """One place where a file uses a .NET image.

    `image` is the reference with its variables resolved; `publisher` publishes the image; `stage`
    is empty outside of stages; `role` is the kind of use: `from`, `copy`, `image` and others;
    `ships` says whether the final image is built on it. `channel`, `version` and `system` are empty
    if unknown; `variants` are separated by spaces. `status`, `ends` and `reason` are its support;
    `replacement` is what to use instead.
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
    """All .NET images that files use, and the places that could not be checked."""

    images: tuple[InventoryRow, ...]
    skipped: tuple[Skip, ...]


class FileReport(NamedTuple):
    """The result for one file; `images` is the number of .NET images in it.

    `project` is the path of the project that a Dockerfile builds, empty if none was found.
    """

    findings: tuple[Finding, ...]
    skipped: tuple[Skip, ...]
    images: int
    project: str = ""


class RuleText(NamedTuple):
    """The text of a rule: what is wrong, and what to do about it."""

    id: str
    name: str
    severity: str
    what: str
    fix: str


class RulePage(NamedTuple):
    """The page of a rule, or of a kind of advice.

    `id` is the number of a rule, or the name of advice; `severity` is that of the rule, or
    `advice`; `what` says what is wrong, in a sentence or two; `text` is the whole page as Markdown.
    """

    id: str
    name: str
    severity: str
    what: str
    text: str
