"""The results of the MCP tools, as models of the values of the Python API.

Clients get their JSON Schemas. The names are those of the JSON that the commands print. Days are
ISO dates in UTC.
"""

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict

from dotimg.base.model import ImageBases, PlatformBase
from dotimg.catalog.model import offered
from dotimg.check.model import FileReport
from dotimg.errors import NoMatchError
from dotimg.explain.model import Explanation
from dotimg.resolver.model import Pick
from dotimg.upgrade.diff import diff
from dotimg.upgrade.model import FileUpgrade


class _Result(BaseModel):
    """Read from the fields of a value."""

    model_config = ConfigDict(from_attributes=True)


class SupportResult(_Result):
    """Support on the day: supported, preview, ends-soon, ended, retired or unknown."""

    status: str
    ends: str | None
    reason: str


class PickResult(_Result):
    """The image to use; where there is none, `reference` is null and `reason` says why."""

    reference: str | None
    reason: str = ""
    nearest: list[str] = []
    channel: str = ""
    version: str = ""
    architectures: list[str] = []
    support: SupportResult | None = None
    why: list[str] = []
    notes: list[str] = []

    @classmethod
    def of(cls, found: Pick) -> "PickResult":
        """What was picked."""
        releases = offered(found.tag.platforms)
        names = releases.get(found.release) or [one for names in releases.values() for one in names]
        return cls(
            reference=found.reference,
            channel=found.channel,
            version=found.tag.version,
            architectures=list(dict.fromkeys(names)),
            support=SupportResult.model_validate(found.support),
            why=list(found.why),
            notes=[*found.warnings, *found.notes],
        )

    @classmethod
    def refused(cls, error: NoMatchError) -> "PickResult":
        """Why nothing fits, and what is near."""
        return cls(reference=None, reason=error.reason, nearest=list(error.nearest))


class ExplainResult(_Result):
    """What a reference or digest is; `known` is false for what was never published.

    `replacement` is what to use instead, in the newest supported channel; `step` is the smallest
    move; `cves_fixed_since` are those that later images fixed in what it holds.
    """

    reference: str | None
    known: bool
    sentence: str
    channel: str | None
    version: str
    systems: list[str]
    variants: list[str]
    architectures: list[str]
    tags: list[str]
    first_seen: str | None
    retired: str | None
    retired_because: str
    support: SupportResult
    cves_fixed_since: list[str]
    cves_uncounted: str
    replacement: str | None
    step: str | None
    nearest: list[str]
    notes: list[str]

    @classmethod
    def of(cls, found: Explanation) -> "ExplainResult":
        """What was explained."""
        return cls(
            reference=found.name.reference,
            known=found.found,
            sentence=found.sentence,
            channel=found.inside.channel.name if found.inside.channel else None,
            version=found.inside.version,
            systems=[one.name for one in found.inside.systems],
            variants=list(found.inside.variants),
            architectures=list(found.inside.architectures),
            tags=list(found.inside.tags),
            first_seen=found.dates.first_seen,
            retired=found.dates.retired,
            retired_because=found.because,
            support=SupportResult.model_validate(found.support),
            cves_fixed_since=list(found.cves),
            cves_uncounted=found.remedy.uncounted,
            replacement=found.remedy.replacement,
            step=found.remedy.step,
            nearest=list(found.remedy.nearest),
            notes=[*filter(None, [found.contradiction]), *found.notes],
        )


class FindingResult(_Result):
    """One fault of one image; lines and columns count from 1, `end_column` is behind the last."""

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


class SkipResult(_Result):
    """A place that could not be judged, and why."""

    path: str
    line: int
    reason: str


class CheckResult(_Result):
    """What is wrong with the images that files name; `images` counts the .NET images in them."""

    images: int
    findings: list[FindingResult]
    skipped: list[SkipResult]

    @classmethod
    def of(cls, reports: Iterable[FileReport]) -> "CheckResult":
        """What came of files."""
        every = list(reports)
        return cls(
            images=sum(one.images for one in every),
            findings=[FindingResult.model_validate(at) for one in every for at in one.findings],
            skipped=[SkipResult.model_validate(at) for one in every for at in one.skipped],
        )


class MoveResult(_Result):
    """One image that moves, before and after."""

    line: int
    old: str
    new: str
    why: str
    notes: list[str]


class LeftResult(_Result):
    """One image that is left as it is, or stays out of support, and why."""

    line: int
    image: str
    reason: str


class AdviceResult(_Result):
    """What to look at beside the edits; `name` is what `dotimg rule` tells more of."""

    line: int
    name: str
    message: str


class UpgradeResult(_Result):
    """The edits that `dotimg upgrade` makes, which nothing has written.

    `diff` is for `git apply` or `patch`, and empty where nothing changes.
    """

    path: str
    diff: str
    moves: list[MoveResult]
    left: list[LeftResult]
    ended: list[LeftResult]
    advice: list[AdviceResult]

    @classmethod
    def of(cls, found: FileUpgrade) -> "UpgradeResult":
        """What becomes of a file."""
        lines = b"".join(diff(found)) if found.old != found.new else b""
        return cls(
            path=found.path,
            diff=lines.decode("utf-8", "replace"),
            moves=[MoveResult.model_validate(one) for one in found.moves],
            left=[LeftResult.model_validate(one) for one in found.left],
            ended=[LeftResult.model_validate(one) for one in found.ended],
            advice=[AdviceResult.model_validate(one) for one in found.advice],
        )


class PlatformResult(_Result):
    """The official image that an image is built on, empty where none is known.

    `found_by` is how: digest, annotations, labels, layers, attestation or environment; `fix` is
    what to do: current, rebuild, move or unknown, and `text` says it in words.
    """

    image: str
    platform: str
    base: str
    found_by: str
    version: str
    support: SupportResult | None
    fix: str
    text: str
    notes: list[str]

    @classmethod
    def of(cls, name: str, found: PlatformBase) -> "PlatformResult":
        """What the image for one platform is built on."""
        base = found.base
        return cls(
            image=name,
            platform=found.image.platform,
            base=base.reference if base else "",
            found_by=found.evidence.how,
            version=base.version if base else "",
            support=SupportResult.model_validate(base.support) if base else None,
            fix=base.fix.kind if base else "unknown",
            text=base.fix.text if base else "",
            notes=list(found.notes),
        )


class BaseResult(_Result):
    """What images are built on, platform by platform; `errors` tell what could not be read."""

    platforms: list[PlatformResult]
    errors: list[str] = []

    @classmethod
    def of(cls, found: Iterable[ImageBases]) -> "BaseResult":
        """What images are built on."""
        every = list(found)
        return cls(
            platforms=[PlatformResult.of(one.name, at) for one in every for at in one.platforms],
            errors=[str(error) for one in every for error in one.errors],
        )
