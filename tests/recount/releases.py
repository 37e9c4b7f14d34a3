"""The releases of .NET: which one an image is of, and which came after it."""

from collections.abc import Iterator
from typing import NamedTuple

from tests.recount import versions
from tests.recount.images import Image
from tests.recount.raw import Raw

_HUB = "docker.io/"
_RUNTIME = "mcr.microsoft.com/dotnet/runtime"


class _Release(NamedTuple):
    """A release of a channel; one of the SDK alone has no runtime, or that of an earlier one."""

    version: str
    day: str
    runtime: str
    sdks: tuple[str, ...] = ()

    @property
    def of_sdk_alone(self) -> bool:
        """Whether it brought no runtime of its own."""
        own = versions.is_prerelease(self.version) or self.version == self.runtime
        return not self.runtime or not own


class Releases:
    """The releases of all channels: those of the notes, and those that only images tell of."""

    def __init__(self, raw: Raw) -> None:
        # The newest first, as the publisher lists them.
        self._releases: dict[str, list[_Release]] = {
            channel["channel-version"]: [
                _Release(
                    row["release-version"],
                    row["release-date"],
                    versions.short(row["runtime"] or ""),
                    tuple(map(versions.short, row["sdks"])),
                )
                for row in channel["releases"]
            ]
            for channel in raw.channels
        }
        self.days = {
            release.runtime: release.day
            for releases in self._releases.values()
            for release in releases
        }
        for tag in sorted(_images(raw), key=versions.order):
            known = self._releases[versions.channel(tag)]
            if versions.order(tag) > versions.order(known[0].runtime):
                known.insert(0, _Release(tag, raw.tags[_RUNTIME, tag]["first_seen"], tag))

    def runtime(self, image: Image) -> str:
        """The version of .NET that an image of .NET carries."""
        if image.repository != "sdk":
            return versions.short(image.version)
        releases = self._releases.get(image.channel, [])
        older = releases[_place(releases, image) :]
        return next((one.runtime for one in older if one.runtime), "")

    def since(self, image: Image, today: str) -> Iterator[str]:
        """The versions of the releases after an image's own, up to a day."""
        if image.own_versions or image.repository.endswith("samples"):
            return
        releases = [
            release
            for release in self._releases.get(image.channel, [])
            if image.repository == "sdk" or not release.of_sdk_alone
        ]
        place, own = _place(releases, image), versions.short(image.version)
        if place == len(releases) and image.repository != "sdk" and own.count(".") > 1:
            # A patch that the notes left out, as 2.1.29: the releases of newer runtimes follow it.
            newer = [versions.order(one.runtime) > versions.order(own) for one in releases]
            place = newer.index(False) if False in newer else len(releases)
        elif place == len(releases):
            return
        yield from (release.version for release in releases[:place] if release.day <= today)


def _place(releases: list[_Release], image: Image) -> int:
    """Where the release of an image stands; behind all where none is known."""
    version = versions.short(image.version)
    runtimes = [version in (release.version, release.runtime) for release in releases]
    sdks = [version in release.sdks for release in releases]
    # On Docker Hub an SDK was stated with the version of its runtime.
    stated = [runtimes, sdks] if image.path.startswith(_HUB) else [sdks, runtimes]
    held = stated if image.repository == "sdk" else [runtimes]
    return next((found.index(True) for found in held if True in found), len(releases))


def _images(raw: Raw) -> Iterator[str]:
    """The versions of which there is an image of the runtime."""
    for (path, tag), row in raw.tags.items():
        if path == _RUNTIME and tag == row["product_version"] and row["evidence"] == "image-info":
            yield tag
