"""Reads each part of the catalog once for many references."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import chain

from dotimg.catalog.details import Contents
from dotimg.catalog.model import Repository, System, Tag
from dotimg.catalog.support import Judge
from dotimg.catalog.tables import Catalog
from dotimg.explain.release_notes import ReleaseNotes
from dotimg.explain.subject import Subject
from dotimg.names import tags, versions

_AFTER_ALL = "9999"  # a day


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
        release_notes: What they say about images, up to that day.
    """

    def __init__(self, catalog: Catalog, today: str, searches: int = 0) -> None:
        self.catalog = catalog
        self.today = today
        self._searches = searches
        self.release_notes = ReleaseNotes(catalog, today)
        self._searched: Counter[tuple[str, str]] = Counter()
        self._sections: dict[tuple[str, str], Section] = {}
        self._editions: dict[tuple[str, str, bool], list[tuple[str, str]]] = {}
        self._last_days_of: dict[tuple[str, str | None], str] = {}
        self._systems_of: dict[str, tuple[System, ...]] = {}
        self._judges: dict[tuple[str, str], Judge] = {}

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
