"""The values that pass between the rooms of the house. All days are ISO dates in UTC."""

from functools import cache
from typing import NamedTuple


class Tag(NamedTuple):
    """One tag of one repository, as `tags.jsonl` holds it, in the order of its columns.

    `version` is the product version it points to, or pointed to last, empty where unknown;
    `platforms` is `release:architecture,architecture release:...`, for example
    `noble:amd64,arm,arm64`; `last_seen` and `retired` are None while the tag is listed;
    `evidence` says how it is known, empty for certain; `kind` is set where one repository held
    images of several kinds.
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
        return tuple(offered(self.platforms))

    @property
    def published(self) -> bool:
        """Whether it was ever seen published, and not only defined in the publisher's files."""
        return self.evidence not in ("manifest-only", "pending")

    def architectures(self, release: str = "") -> tuple[str, ...]:
        """The architectures it offers, of one release or of all."""
        found = offered(self.platforms)
        if release:
            return found.get(release, ())
        return tuple(dict.fromkeys(name for names in found.values() for name in names))


@cache
def offered(platforms: str) -> dict[str, tuple[str, ...]]:
    """The architectures by release that a text of platforms tells, as `Tag.platforms` does."""
    pairs = (part.partition(":") for part in platforms.split())
    return {release: tuple(names.split(",")) for release, _, names in pairs}


class Platform(NamedTuple):
    """One platform of an image; `size` is compressed bytes, None where unknown."""

    os: str
    architecture: str
    release: str
    digest: str | None
    size: int | None
    created: str | None


class Digest(NamedTuple):
    """One digest that a repository ever listed, as `digests.jsonl` tells it.

    `digest` is `sha256:` and 64 hex digits; `kind` is `index` (of one platform or several) or
    `platform`; `tags` are all it ever carried, sorted; `version` is the product version as the
    publisher states it, empty where unknown; `release` is the operating-system release, empty for
    an index of several; `architecture` is empty for an index; `variants` are words as in `Tag`.

    `created` is a time in UTC (`2026-08-10T16:57:08Z`), None where unknown; `last_seen` and
    `retired` are None while the digest is listed; `size` is compressed bytes, None where unknown
    and for an index; `children` are the digests of an index's platforms in the same repository.
    """

    digest: str
    repository: str
    kind: str
    tags: tuple[str, ...]
    version: str
    release: str
    architecture: str
    variants: str
    created: str | None
    first_seen: str
    last_seen: str | None
    retired: str | None
    size: int | None
    children: tuple[str, ...]


class Channel(NamedTuple):
    """A `major.minor` of .NET, or a version of .NET Framework.

    `kind` is `lts`, `sts` or empty; `phase` is the publisher's word (`active`, `preview`, `eol`);
    `released` is the day of general availability; `end` is the day support ends, None where none
    is set; `runtime` and `sdk` are the newest versions known.
    """

    name: str
    product: str
    kind: str
    phase: str
    released: str | None
    end: str | None
    runtime: str
    sdk: str

    @property
    def preview(self) -> bool:
        """Whether it was not released yet: the phases `preview` and `go-live`."""
        return self.phase != "" and self.released is None


class Release(NamedTuple):
    """One release of a channel; `cves` is None where not known yet."""

    version: str
    day: str
    runtime: str
    sdks: tuple[str, ...]
    cves: tuple[str, ...] | None


class System(NamedTuple):
    """A release of an operating system; `end` is the day its free security updates end."""

    name: str
    family: str
    title: str
    type: str
    released: str | None
    end: str | None
    names: tuple[str, ...]


class Support(NamedTuple):
    """Support of one image on one day, see the contract; `reason` names what decides."""

    status: str
    ends: str | None
    reason: str

    @property
    def over(self) -> bool:
        """Whether it has ended, or what it is of was retired."""
        return self.status in ("ended", "retired")


class Request(NamedTuple):
    """What `pick` is asked for; `version` and `os` are still the user's words.

    `also` are architectures that the image must offer besides `arch`.
    """

    purpose: str = "run"
    version: str = "lts"
    os: str | None = None
    arch: str | None = None
    app: str = "web"
    distroless: bool = False
    globalization: bool | None = None
    composite: bool = False
    fixed: bool = False
    single_arch: bool = False
    also: tuple[str, ...] = ()


class Pick(NamedTuple):
    """One chosen image with what a user should know about it.

    `repository` is a path with its registry; `release` is the operating-system release that was
    chosen, empty where the tag leaves it to the host; `warnings` tell that it is not supported.
    `digest` is what the reference is pinned to, None where it is not.
    """

    repository: str
    tag: Tag
    channel: str
    release: str
    support: Support
    why: tuple[str, ...]
    warnings: tuple[str, ...]
    notes: tuple[str, ...]
    digest: str | None = None

    @property
    def reference(self) -> str:
        """What to write into a `FROM` line or behind `docker pull`."""
        return f"{self.repository}:{self.tag.name}" + (f"@{self.digest}" if self.digest else "")


