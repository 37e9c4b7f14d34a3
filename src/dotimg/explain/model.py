"""The explanation of a reference. Days are ISO dates in UTC."""

from operator import attrgetter
from typing import Literal

from dotimg.catalog.details import Digest, Platform, Release
from dotimg.catalog.model import Channel, Component, Support, SupportStatus, System
from dotimg.named_tuples import NamedTuple


class Hosts(NamedTuple):
    """The Windows hosts that can run the containers of one release.

    `build` is its build number; `process` are the systems that run it as a process, `hyper_v` those
    that need Hyper-V isolation.
    """

    release: str
    build: int
    process: tuple[str, ...]
    hyper_v: tuple[str, ...]


CauseKind = Literal["superseded", "channel-ended", "moved", "released", "system-dropped", "frozen"]
Home = Literal["known", "nightly", "unknown", "publisher", "foreign", ""]


class Cause(NamedTuple):
    """Why something is not listed any more.

    `kind` is `superseded` (by another of the same tag), `channel-ended`, `moved` (its repository),
    `released` (what it was a preview of), `system-dropped` or `frozen`; `text` says it in words.
    """

    kind: CauseKind
    text: str


class ImageName(NamedTuple):
    """The names of an image, and what its repository is.

    `kind` is None if unknown. `home` is the kind of repository: `known`, `nightly`, `unknown` (not
    among the publisher's), `publisher` (another publisher's, whose name may give a channel),
    `foreign`, or empty for a digest alone; `moved_to` is the current repository of such images,
    empty if it is this one; `removal` says that nothing can be pulled from the repository any more,
    empty if unknown; `publisher` is empty for official .NET images.
    """

    reference: str | None = None
    repository: str | None = None
    tag: str | None = None
    digest: str | None = None
    kind: Literal["fixed", "floating", "digest"] | None = None
    era: str | None = None
    home: Home = ""
    moved_to: str = ""
    removal: str = ""
    publisher: str = ""


class Inside(NamedTuple):
    """The content of an image.

    `runtime` is the version of the runtime in an SDK image, empty if unknown and for other images;
    `channel` is its .NET channel; `window` is the channel whose end is its own, which
    dotnet-monitor has too; `purpose` is `build`, `run` or empty; `icu` says whether it has ICU;
    `systems` are its releases, the default first; `tags` have the same digest.
    """

    version: str = ""
    runtime: str = ""
    channel: Channel | None = None
    window: Channel | None = None
    purpose: str = ""
    variants: tuple[str, ...] = ()
    icu: bool = True
    systems: tuple[System, ...] = ()
    architectures: tuple[str, ...] = ()
    platforms: tuple[Platform, ...] = ()
    hosts: tuple[Hosts, ...] = ()
    tags: tuple[str, ...] = ()


class Dates(NamedTuple):
    """When an image was listed; `cause` is why it was retired.

    `history` are the digests it had, the newest first; `released` says of a preview that its
    channel was due, empty if it was not.
    """

    first_seen: str | None = None
    last_seen: str | None = None
    retired: str | None = None
    cause: Cause | None = None
    history: tuple[Digest, ...] = ()
    released: str = ""


class FixedCve(NamedTuple):
    """A CVE that a later version fixed in components of an image.

    `components` are these; `fixed_in` is the version of the runtime with the fix, or of the SDK if
    only that is affected.
    """

    id: str
    title: str
    kind: str
    components: tuple[Component, ...]
    fixed_in: str


class CveFix(NamedTuple):
    """The fix of a CVE in one channel.

    `fixed` is the runtime version with the fix, `fixed_sdks` are the SDKs if only those are
    affected; `day` is the day of their release, None if unknown.
    """

    channel: str
    fixed: str
    fixed_sdks: tuple[str, ...]
    day: str | None
    components: tuple[Component, ...]


class AffectedImages(NamedTuple):
    """The images of one channel in one repository that a CVE affects, before a version.

    `fixed_in` are the first versions without it, for SDKs one per feature band; `only` is `windows`
    if only Windows images are affected, else empty.
    """

    repository: str
    channel: str
    fixed_in: tuple[str, ...]
    only: str = ""


class CveExplanation(NamedTuple):
    """Everything that is known of a CVE; `known` says whether the tables contain it.

    `platforms` are the affected ones, empty for all.
    """

    input: str
    sentence: str
    known: bool = False
    id: str = ""
    kind: str = ""
    components: tuple[Component, ...] = ()
    platforms: tuple[str, ...] = ()
    fixes: tuple[CveFix, ...] = ()
    images: tuple[AffectedImages, ...] = ()
    notes: tuple[str, ...] = ()


class Fixes(NamedTuple):
    """The CVEs fixed since, sorted by number; `counted` is false if they cannot be counted.

    `uncounted` says why, or for which patches the CVEs are not known yet; empty otherwise.
    """

    cves: tuple[FixedCve, ...] = ()
    counted: bool = True
    uncounted: str = ""


class Remedy(NamedTuple):
    """What to do about an image.

    `patches` are the later releases of its channel; `replacement` is what `upgrade` writes, in the
    newest supported LTS channel; `step` is the smallest move, within its own channel while that is
    supported; `stay` is why no move is needed; `nearest` are the nearest tags to one that was never
    published, and `nearest_status` their support.

    `fixed_cves` are the CVEs in its components that were fixed since, sorted; `counted` is false if
    they cannot be counted; `uncounted` says why, or which are not known yet.
    """

    patches: tuple[Release, ...] = ()
    replacement: str | None = None
    step: str | None = None
    stay: str = ""
    nearest: tuple[str, ...] = ()
    nearest_status: tuple[SupportStatus, ...] = ()
    fixed_cves: tuple[FixedCve, ...] = ()
    counted: bool = True
    uncounted: str = ""

    @property
    def cve_count(self) -> str:
        """How many CVEs were fixed since, in words: `no CVEs`, `1 CVE`, `40 CVEs`."""
        count = len(self.fixed_cves)
        return f"{count or 'no'} CVE{'' if count == 1 else 's'}"


