"""Which SDKs a `global.json` accepts, by the roll-forward rules of dotnet.

The rules are those of "global.json overview" in the .NET documentation, "Matching rules". They
choose the best of several SDKs; an image holds one, so what counts is whether that one is among
those that are accepted.
"""

import re
from collections.abc import Callable
from typing import NamedTuple, Protocol

_VERSION = re.compile(
    r"([0-9]{1,9})\.([0-9]{1,9})\.([0-9]{1,9})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?"
    r"(?:\+[0-9A-Za-z.-]+)?"
)
_LONGEST = 100  # characters; the longest SDK version has 32
_BAND = 100  # the third number is a feature band and a patch in it: 8.0.404 is the fourth patch


class _Sdk(NamedTuple):
    major: int
    minor: int
    band: int
    patch: int
    # After Semantic Versioning 2.0, section 11; a release comes after all its pre-releases.
    label: tuple[tuple[int, int, str], ...]


_RELEASED = ((2, 0, ""),)
_SAME: dict[str, Callable[[_Sdk], tuple[int, ...]]] = {
    "patch": lambda sdk: sdk[:3],
    "feature": lambda sdk: sdk[:2],
    "minor": lambda sdk: sdk[:1],
    "major": lambda _sdk: (),
    "latestPatch": lambda sdk: sdk[:3],
    "latestFeature": lambda sdk: sdk[:2],
    "latestMinor": lambda sdk: sdk[:1],
    "latestMajor": lambda _sdk: (),
}
# The words of `rollForward`; dotnet does not mind their letter case.
POLICIES = {word.lower(): word for word in (*_SAME, "disable")}


class Asked(Protocol):
    """What a `global.json` asks for."""

    @property
    def version(self) -> str:
        """The SDK, empty for any."""

    @property
    def roll_forward(self) -> str:
        """One of the words of `POLICIES`."""

    @property
    def allow_prerelease(self) -> bool:
        """Whether an SDK may be a preview."""


def satisfied_by(asked: Asked, sdk_version: str) -> bool:
    """Whether an SDK, where it is the only one, builds what a `global.json` is for.

    Args:
        asked: The `global.json`.
        sdk_version: The SDK in full: `8.0.404`, `10.0.100-rc.2.25502.107`.
    """
    sdk = _parsed(sdk_version)
    if sdk is None:
        return False
    wanted = _parsed(asked.version)
    if wanted == sdk:
        return True
    same = _SAME.get(asked.roll_forward)
    if same is None or (sdk.label != _RELEASED and not asked.allow_prerelease):
        return False
    return wanted is None or (same(sdk) == same(wanted) and sdk >= wanted)


def is_version(text: str) -> bool:
    """Whether this is a version in full, as `global.json` must state it."""
    return _parsed(text) is not None


def _parsed(text: str) -> _Sdk | None:
    match = _VERSION.fullmatch(text) if len(text) <= _LONGEST else None
    if not match:
        return None
    band, patch = divmod(int(match[3]), _BAND)
    words = match[4].split(".") if match[4] else []
    label = tuple((0, int(word), "") if word.isdigit() else (1, 0, word) for word in words)
    return _Sdk(int(match[1]), int(match[2]), band, patch, label or _RELEASED)
