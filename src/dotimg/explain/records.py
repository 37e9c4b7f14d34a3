"""Reads each part of the catalog once for many references."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import chain, takewhile
from typing import TYPE_CHECKING

from dotimg.catalog.details import Contents, Cve, Release
from dotimg.catalog.model import Channel, Component, Repository, Support, System, Tag
from dotimg.catalog.support import Judge
from dotimg.catalog.tables import Catalog
from dotimg.named_tuples import NamedTuple
from dotimg.names import sdk_versions, tags, versions
from dotimg.names.reference import DOCKER_HUB
from dotimg.names.sdk_versions import is_newer

if TYPE_CHECKING:
    from dotimg.explain.model import Fixes

_ALIVE = ("supported", "ends-soon")
_AFTER_ALL = "9999"  # a day


class Subject(NamedTuple):
    """A tag where it stands, judged on the day of the records that gave it.

    `channel` is the section of the repository that holds it; `repository` is what it
    is an image of, wherever it stands; `dotnet_channel` is None where versions are its own;
    `window` is the channel whose end is its own, that of .NET for what follows .NET; `ended` says
    that this channel is past its end, and is empty where it is not.
    """

    path: str
    channel: str
    tag: Tag
    name: tags.TagName
    repository: Repository
    systems: tuple[System, ...]
    dotnet_channel: Channel | None
    window: Channel | None
    support: Support
    ended: str

    @property
    def present(self) -> str:
        """The path of the repository that holds such images today."""
        return self.repository.path

    @property
    def system_types(self) -> set[str]:
        """The kinds of its systems: `linux`, `windows`."""
        return {system.type for system in self.systems}

    @property
    def own_versions(self) -> bool:
        """Whether its versions are not those of .NET or .NET Framework."""
        return self.repository.product == "own"

    @property
    def is_dotnet(self) -> bool:
        """Whether its versions are those of .NET, which moves from channel to channel."""
        return self.repository.product == ".NET"

    @property
    def is_alive(self) -> bool:
        """Whether a listed tag is supported, or has no window that anyone published."""
        status, channel = self.support.status, self.dotnet_channel
        preview = status == "preview" and channel is not None and channel.preview
        without_window = status == "unknown" and channel is None and not self.support.overdue
        return status in _ALIVE or preview or without_window


class Held(NamedTuple):
    """The versions in an image as release notes have them.

    `sdk` is empty for an image without one, and for one that is named for its runtime; `sole` tells
    that this SDK came with no other runtime, of which `runtime` would be the newest.
    """

    runtime: str
    sdk: str = ""
    sole: bool = True


class Section(dict[str, Tag]):
    """The tags of one channel in one repository by name, listed ones first."""

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words between the dashes of all names."""
        return tuple(dict.fromkeys(word for name in self for word in name.split("-")))

    @cached_property
    def systems(self) -> tuple[str, ...]:
        """The systems that names hold, with an empty one where a name holds none."""
        return tuple(self.releases_of)

    @cached_property
    def releases_of(self) -> dict[str, tuple[str, ...]]:
        """The releases of the first tag, a listed one if there is one, of each of these systems."""
        found: dict[str, tuple[str, ...]] = {}
        for name, tag in self.items():
            found.setdefault(tags.parse(name).system, tag.releases)
        return found

    @cached_property
    def last_days(self) -> dict[str, str]:
        """Until when each release alone was offered; `9999` where it still is."""
        return _last_days(self.values())


def _last_days(tags: Iterable[Tag]) -> dict[str, str]:
    days: dict[str, str] = {}
    for tag in tags:
        day = tag.retired or _AFTER_ALL
        if " " not in tag.platforms:  # of one release
            release = tag.platforms.partition(":")[0]
            if day > days.get(release, ""):
                days[release] = day
    return days


