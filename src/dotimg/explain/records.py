"""What the catalog tells, each part read once however many references are asked for."""

from collections.abc import Iterable
from typing import NamedTuple

from dotimg.catalog.model import (
    Channel,
    Platform,
    Release,
    Support,
    Tag,
)
from dotimg.catalog.support import Judge
from dotimg.catalog.tables import Catalog
from dotimg.catalog.traits import RepositoryTraits
from dotimg.explain.homes import repository
from dotimg.names import tags, versions

Contents = dict[str, tuple[str | None, tuple[Platform, ...]]]


class Subject(NamedTuple):
    """A tag where it stands: `repository` is the name in the traits of what it is an image of."""

    path: str
    channel: str
    tag: Tag
    name: tags.TagName
    repository: str


class Records:
    """A catalog on a day.

    Args:
        catalog: The tables.
        today: The day, as an ISO date.
    """

    def __init__(self, catalog: Catalog, today: str) -> None:
        self.catalog = catalog
        self.today = today
        self._sections: dict[tuple[str, str], dict[str, Tag]] = {}
        self._contents: dict[tuple[str, str], Contents] = {}
        self._editions: dict[tuple[str, str, bool], list[tuple[str, str]]] = {}
        self._last_days: dict[tuple[str, str], dict[str, str]] = {}
        self._last_days_of: dict[tuple[str, str | None], str] = {}
        self._releases: dict[str, list[Release]] = {}
        self._judges: dict[str, Judge] = {}

    def find(self, path: str, name: str) -> Subject | None:
        """The tag of a repository, None where there never was one."""
        for channel in self._likely_first(path, tags.parse(name)):
            tag = self.section(path, channel).get(name)
            if tag:
                kind = repository(self.catalog, path, tag.kind)
                return Subject(path, channel, tag, tags.parse(name), kind)
        return None

    def section(self, path: str, channel: str) -> dict[str, Tag]:
        """The tags of one channel in one repository by name, listed ones first."""
        key = path, channel
        if key not in self._sections:
            rows = self.catalog.listed(*key) + self.catalog.retired(*key)
            self._sections[key] = {tag.name: tag for tag in rows}
        return self._sections[key]

    def editions(self, subject: Subject) -> list[tuple[str, str]]:
        """The first days of all versions, or date stamps, beside a subject, the oldest first."""
        key = subject.path, subject.channel, bool(subject.name.stamp)
        if key not in self._editions:
            days: dict[str, str] = {}
            for tag in self.section(subject.path, subject.channel).values():
                word = tags.parse(tag.name).stamp if subject.name.stamp else tag.version
                if word and word in tag.name:  # a floating tag is older than what it points at
                    days[word] = min(tag.first_seen, days.get(word, tag.first_seen))
            self._editions[key] = sorted((day, word) for word, day in days.items())
        return self._editions[key]

    def last_days(self, subject: Subject) -> dict[str, str]:
        """Until when each release alone was offered beside a subject; `9999` where it still is."""
        own = self.traits(subject).get("own_versions", False)
        channels = self.catalog.channels_of(subject.path) if own else (subject.channel,)
        key = subject.path, "" if own else subject.channel
        if key not in self._last_days:
            days = self._last_days[key] = {}
            for channel in channels:
                for tag in self.section(subject.path, channel).values():
                    if " " not in tag.platforms:  # of one release
                        release = tag.platforms.partition(":")[0]
                        days[release] = max(tag.retired or "9999", days.get(release, ""))
        return self._last_days[key]

    def last_day_of(self, path: str, channel: str | None = None) -> str:
        """The last retirement in a repository, or a channel; `9999` where something is listed."""
        key = path, channel
        if key not in self._last_days_of:
            names = self.catalog.channels_of(path) if channel is None else (channel,)
            tags = (tag for name in names for tag in self.section(path, name).values())
            self._last_days_of[key] = max(tag.retired or "9999" for tag in tags)
        return self._last_days_of[key]

    def later_channels(self, subject: Subject) -> list[str]:
        """The channels of a subject's repository after its own, the oldest first."""
        own = versions.age(subject.channel)
        names = sorted(self.catalog.channels_of(subject.path), key=versions.age)
        return [name for name in names if versions.age(name) > own]

    def contents(self, path: str, channel: str) -> Contents:
        """For each listed tag its digest and its platforms."""
        key = path, channel
        if key not in self._contents:
            self._contents[key] = self.catalog.contents(*key)
        return self._contents[key]

    def patches(self, subject: Subject) -> tuple[Release, ...] | None:
        """The releases after the subject's, up to today; None where it is of no known release."""
        if self.traits(subject).get("own_versions") or subject.repository.endswith("samples"):
            return None
        version = versions.without_rebuild(subject.tag.version)
        found: list[Release] = []
        for release in self.releases(subject.channel):
            if version in (release.version, release.runtime, *release.sdks):
                return tuple(found)
            if release.day <= self.today:
                found.append(release)
        return None

    def releases(self, channel: str) -> list[Release]:
        """The releases of a channel, the newest first."""
        if channel not in self._releases:
            self._releases[channel] = self.catalog.releases(channel)
        return self._releases[channel]

    def support(self, subject: Subject) -> Support:
        """Until when a subject is supported."""
        return self._judge(subject).support(subject.tag)

    def ended(self, subject: Subject) -> str:
        """That the channel of a subject is past its end, in words; empty where it is not."""
        return self._judge(subject).ended()

    def channel(self, subject: Subject) -> Channel | None:
        """The channel of .NET that a subject is of, None where its versions are its own."""
        own = self.traits(subject).get("own_versions", False)
        return None if own else self.catalog.channel(subject.channel)

    def traits(self, subject: Subject) -> RepositoryTraits:
        """What is written by hand of the subject's repository."""
        return self.catalog.traits["repositories"][subject.repository]

    def present(self, subject: Subject) -> str:
        """The path of the repository that holds such images today."""
        return self.traits(subject)["path"]

    def _judge(self, subject: Subject) -> Judge:
        channel = self.channel(subject)
        name = channel.name if channel else ""
        if name not in self._judges:
            self._judges[name] = Judge(channel, self.catalog.systems, self.today)
        return self._judges[name]

    def _likely_first(self, path: str, name: tags.TagName) -> Iterable[str]:
        """The channels of a repository, those that the tag names at the front."""
        numbers = name.version.partition("-")[0]
        likely = (numbers, versions.channel(numbers), name.second)
        return sorted(self.catalog.channels_of(path), key=lambda channel: channel not in likely)
