"""Versions of the .NET SDK: `8.0.404` is the fifth SDK of the feature band `8.0.4xx`."""

import re
from functools import lru_cache

from dotimg.named_tuples import NamedTuple

BAND_SIZE = 100  # the third number of an SDK; below it are versions of the runtime

_VERSION = re.compile(
    r"([0-9]{1,9})\.([0-9]{1,9})\.([0-9]{1,9})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?"
    r"(?:\+[0-9A-Za-z.-]+)?"
)
Precedence = tuple[int | tuple[tuple[int, int, str], ...], ...]
_LONGEST = 100  # characters; the longest SDK version has 32


class SdkVersion(NamedTuple):
    """An SDK; `labels` are the words of a pre-release: `rc`, `2`, `25502`, `107`."""

    major: int
    minor: int
    band: int
    patch: int
    labels: tuple[str, ...] = ()

    @property
    def feature_band(self) -> str:
        """The feature band as people write it: `8.0.4xx`; empty for a version of the runtime."""
        return f"{self.major}.{self.minor}.{self.band}xx" if self.band else ""

    @property
    def precedence(self) -> Precedence:
        """A sort key after Semantic Versioning 2.0, section 11: a release after its previews."""
        words = tuple((0, int(one), "") if one.isdigit() else (1, 0, one) for one in self.labels)
        return (*self[:4], words or ((2, 0, ""),))


@lru_cache(maxsize=512)
def parse(text: str) -> SdkVersion | None:
    """Take a version in full apart; None for what is none."""
    match = _VERSION.fullmatch(text) if len(text) <= _LONGEST else None
    if not match:
        return None
    band, patch = divmod(int(match[3]), BAND_SIZE)
    labels = tuple(match[4].split(".")) if match[4] else ()
    return SdkVersion(int(match[1]), int(match[2]), band, patch, labels)


@lru_cache(maxsize=512)
def feature_band(version: str) -> str:
    """The feature band of a version, empty where it is none of an SDK."""
    sdk = parse(version)
    return sdk.feature_band if sdk else ""


@lru_cache(maxsize=8192)  # asked of each CVE and patch again for the next image
def is_newer(version: str, other: str) -> bool:
    """Whether a version, of the runtime or the SDK, comes after another; false for what is none."""
    first, second = _precedence(version), _precedence(other)
    return first is not None and second is not None and first > second


@lru_cache(maxsize=512)
def _precedence(version: str) -> Precedence | None:
    sdk = parse(version)
    return sdk.precedence if sdk else None