class _Fields(NamedTuple):
    input: str
    sentence: str
    known: bool = False
    published: bool = False
    newer: bool = False
    name: ImageName = ImageName()
    inside: Inside = Inside()
    dates: Dates = Dates()
    support: Support = Support("unknown", None, "")
    remedy: Remedy = Remedy()
    notes: tuple[str, ...] = ()
    contradiction: str = ""


class Explanation(_Fields):
    """Everything that is known of one reference, digest or name.

    `known` says that the catalog contains it, `published` that it was seen published, `newer` that
    it may be newer than the catalog; `sentence` says what it is, or why nothing is known.
    `contradiction` says why tag and digest do not belong together.
    """

    __slots__ = ()

    # Fields of the parts, which programs may read from the whole.
    reference = property(attrgetter("name.reference"))
    repository = property(attrgetter("name.repository"))
    tag = property(attrgetter("name.tag"))
    digest = property(attrgetter("name.digest"))
    kind = property(attrgetter("name.kind"))
    era = property(attrgetter("name.era"))
    home = property(attrgetter("name.home"))
    moved_to = property(attrgetter("name.moved_to"))
    removal = property(attrgetter("name.removal"))
    publisher = property(attrgetter("name.publisher"))
    version = property(attrgetter("inside.version"))
    runtime = property(attrgetter("inside.runtime"))
    channel = property(attrgetter("inside.channel"))
    window = property(attrgetter("inside.window"))
    purpose = property(attrgetter("inside.purpose"))
    variants = property(attrgetter("inside.variants"))
    icu = property(attrgetter("inside.icu"))
    systems = property(attrgetter("inside.systems"))
    architectures = property(attrgetter("inside.architectures"))
    platforms = property(attrgetter("inside.platforms"))
    hosts = property(attrgetter("inside.hosts"))
    tags = property(attrgetter("inside.tags"))
    first_seen = property(attrgetter("dates.first_seen"))
    last_seen = property(attrgetter("dates.last_seen"))
    retired = property(attrgetter("dates.retired"))
    cause = property(attrgetter("dates.cause"))
    history = property(attrgetter("dates.history"))
    released = property(attrgetter("dates.released"))
    patches = property(attrgetter("remedy.patches"))
    replacement = property(attrgetter("remedy.replacement"))
    step = property(attrgetter("remedy.step"))
    stay = property(attrgetter("remedy.stay"))
    nearest = property(attrgetter("remedy.nearest"))
    nearest_status = property(attrgetter("remedy.nearest_status"))
    fixed_cves = property(attrgetter("remedy.fixed_cves"))
    counted = property(attrgetter("remedy.counted"))
    uncounted = property(attrgetter("remedy.uncounted"))

    @property
    def cves(self) -> tuple[str, ...]:
        """The numbers of the CVEs that were fixed since in what it holds, sorted."""
        return tuple(cve.id for cve in self.remedy.fixed_cves)

    @property
    def scanner(self) -> str:
        """Whether to rebuild or to move, in words; empty for what was never published."""
        if self.name.publisher and self.remedy.replacement:
            return f"move to {self.remedy.replacement}"
        if not self.published:
            return ""
        over = self.because or self.support.over
        nothing = "nothing newer is supported" if over else "nothing newer exists"
        move = f"move to {self.replacement}" if self.replacement else nothing
        return self.remedy.stay or move

    @property
    def because(self) -> str:
        """Why it was retired, in words; empty while it is listed."""
        return self.dates.cause.text if self.dates.cause else ""

    @property
    def found(self) -> bool:
        """Whether it is an image that could be pulled as it is written, as far as is known."""
        return bool(self.published or self.name.publisher) and not self.contradiction


class Summary(NamedTuple):
    """What an explanation without history says of a tag, in parts that many tags share.

    `like` explains a tag with which this one shares everything else; its notes are only those that
    all such tags have. `notes` are the tag's own.
    """

    repository: str
    tag: str
    sentence: str
    like: Explanation
    support: Support
    dates: Dates
    runtime: str
    remedy: Remedy
    notes: tuple[str, ...] = ()


class Fact(NamedTuple):
    """One property of an old and a new image; empty if unknown."""

    what: str
    old: str
    new: str

    @property
    def differs(self) -> bool:
        """Whether they are not the same."""
        return self.old != self.new


class Changes(NamedTuple):
    """The differences between two official images.

    `days` is the number of days between the releases of their versions, None if one is unknown;
    `patches` are the releases after the old up to the new, the newest first, if both are of one
    channel; `fixed` are the CVEs that only the new image has fixed, `lost` those that only the old
    image has fixed; `counted` is false if they cannot be counted, `uncounted` says why, or which
    are not; `same_layers` says whether they have the same layers, None if unknown.
    """

    old: Explanation
    new: Explanation
    days: int | None
    patches: tuple[Release, ...]
    fixed: tuple[FixedCve, ...]
    lost: tuple[FixedCve, ...]
    counted: bool
    uncounted: str
    facts: tuple[Fact, ...]
    same_layers: bool | None = None
