"""Built images as they are read, and what they are built on. Days are ISO dates in UTC."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from dotimg.catalog.model import Support
from dotimg.errors import DotimgError
from dotimg.explain.model import Explanation
from dotimg.named_tuples import NamedTuple

How = Literal["", "digest", "annotations", "labels", "layers", "attestation", "environment"]
FixKind = Literal["current", "rebuild", "move", "unknown"]

_NOTHING: Mapping[str, str] = MappingProxyType({})


class BaseStatement(NamedTuple):
    """What an image or its builder states about its base; each part may be empty.

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
    """An image with its platforms.

    `name` is the name in the request; `errors` say what could not be read.
    """

    name: str
    images: tuple[BuiltImage, ...]
    errors: tuple[DotimgError, ...] = ()


class Fix(NamedTuple):
    """What to do: nothing (`current`), `rebuild`, `move`, or `unknown`; `text` says it in words."""

    kind: FixKind
    text: str


class Evidence(NamedTuple):
    """Why it is this base: the lowest `matched` of `layers` layers belong to it.

    `candidates` are the references of all images that fit, if there are several.
    """

    how: How = ""
    matched: int = 0
    layers: int = 0
    candidates: tuple[str, ...] = ()


class Base(NamedTuple):
    """The official image that an image is built on.

    `reference` has its most specific tag, empty if only a version is known; `digest` is that of its
    platform, empty if unknown; `version` is its product version; `explained` is its explanation;
    `support` is that of the tag that it came from, on the day; `built` is the day of its creation,
    empty if unknown; `age` is the number of days since.
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
    """The base of the image for one platform; `base` is None if unknown."""

    image: BuiltImage
    base: Base | None
    evidence: Evidence
    notes: tuple[str, ...] = ()


class ImageBases(NamedTuple):
    """An image with its base, for each platform.

    `name` is the name in the request; `errors` say what could not be read.
    """

    name: str
    platforms: tuple[PlatformBase, ...]
    errors: tuple[DotimgError, ...] = ()