class Records:
    """A catalog on a day.

    Args:
        catalog: The tables.
        today: The day, as an ISO date.
        searches: How often a section is searched for some rows before it is read whole, which
            pays where little is asked.

    Attributes:
        affecting: The CVEs by channel, repository and kinds of system that affect such images,
            each with the components that it affects.
        fixes: The fixed CVEs by channel, repository, kinds of system and what an image holds.
    """

    def __init__(self, catalog: Catalog, today: str, searches: int = 0) -> None:
        self.catalog = catalog
        self.today = today
        self._searches = searches
        self._searched: Counter[tuple[str, str]] = Counter()
        self._sections: dict[tuple[str, str], Section] = {}
        self._editions: dict[tuple[str, str, bool], list[tuple[str, str]]] = {}
        self._last_days_of: dict[tuple[str, str | None], str] = {}
        self._systems_of: dict[str, tuple[System, ...]] = {}
        self._releases: dict[str, list[Release]] = {}
        self._out: dict[str, set[str]] = {}
        self._judges: dict[tuple[str, str], Judge] = {}
        self._cves: dict[str, dict[str, Cve]] = {}
        self.affecting: dict[
            tuple[str, str, tuple[str, ...]], list[tuple[Cve, tuple[Component, ...]]]
        ] = {}
        self.fixes: dict[tuple[str, str, tuple[str, ...], Held], Fixes] = {}
        self._patches: dict[tuple[str, bool, Held], tuple[Release, ...]] = {}
        self._held: dict[tuple[str, str, bool, bool], Held | None] = {}

    def find(self, path: str, name: str) -> Subject | None:
        """The tag of a repository, None where there never was one."""
        version, second = tags.parse(name).version.partition("-")[0], tags.parse(name).second
        channels = self.catalog.channels_of(path)
        likely = [one for one in channels if one in (version, versions.channel(version), second)]
        for channel in chain(likely, (one for one in channels if one not in likely)):
            if tag := self._tag(path, channel, name):
                return self.subject(path, channel, tag, self.catalog.repository(path, tag.kind))
        return None

    def _tag(self, path: str, channel: str, name: str) -> Tag | None:
        """A tag by its name."""
        if (path, channel) in self._sections:
            return self._sections[path, channel].get(name)
        return self._holding(path, channel, f"[{json.dumps(name)},").get(name)

    def _holding(self, path: str, channel: str, text: str) -> Mapping[str, Tag]:
        """The tags of a section whose rows hold a text, or all, by name."""
        key = path, channel
        self._searched[key] += 1
        if key in self._sections or self._searched[key] > self._searches:
            return self.section(path, channel)
        return {tag.name: tag for tag in self.catalog.tags_with(path, channel, text.encode())}

    def subject(
        self,
        path: str,
        channel: str,
        tag: Tag,
        repository: Repository,
        *,
        pinned: bool = False,
    ) -> Subject:
        """A tag of a repository with what is asked of it again and again.

        Args:
            path: The repository.
            channel: The section of the repository that holds the tag.
            tag: The tag.
            repository: What it is an image of.
            pinned: Whether the row is that of a digest, which never moves.
        """
        own = repository.product == "own"
        key = path, channel
        if key not in self._judges:
            self._judges[key] = Judge(self.catalog, path, channel, self.today)
        judge = self._judges[key]
        return Subject(
            path, channel, tag, tags.parse(tag.name), repository,
            self._systems(tag),
            None if own else self.catalog.channel(channel),
            judge.window,
            judge.support(tag, pinned=pinned),
            judge.ended,
        )  # fmt: skip

    def _systems(self, tag: Tag) -> tuple[System, ...]:
        """The systems of a tag, which many tags share."""
        if tag.platforms not in self._systems_of:
            known = self.catalog.systems
            own = tuple(known[release] for release in tag.releases if release in known)
            self._systems_of[tag.platforms] = own
        return self._systems_of[tag.platforms]

    def moved(self, path: str, name: str) -> Subject | None:
        """The tag of the present home of a path that never had it; None where there is none."""
        present = self.catalog.meant(path, tags.parse(name)).path
        return self.find(present, name) if present != path else None

    def section(self, path: str, channel: str) -> Section:
        """The tags of one channel in one repository by name, listed ones first."""
        key = path, channel
        if key not in self._sections:
            rows = self.catalog.listed(*key) + self.catalog.retired(*key)
            self._sections[key] = Section({tag.name: tag for tag in rows})
        return self._sections[key]

    def editions(self, subject: Subject) -> list[tuple[str, str]]:
        """The first days of all versions, or date stamps, beside a subject, the oldest first."""
        key = subject.path, subject.channel, bool(subject.name.stamp)
        if key not in self._editions:
            days: dict[str, str] = {}
            for tag in self.section(subject.path, subject.channel).values():
                word = tags.parse(tag.name).stamp if subject.name.stamp else tag.version
                # A floating tag is older than what it points at.
                if word and "" < tag.first_seen < days.get(word, _AFTER_ALL) and word in tag.name:
                    days[word] = tag.first_seen
            self._editions[key] = sorted((day, word) for word, day in days.items())
        return self._editions[key]

    def last_days(self, subject: Subject, release: str) -> dict[str, str]:
        """Until when each release alone was offered beside a subject; `9999` where it still is.

        Of those that are not listed any more only `release` is sure to be there, unless none is.
        """
        own = subject.own_versions
        channels = self.catalog.channels_of(subject.path) if own else (subject.channel,)
        days: dict[str, str] = {}
        for channel in channels:
            for one, day in self._last_days(subject.path, channel, release).items():
                days[one] = max(day, days.get(one, ""))
        return days

    def _last_days(self, path: str, channel: str, release: str) -> dict[str, str]:
        """The same of one channel."""
        if self._searches and (path, channel) not in self._sections:
            listed = self.catalog.listed(path, channel)
            if any(" " not in tag.platforms for tag in listed):
                found = self._holding(path, channel, f'"{release}:')
                return _last_days((*listed, *found.values()))
        return self.section(path, channel).last_days

    def last_day_of(self, path: str, channel: str | None = None) -> str:
        """The last retirement in a repository, or a channel; `9999` where something is listed."""
        key = path, channel
        if key not in self._last_days_of:
            names = self.catalog.channels_of(path) if channel is None else (channel,)
            if any(self.catalog.lists(path, name) for name in names):
                self._last_days_of[key] = _AFTER_ALL
            else:
                tags = (tag for name in names for tag in self.section(path, name).values())
                self._last_days_of[key] = max(tag.retired or _AFTER_ALL for tag in tags)
        return self._last_days_of[key]

    def later_channels(self, subject: Subject) -> list[str]:
        """The channels of a subject's repository after its own, the oldest first."""
        own = versions.age(subject.channel)
        names = sorted(self.catalog.channels_of(subject.path), key=versions.age)
        return [name for name in names if versions.age(name) > own]

    def contents(self, path: str, channel: str) -> Contents:
        """For each listed tag its digest and its platforms."""
        return self.catalog.contents(path, channel)

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
            return tuple(one for one in later if one.day <= self.today)
        newer = (one for one in releases if is_newer(one.runtime, runtime))
        return tuple(one for one in newer if one.day <= self.today and not one.sdk_only)

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
            self._releases[channel] = self.catalog.releases(channel)
        return self._releases[channel]

    def out(self, channel: str) -> set[str]:
        """The versions of runtimes and SDKs of a channel that were released up to today."""
        if channel not in self._out:
            released = [one for one in self.releases(channel) if one.day <= self.today]
            versions_of = (version for one in released for version in (one.runtime, *one.sdks))
            self._out[channel] = set(filter(None, versions_of))
        return self._out[channel]

    def cves(self, channel: str) -> dict[str, Cve]:
        """The CVEs that a channel fixed, by number."""
        if channel not in self._cves:
            self._cves[channel] = {cve.id: cve for cve in self.catalog.cves(channel)}
        return self._cves[channel]
