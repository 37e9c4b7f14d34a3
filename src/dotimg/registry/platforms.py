"""Selects platforms of an image, and names them.

Names are those of docker and containerd: `linux/arm64`, `linux/arm/v7`; a Windows build is appended
as in skopeo and Kubernetes manifests: `windows/amd64:10.0.20348`.
"""

import re

from dotimg.errors import UsageError, quoted
from dotimg.named_tuples import NamedTuple
from dotimg.names import platforms
from dotimg.registry.manifests import OciPlatform

_WORD = re.compile(
    r"(?:(?P<os>linux|windows)/)?(?P<architecture>[a-z0-9_-]+)(?:/(?P<variant>v[0-9]+))?"
    r"(?::(?P<build>[0-9.]+))?"
)
# What containerd takes for granted where an image names no variant.
_USUAL_VARIANTS = {"arm": "v7", "arm64": "v8"}
_BUILD_PARTS = 3


class PlatformChoice(NamedTuple):
    """A platform as a user names it; `variant` and `build` are "" where any will do."""

    os: str
    architecture: str
    variant: str
    build: str

    def __str__(self) -> str:
        return _name(*self)

    def fits(self, offer: OciPlatform) -> bool:
        """Whether an image for this platform is what is wanted."""
        variant = offer.variant or _USUAL_VARIANTS.get(offer.architecture, "")
        return (
            (self.os, self.architecture) == (offer.os, offer.architecture)
            and self.variant in ("", variant)
            and f"{offer.os_version}.".startswith(f"{self.build}." if self.build else "")
        )


def parse_platform(text: str) -> PlatformChoice:
    """Read a platform as a user types it.

    Raises:
        UsageError: It is none.
    """
    match = _WORD.fullmatch(text.strip().lower())
    if not match:
        raise UsageError(
            f"{quoted(text)} is not a platform; "
            "write it as linux/arm64, linux/arm/v7 or windows/amd64:10.0.20348"
        )
    word = match["architecture"]
    architecture = platforms.architecture(word) or word
    build = (match["build"] or "").strip(".")
    return PlatformChoice(match["os"] or "linux", architecture, match["variant"] or "", build)


def name(platform: OciPlatform) -> str:
    """The name of a platform, such that `parse_platform` reads it."""
    return _name(*platform)


def build(platform: OciPlatform) -> str:
    """The name of a platform such that it stays the same from one patch of Windows to the next."""
    parts = platform.os_version.split(".")[:_BUILD_PARTS]
    variant = platform.variant or _USUAL_VARIANTS.get(platform.architecture, "")
    return name(platform._replace(variant=variant, os_version=".".join(parts)))


def _name(os: str, architecture: str, variant: str, build: str) -> str:
    variant = f"/{variant}" if variant else ""
    build = f":{build}" if build else ""
    return f"{os or 'unknown'}/{architecture or 'unknown'}{variant}{build}"
