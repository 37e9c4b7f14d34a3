"""What `list` and the page answer; it stands apart from `resolver.model`, as `pick` needs none."""

from dotimg.catalog.details import Platform
from dotimg.catalog.model import Support, Tag
from dotimg.named_tuples import NamedTuple
from dotimg.resolver.model import NoMatch, Pick, Request


class Listing(NamedTuple):
    """One row of `list`: an image with all its tags, or one tag.

    `tag` is the tag to show; `names` are all tags of the image; `digest` and the digests and sizes
    of platforms are only known for listed images.
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


class Answered(NamedTuple):
    """What `pick` answers, with its image.

    `platforms` are those of the image, with sizes where it is listed; empty where there is none;
    `unpinned` is why it cannot be pinned to a digest, empty where it can.
    """

    found: Pick | NoMatch
    platforms: tuple[Platform, ...] = ()
    unpinned: str = ""


class Offer(NamedTuple):
    """One question that the picker of the page offers, with its answer."""

    request: Request
    answer: Answered
