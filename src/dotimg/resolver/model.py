"""What `pick` is asked for, and what it answers. Days are ISO dates in UTC."""

from typing import NamedTuple

from dotimg.catalog.model import OVER, AppKind, Purpose, Support, SupportStatus, Tag


class Request(NamedTuple):
    """What `pick` is asked for; `version` and `os` are still the user's words.

    `also` are architectures that the image must offer besides `arch`.
    """

    purpose: Purpose = "run"
    version: str = "lts"
    os: str | None = None
    arch: str | None = None
    app: AppKind = "web"
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
    `digest` is what the reference is pinned to, None where it is not; `newer` is the image that is
    to be taken instead if a registry has it, as the tables are older than it; `released` is the day
    on which the channel of a preview came out by the calendar, empty where it did not.
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
    newer: "Pick | None" = None
    released: str = ""

    @property
    def reference(self) -> str:
        """What to write into a `FROM` line or behind `docker pull`."""
        return f"{self.repository}:{self.tag.name}" + (f"@{self.digest}" if self.digest else "")


def marked(reference: str, status: SupportStatus) -> str:
    """A reference, followed by the status where it is not supported any more."""
    return f"{reference} ({status})" if status in OVER else reference


class NoMatch(NamedTuple):
    """Why no image fits, and the nearest ones that exist, the best first, as references.

    `statuses` are the support of the nearest, in their order; `newer` is what only a registry can
    tell, as it may be newer than the tables.
    """

    reason: str
    nearest: tuple[str, ...]
    statuses: tuple[SupportStatus, ...] = ()
    newer: Pick | None = None
