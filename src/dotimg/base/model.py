"""Built images as they are read, and what they are built on. Days are ISO dates in UTC."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from dotimg.catalog.model import Support
from dotimg.errors import DotimgError
from dotimg.explain.model import Explanation

How = Literal["", "digest", "annotations", "labels", "layers", "attestation", "environment"]
FixKind = Literal["current", "rebuild", "move", "unknown"]

_NOTHING: Mapping[str, str] = MappingProxyType({})


class BaseStatement(NamedTuple):
    """What an image, or who built it, says that it is built on; each part may be empty.

    `name` is a reference, `digest` that of an index or of a platform's manifest.
    """

    how: How
    name: str
    digest: str


class BuiltImage(NamedTuple):
    """An image for one platform, as a registry, an archive or a daemon tells it.

    `digests` are those of its manifest, none where they are not known; `layers` are the digests of
    the layers, the lowest first, `compressed` whether they are those of a registry; `architecture`
    and `created` are empty where it does not say; `command` is what it runs; `history` are the
    steps that made it, the oldest first; `missing` says why nothing else could be read.
    """

    platform: str
    digests: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    compressed: bool = True
    architecture: str = ""
    created: str = ""
    env: Mapping[str, str] = _NOTHING
    labels: Mapping[str, str] = _NOTHING
    annotations: Mapping[str, str] = _NOTHING
    command: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    attested: tuple[BaseStatement, ...] = ()
    missing: str = ""


class ReadImage(NamedTuple):
    """An image as it was read, platform by platform.

    `name` is what was asked for; `errors` tell what could not be read of it.
    """

    name: str
    images: tuple[BuiltImage, ...]
    errors: tuple[DotimgError, ...] = ()


class Fix(NamedTuple):
    """What to do: nothing (`current`), `rebuild`, `move`, or `unknown`; `text` says it in words."""

    kind: FixKind
    text: str


class Evidence(NamedTuple):
    """Why it is this base: of `layers` layers the lowest `matched` are its own.

    `candidates` are the references of all images that it may be, where several fit.
    """

    how: How = ""
    matched: int = 0
    layers: int = 0
    candidates: tuple[str, ...] = ()


class Base(NamedTuple):
    """The official image that an image is built on.

    `reference` names it by the tag that tells most, empty where only a version is known; `digest`
    is that of its platform, empty where it is not known; `version` is the product version in it;
    `explained` is what `explain` tells of it; `support` is that of the tag that it came from on
    the day; `built` is the day on which it was made, empty where unknown; `age` counts days since.
    """

    reference: str
    digest: str
    version: str
    explained: Explanation
    support: Support
    fix: Fix
    built: str = ""
    age: int | None = None

    @property
    def outdated(self) -> bool:
        """Whether another image has taken its place, or it is over."""
        return self.support.over or self.fix.kind in ("rebuild", "move")


class PlatformBase(NamedTuple):
    """What the image for one platform is built on; `base` is None where that is not known."""

    image: BuiltImage
    base: Base | None
    evidence: Evidence
    notes: tuple[str, ...] = ()


class ImageBases(NamedTuple):
    """An image with what it is built on, platform by platform.

    `name` is what was asked for; `errors` tell what could not be read of it.
    """

    name: str
    platforms: tuple[PlatformBase, ...]
    errors: tuple[DotimgError, ...] = ()
