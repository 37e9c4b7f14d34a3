"""What is known of a reference that a person pasted. Days are ISO dates in UTC."""

from typing import NamedTuple

from dotimg.catalog.model import (
    Channel,
    Digest,
    Platform,
    Release,
    Support,
    System,
)


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
