"""The requests and answers of `pick`. Days are ISO dates in UTC."""

from dotimg.catalog.model import OVER, AppKind, Purpose, Support, SupportStatus, Tag
from dotimg.named_tuples import NamedTuple


class Request(NamedTuple):
    """A request for `pick`; `version` and `os` are the user's words.

    `also` are architectures that the image must have in addition to `arch`.
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
    """One chosen image, with warnings and notes.

    `repository` is a path with its registry; `release` is the chosen operating-system release,
    empty if the tag leaves it to the host; `warnings` say that it is not supported. `digest` pins
    the reference, None if it is not pinned; `newer` is the image to use instead if a registry has
    it, because the tables are older; `released` is the day on which the channel of a preview was
    due, empty if it was not.
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
    """Why no image fits, and the nearest images that exist, the best first, as references.

    `statuses` are the support of the nearest, in their order; `newer` is an image that may be newer
    than the tables, which only a registry knows.
    """

    reason: str
    nearest: tuple[str, ...]
    statuses: tuple[SupportStatus, ...] = ()
    newer: Pick | None = None
