"""The rows of the tables: tags, digests, channels, systems. All days are ISO dates in UTC."""

from collections.abc import Iterable
from functools import cache
from typing import Literal

from dotimg.named_tuples import NamedTuple
from dotimg.names.platforms import ARCHITECTURES
from dotimg.names.tags import DISTROLESS

Purpose = Literal["build", "run"]
AppKind = Literal["web", "console", "self-contained", "aot"]
Component = Literal["runtime", "aspnetcore", "sdk", "windowsdesktop", "packages"]
SupportStatus = Literal["supported", "ends-soon", "ended", "retired", "preview", "unknown"]

OVER: tuple[SupportStatus, ...] = ("ended", "retired")


class Tag(NamedTuple):
    """One tag of one repository, with the columns of `tags.jsonl`.

    `version` is the product version that it points to, or last pointed to, empty if unknown;
    `platforms` is `release:architecture,architecture release:...`, for example
    `noble:amd64,arm,arm64`; `first_seen` is empty if unknown; `last_seen` and `retired` are None
    while the tag is listed; `evidence` says how it is known, empty if certain; `kind` is the name
    of its repository (`sdk`, `framework/aspnet`) if one path had images of several.
    """

    name: str
    version: str
    platforms: str
    variants: str
    first_seen: str
    last_seen: str | None
    retired: str | None
    multi_platform: bool
    documented: bool | None
    evidence: str
    kind: str

    @property
    def releases(self) -> tuple[str, ...]:
        """The operating-system releases it offers."""
        return _releases(self.platforms)

    @property
    def published(self) -> bool:
        """Whether it was ever seen published, and not only defined in the publisher's files."""
        return self.evidence not in ("manifest-only", "pending", "readme-only")

    def is_retired(self, today: str) -> bool:
        """Whether it was no longer listed on a day."""
        return self.retired is not None and self.retired <= today

    @property
    def distroless(self) -> bool:
        """Whether it has neither a shell nor a package manager."""
        return _distroless(self.variants)

    def architectures(self, release: str = "") -> tuple[str, ...]:
        """The architectures it offers, of one release or of all."""
        found = offered(self.platforms)
        if release:
            return found.get(release, ())
        return tuple(dict.fromkeys(name for names in found.values() for name in names))


@cache
def _distroless(variants: str) -> bool:
    return any(variant in DISTROLESS for variant in variants.split())


@cache
def _releases(platforms: str) -> tuple[str, ...]:
    return tuple(offered(platforms))


@cache
def offered(platforms: str) -> dict[str, tuple[str, ...]]:
    """The architectures by release that a text of platforms tells, as `Tag.platforms` does."""
    architectures = {}
    for part in platforms.split():
        release, _, names = part.partition(":")
        architectures[release] = tuple(names.split(","))
    return architectures


def platform_text(pairs: Iterable[tuple[str, str]]) -> str:
    """Releases and architectures in the form of `Tag.platforms`."""
    grouped: dict[str, set[str]] = {}
    for release, architecture in pairs:
        grouped.setdefault(release, set()).add(architecture)
    return " ".join(
        release + ":" + ",".join(name for name in ARCHITECTURES if name in names)
        for release, names in grouped.items()
    )


class Repository(NamedTuple):
    """A repository by its short name (`sdk`, `framework/aspnet`).

    `product` is the product whose versions its images have, `own` if they have their own; `purpose`
    is empty if `pick` never returns it; `paths` are the paths under which its images were
    published, with the registry, the current one first.
    """

    name: str
    title: str
    product: Literal[".NET", ".NET Framework", "own"]
    purpose: Purpose | Literal[""]
    paths: tuple[str, ...]

    @property
    def path(self) -> str:
        """Where its images are published today."""
        return self.paths[0]


class Channel(NamedTuple):
    """A `major.minor` of .NET, or a version of .NET Framework.

    `kind` is `lts`, `sts` or empty; `phase` is the publisher's word (`active`, `preview`, `eol`);
    `released` is the day of general availability; `end` is the day on which support ends, None if
    not set; `runtime` and `sdk` are the newest known versions.
    """

    name: str
    product: str
    kind: str
    phase: str
    released: str | None
    end: str | None
    runtime: str
    sdk: str

    def has_ended(self, today: str) -> bool:
        """Whether its support ended by a day."""
        return self.end is not None and self.end <= today

    @property
    def preview(self) -> bool:
        """Whether it was not released yet: the phases `preview` and `go-live`."""
        return self.phase != "" and self.released is None


class System(NamedTuple):
    """A release of an operating system.

    `end` is the day on which its free security updates end; `expected_drop` is the approximate day
    on which the publisher drops its images by its rule, None without a rule.
    """

    name: str
    family: str
    title: str
    type: str
    released: str | None
    end: str | None
    names: tuple[str, ...]
    expected_drop: str | None = None


class Support(NamedTuple):
    """Support of one image on one day, see the contract; `reason` says what decides.

    `ends` is the day of the first known end. If the status is `unknown`, it is the approximate day
    of the expected end.
    """

    status: SupportStatus
    ends: str | None
    reason: str

    @property
    def over(self) -> bool:
        """Whether it has ended, or what it is of was retired."""
        return self.status in OVER

    @property
    def overdue(self) -> bool:
        """Whether it was expected to end before the day, and the tables are older than that."""
        return self.status == "unknown" and self.ends is not None

    @property
    def pressing(self) -> bool:
        """Whether it is over or overdue, or ends soon."""
        return self.over or self.overdue or self.status == "ends-soon"
