"""The images that are listed and supported, and the best one to replace another."""

from dotimg.catalog.model import Tag
from dotimg.explain.records import Records
from dotimg.explain.subject import Subject
from dotimg.names import platforms
from dotimg.resolver.need import Need, conditions, has_icu
from dotimg.resolver.ranking import best
from dotimg.resolver.system import SystemWord
from dotimg.resolver.target import Target


class Candidates:
    """Searches the channels of the present homes; what was found once is remembered."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._catalog = records.catalog
        self._best: dict[tuple[object, ...], Subject | None] = {}
        self._usable: dict[tuple[object, ...], list[Tag]] = {}
        self._subjects: dict[tuple[str, str, str], Subject] = {}

    def best(
        self,
        subject: Subject,
        channel: str,
        system: SystemWord,
        band: str = "",
        *,
        served: bool = False,
    ) -> Subject | None:
        """The best of one channel on one system that is as precise and of the same variants.

        With `band` only of one SDK feature band; with `served` it may be of an ended channel.
        """
        icu = has_icu(self._catalog, subject.repository.name, subject.tag)
        name, own = subject.name, subject.tag.variants
        path = self.home(subject, channel)
        key = (
            *(path, subject.repository.name, channel, system.kind, system.name),
            *(band, served, name.fixed, name.architecture, own, icu),
        )
        if key not in self._best:
            need = self._need(subject, channel, system, band, icu=icu)
            self._best[key] = self._found(subject, path, need, served=served)
        return self._best[key]

    def home(self, subject: Subject, channel: str) -> str:
        """Where to look: in the present home, in the own one where that never had the channel."""
        there = channel in self._catalog.channels_of(subject.present)
        return subject.present if there else subject.path

    def _found(self, subject: Subject, path: str, need: Need, *, served: bool) -> Subject | None:
        """The best image for a need that is as a subject's, in a home of such images."""
        channel = need.target.channel
        of_kind, version, system, architecture, variant, usable = conditions(self._catalog, need)
        key = (
            *(path, channel, need.repository),
            *(need.fixed, need.single_arch, need.architecture is None),
            *(need.distroless, need.composite, need.aot, need.globalization),
        )
        if key not in self._usable:  # most tags fall at these, and most subjects ask alike
            named = filter(usable.holds, self._latest(path, channel))
            self._usable[key] = list(filter(variant.holds, named))
        tags = self._usable[key]
        for condition in (system, architecture, version, of_kind):
            tags = list(filter(condition.holds, tags))
        subjects = {tag.name: self._subject(path, channel, tag, subject) for tag in tags}
        able = [
            one.tag
            for one in subjects.values()
            if one.name.architecture == subject.name.architecture
            and (one.is_alive or (served and one.ended and one.tag.published))
        ]
        return subjects[best(self._catalog, need, path, able).name] if able else None

    def _subject(self, path: str, channel: str, tag: Tag, old: Subject) -> Subject:
        """A tag that may take the place of an old one, judged once."""
        key = path, tag.name, old.repository.name
        if key not in self._subjects:
            self._subjects[key] = self._records.subject(path, channel, tag, old.repository)
        return self._subjects[key]

    def _latest(self, path: str, channel: str) -> list[Tag]:
        """The tags that a channel lists; of an ended one those that it listed to its end."""
        known, listed = self._catalog.channel(channel), self._catalog.listed(path, channel)
        if listed or not known or not known.end:
            return listed
        retired = self._catalog.retired(path, channel)
        return [tag for tag in retired if (tag.retired or "") >= known.end] or retired

    def _need(
        self, subject: Subject, channel: str, system: SystemWord, band: str, *, icu: bool
    ) -> Need:
        own, suffix = subject.tag.variants.split(), subject.name.architecture
        known = self._catalog.channel(channel)
        return Need(
            repository=subject.repository.name,
            target=Target(
                channel,
                channel,
                framework=subject.repository.product == ".NET Framework",
                band=band,
                previews=known is not None and known.preview,
            ),
            system=system,
            architecture=platforms.architecture(suffix),
            distroless=subject.tag.distroless,
            composite="composite" in own,
            aot="aot" in own,
            globalization=icu,
            fixed=subject.name.fixed,
            single_arch=bool(suffix),
        )