class Listing(NamedTuple):
    """One row of `list`: an image with all its tags, or one tag.

    `tag` is the tag to show; `names` are all tags of the image; `digest` and the platforms' digests
    and sizes are known of listed images only.
    """

    repository: str
    channel: str
    tag: Tag
    names: tuple[str, ...]
    digest: str | None
    platforms: tuple[Platform, ...]
    support: Support

    @property
    def reference(self) -> str:
        """The image by the tag to show."""
        return f"{self.repository}:{self.tag.name}"


class NoMatch(NamedTuple):
    """Why no image fits, and the nearest ones that exist, the best first, as references."""

    reason: str
    nearest: tuple[str, ...]


class Offer(NamedTuple):
    """One question that the picker of the page offers, with its answer.

    `platforms` are those of the image, with sizes where it is listed; empty where there is none.
    """

    request: Request
    found: Pick | NoMatch
    platforms: tuple[Platform, ...]


class Hosts(NamedTuple):
    """Which Windows hosts run the containers of one release.

    `build` is its build number; `process` are the systems that run it as it is, `hyper_v` those
    that need Hyper-V isolation for it.
    """

    release: str
    build: int
    process: tuple[str, ...]
    hyper_v: tuple[str, ...]


class Cause(NamedTuple):
    """Why something is not listed any more.

    `kind` is `superseded` (by another of the same tag), `channel-ended`, `moved` (its repository),
    `released` (what it was a preview of), `system-dropped` or `frozen`; `text` says it in words.
    """

    kind: str
    text: str


class Explanation(NamedTuple):
    """All that is known of one thing that a person pasted.

    `known` tells that the catalog holds it, `published` that it was seen published; `sentence` says
    what it is, or why nothing is known. `home` is what its repository is: `known`, `nightly`,
    `left-out` (of .NET, but not in the tables), `unknown` (where the publisher's are), `foreign` or
    empty for a digest alone; `moved_to` is where such images are now, empty where that is here;
    `purpose` is `build`, `run` or empty. `newer` tells that it may be newer than the catalog;
    `icu` whether it holds ICU;
    `channel` is the channel of .NET that it is of. `cause` is why it was retired; `systems` are the
    releases it offers, the default first; `tags` share its digest; `history` are the digests it
    had, the newest first; `patches` are the channel's releases since its own, `cves` what they
    fixed.
    `replacement` is in the newest supported LTS channel, `step` the nearest that is supported;
    `stay` is why nobody needs to move. `contradiction` is what makes tag and digest not belong
    together.
    """

    input: str
    sentence: str
    known: bool = False
    published: bool = False
    reference: str | None = None
    repository: str | None = None
    tag: str | None = None
    digest: str | None = None
    kind: str | None = None
    era: str | None = None
    version: str = ""
    first_seen: str | None = None
    last_seen: str | None = None
    retired: str | None = None
    cause: Cause | None = None
    systems: tuple[System, ...] = ()
    variants: tuple[str, ...] = ()
    architectures: tuple[str, ...] = ()
    platforms: tuple[Platform, ...] = ()
    tags: tuple[str, ...] = ()
    support: Support = Support("unknown", None, "")
    history: tuple[Digest, ...] = ()
    patches: tuple[Release, ...] = ()
    replacement: str | None = None
    step: str | None = None
    stay: str = ""
    hosts: tuple[Hosts, ...] = ()
    nearest: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    contradiction: str = ""
    home: str = ""
    moved_to: str = ""
    purpose: str = ""
    newer: bool = False
    icu: bool = True
    channel: Channel | None = None

    @property
    def cves(self) -> tuple[str, ...]:
        """What the patches since fixed, each once."""
        return tuple(sorted({cve for patch in self.patches for cve in patch.cves or ()}))

    @property
    def scanner(self) -> str:
        """Whether to rebuild or to move, in words; empty for what was never published."""
        if not self.published:
            return ""
        superseded = self.cause is not None and self.cause.kind == "superseded"
        nothing = "nothing newer is supported" if superseded else "nothing newer exists"
        return self.stay or (f"move to {self.step}" if self.step else nothing)

    @property
    def because(self) -> str:
        """Why it was retired, in words; empty while it is listed."""
        return self.cause.text if self.cause else ""

    @property
    def found(self) -> bool:
        """Whether it is an image that could be pulled as it is written."""
        return self.published and not self.contradiction
