"""A rule: its name, and the function that checks one image in one place."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from dotimg.check.model import RuleText
from dotimg.explain.model import Explanation
from dotimg.files.dockerfile import Dockerfile, Stage
from dotimg.files.model import Use
from dotimg.named_tuples import NamedTuple
from dotimg.names.reference import Reference
from dotimg.project.of_dockerfile import App

if TYPE_CHECKING:
    from dotimg.catalog.tables import Catalog
    from dotimg.project.build_steps import Steps

ERROR, WARNING, NOTE = "error", "warning", "note"


class Standards(NamedTuple):
    """What a team asks for beyond what holds for everyone; no families are all families."""

    require_digest: bool = False
    families: tuple[str, ...] = ()


class Case(NamedTuple):
    """One image to judge: where it stands, its parsed name, and all that is known of it.

    `app` is what the file builds, where that is known; `file` is None for what is not a Dockerfile;
    `catalog` tells of other images; `steps` what the stages of a Dockerfile do,
    `stages` which of them are built on which image;
    `machine` is what a job or a pod is for, see `machine_at`.
    """

    path: str
    use: Use
    reference: Reference
    found: Explanation
    today: str
    standards: Standards
    app: App | None
    file: Dockerfile | None
    catalog: "Catalog | None" = None
    steps: "Callable[[], Steps] | None" = None
    stages: Mapping[str, list[Stage]] = MappingProxyType({})
    machine: str = ""


class Complaint(NamedTuple):
    """What a rule has against an image; `severity` where it is not the rule's own.

    `decides` tells that its replacement is right where those of other rules would not be.
    """

    message: str
    replacement: str | None = None
    severity: str = ""
    decides: bool = False


class Rule(NamedTuple):
    """A rule of the contract; `judge` gives None where an image keeps it.

    `needs` is the field of a case without which there is nothing to judge.
    """

    text: RuleText
    judge: Callable[[Case], Complaint | None]
    needs: Literal["", "app", "file", "steps", "machine"] = ""


def kind(found: Explanation) -> str:
    """What an image is one of: `sdk`, `aspnet`, `runtime`, `runtime-deps` and others."""
    return (found.name.moved_to or found.name.repository or "").rpartition("/")[2]


def instead(found: Explanation) -> str | None:
    """What to use instead, if there is anything: what `upgrade` would write."""
    return found.remedy.replacement
