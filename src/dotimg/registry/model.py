"""What a registry tells of one image, as values."""

from collections.abc import Mapping
from typing import NamedTuple

from dotimg.errors import DotimgError


class Offer(NamedTuple):
    """The image for one platform, in the registry's words, "" where it says nothing.

    `name` is the platform's whole name; `size` is compressed bytes, like `layers` None where the
    registry did not give the manifest.
    """

    name: str
    os: str
    architecture: str
    variant: str
    os_version: str
    digest: str
    size: int | None
    layers: int | None


class Settings(NamedTuple):
    """What the image for one platform says of itself; `created` is None where it does not say."""

    platform: str
    created: str | None
    user: str
    ports: tuple[str, ...]
    env: Mapping[str, str]
    labels: Mapping[str, str]


class Inspection(NamedTuple):
    """One image: an `index` of several platforms or the `manifest` of one.

    `superseded` holds the days on which the publisher replaced this digest; like `settings` it is
    None where it could not be had. `errors` tell what the registry could not be asked.
    """

    reference: str
    digest: str
    kind: str
    media_type: str
    offers: tuple[Offer, ...]
    settings: Settings | None
    superseded: tuple[str, ...] | None
    errors: tuple[DotimgError, ...]
