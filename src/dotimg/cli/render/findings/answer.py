"""What the renderers of findings get."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dotimg.check.model import Finding, Fingerprint, RuleText, Skip
from dotimg.named_tuples import NamedTuple

if TYPE_CHECKING:
    from dotimg.upgrade.model import Edit


class CheckAnswer(NamedTuple):
    """What came of all files of a check.

    `findings` are those to show, beside a baseline the new ones, in the order of their places;
    `held` are those that the baseline holds, None where there is none, and `gone` its entries that
    no longer occur. `skipped` places could not be judged, `unusable` files not be read.

    `images` counts those of .NET in `files` files. `fixable` counts the findings that `upgrade`
    would fix, None where that was not counted; `fixes` are its edits at the places of those, none
    where no format shows them. `projects` are those that Dockerfiles build, by the paths of the
    Dockerfiles. `rules` are all that there are, and `pages` is the address of the folder with a
    page of each, empty while it is not known; `color` and `columns`, those of
    the terminal or 0 where lines stay whole, are for text.
    """

    findings: Sequence[Finding]
    skipped: Sequence[Skip]
    files: int
    images: int
    unusable: Sequence[Skip]
    fixable: int | None
    fixes: "Mapping[Finding, Sequence[Edit]]"
    held: Sequence[Finding] | None
    gone: Sequence[tuple[Fingerprint, int]]
    projects: Mapping[str, str]
    rules: Sequence[RuleText]
    pages: str
    version: str
    color: bool
    columns: int = 0
