"""Images in a registry as values: one inspected, and two compared."""

from collections.abc import Iterable, Mapping
from typing import Literal

from dotimg.errors import DotimgError
from dotimg.named_tuples import NamedTuple


class InspectedPlatform(NamedTuple):
    """The image for one platform, in the registry's words, "" where it says nothing.

    `name` is the platform's whole name; `size` is compressed bytes, like `layers` None where the
    registry did not give the manifest; `layer_digests` are those of the layers, the lowest first.
    """

    name: str
    os: str
    architecture: str
    variant: str
    os_version: str
    digest: str
    size: int | None
    layers: int | None
    layer_digests: tuple[str, ...] = ()


class ImageSettings(NamedTuple):
    """What the image for one platform says of itself; `created` is None where it does not say."""

    platform: str
    created: str | None
    user: str
    ports: tuple[str, ...]
    env: Mapping[str, str]
    labels: Mapping[str, str]


class Inspection(NamedTuple):
    """One image: an index of several platforms or the manifest of one.

    `superseded` holds the days on which the publisher replaced this digest; like `settings` it is
    None where it could not be had. `errors` tell what the registry could not be asked.
    """

    reference: str
    digest: str
    kind: Literal["index", "manifest"]
    media_type: str
    platforms: tuple[InspectedPlatform, ...]
    settings: ImageSettings | None
    superseded: tuple[str, ...] | None
    errors: tuple[DotimgError, ...]


class Layer(NamedTuple):
    """A layer; `size` is compressed bytes."""

    digest: str
    size: int


class PlatformImage(NamedTuple):
    """An image for one platform; a layer that it holds twice is there once."""

    digest: str
    layers: tuple[Layer, ...]

    @property
    def size(self) -> int:
        """Compressed bytes."""
        return total(self.layers)


class Pair(NamedTuple):
    """Two images for one platform."""

    platform: str
    first: PlatformImage
    second: PlatformImage

    @property
    def shared(self) -> tuple[Layer, ...]:
        """The layers of the second that the first has too."""
        known = set(self.first.layers)
        return tuple(one for one in self.second.layers if one in known)

    @property
    def new(self) -> tuple[Layer, ...]:
        """The layers that a host which holds the first must still pull for the second."""
        known = set(self.first.layers)
        return tuple(one for one in self.second.layers if one not in known)

    @property
    def together(self) -> int:
        """Compressed bytes of both, where what they share counts once."""
        return self.first.size + total(self.new)


class Comparison(NamedTuple):
    """Two images on the platforms that both offer; and those that only one does, by name."""

    pairs: tuple[Pair, ...]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]


def total(layers: Iterable[Layer]) -> int:
    """Compressed bytes of some layers."""
    return sum(layer.size for layer in layers)


def platform_image(digest: str, layers: Iterable[Layer]) -> PlatformImage:
    """An image of these layers, each of them once."""
    return PlatformImage(digest, tuple({layer.digest: layer for layer in layers}.values()))


def compare(first: Mapping[str, PlatformImage], second: Mapping[str, PlatformImage]) -> Comparison:
    """Compare two images, each given by its platforms."""
    return Comparison(
        tuple(Pair(name, first[name], second[name]) for name in first if name in second),
        tuple(name for name in first if name not in second),
        tuple(name for name in second if name not in first),
    )
