"""What release notes say about images: the versions in them, and the patches and CVEs since."""

from itertools import takewhile
from typing import TYPE_CHECKING

from dotimg.catalog.details import Cve, Release
from dotimg.catalog.tables import Catalog
from dotimg.explain.subject import Subject
from dotimg.named_tuples import NamedTuple
from dotimg.names import sdk_versions, versions
from dotimg.names.reference import DOCKER_HUB
from dotimg.names.sdk_versions import is_newer

if TYPE_CHECKING:
    from dotimg.catalog.model import Component
    from dotimg.explain.model import Fixes


class Held(NamedTuple):
    """The versions in an image as release notes have them.

    `sdk` is empty for an image without one, and for one that is named for its runtime; `sole` tells
    that this SDK came with no other runtime, of which `runtime` would be the newest.
    """

    runtime: str
    sdk: str = ""
    sole: bool = True


class ReleaseNotes:
    """The release notes of a catalog up to a day, each channel read once.

    Args:
        catalog: The tables.
        today: The day, as an ISO date.

    Attributes:
        affecting: The CVEs by channel, repository and kinds of system that affect such images,
            each with the components that it affects.
        fixes: The fixed CVEs by channel, repository, kinds of system and what an image holds.
    """

    def __init__(self, catalog: Catalog, today: str) -> None:
        self._catalog = catalog
        self._today = today
        self._releases: dict[str, list[Release]] = {}
        self._out: dict[str, set[str]] = {}
        self._cves: dict[str, dict[str, Cve]] = {}
        self.affecting: dict[
            tuple[str, str, tuple[str, ...]], list[tuple[Cve, tuple[Component, ...]]]
        ] = {}
        self.fixes: dict[tuple[str, str, tuple[str, ...], Held], Fixes] = {}
        self._patches: dict[tuple[str, bool, Held], tuple[Release, ...]] = {}
        self._held: dict[tuple[str, str, bool, bool], Held | None] = {}

    def patches(self, subject: Subject) -> tuple[Release, ...] | None:
        """The releases after the subject's, up to today; None where it is of no known release.

        Those that brought an SDK alone are patches of SDK images only.
        """
        held = self.held(subject)
        if not held:
            return None
        key = subject.channel, subject.repository.purpose == "build", held
        if key not in self._patches:
            self._patches[key] = self._later(*key)
        return self._patches[key]

    def _later(self, channel: str, build: bool, held: Held) -> tuple[Release, ...]:
        runtime, sdk, _ = held
        releases = self.releases(channel)
        if build:
            later = takewhile(
                lambda one: sdk not in one.sdks if sdk else one.runtime != runtime, releases
            )
            return tuple(one for one in later if one.day <= self._today)
        newer = (one for one in releases if is_newer(one.runtime, runtime))
        return tuple(one for one in newer if one.day <= self._today and not one.sdk_only)

    def held(self, subject: Subject) -> Held | None:
        """Which versions are in an image of .NET; None where that is not known.

        An image is named for its SDK, but on Docker Hub, before SDKs had feature bands, for its
        runtime: `1.0.5-sdk`, `2.0.6-sdk-2.1.101`. An SDK that came alone holds the runtime of the
        release before.
        """
        if not subject.is_dotnet or subject.repository.name.endswith("samples"):
            return None
        build = subject.repository.purpose == "build"
        key = subject.channel, subject.tag.version, build, subject.path.startswith(DOCKER_HUB)
        if key not in self._held:
            self._held[key] = self._in_image(*key)
        return self._held[key]

    def _in_image(self, channel: str, version: str, build: bool, on_hub: bool) -> Held | None:
        version = versions.short(versions.without_rebuild(version))
        releases = self.releases(channel)
        if not build:
            return Held(version) if releases and sdk_versions.parse(version) else None
        places = [place for place, one in enumerate(releases) if version in one.sdks]
        of_runtime = any(version == one.runtime for one in releases)
        if of_runtime and (on_hub or not places):
            return Held(version)
        runtimes = [
            next((one.runtime for one in releases[at:] if one.runtime), "") for at in places
        ]
        return Held(runtimes[0], version, len(set(runtimes)) == 1) if any(runtimes[:1]) else None

    def releases(self, channel: str) -> list[Release]:
        """The releases of a channel, the newest first."""
        if channel not in self._releases:
            self._releases[channel] = self._catalog.releases(channel)
        return self._releases[channel]

    def out(self, channel: str) -> set[str]:
        """The versions of runtimes and SDKs of a channel that were released up to today."""
        if channel not in self._out:
            released = [one for one in self.releases(channel) if one.day <= self._today]
            versions_of = (version for one in released for version in (one.runtime, *one.sdks))
            self._out[channel] = set(filter(None, versions_of))
        return self._out[channel]

    def cves(self, channel: str) -> dict[str, Cve]:
        """The CVEs that a channel fixed, by number."""
        if channel not in self._cves:
            self._cves[channel] = {cve.id: cve for cve in self._catalog.cves(channel)}
        return self._cves[channel]
