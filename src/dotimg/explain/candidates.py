"""The images that are listed and supported, and the best of them to take the place of another."""

from typing import NamedTuple

from dotimg.explain.records import Records, Subject
from dotimg.names import platforms
from dotimg.resolver.need import Need, conditions, has_icu
from dotimg.resolver.ranking import best
from dotimg.resolver.system import SystemWord
from dotimg.resolver.target import Target

_Form = tuple[bool, str]


class _Living(NamedTuple):
    """The supported tags of one form, and the releases that they offer."""

    tags: dict[str, Subject]
    releases: set[str]


class Candidates:
    """Searches the channels of the present homes; what was found once is remembered."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._catalog = records.catalog
        self._best: dict[tuple[object, ...], Subject | None] = {}
        self._living: dict[tuple[str, str], dict[_Form, _Living]] = {}

    def best(
        self,
        subject: Subject,
        channel: str,
        system: SystemWord,
        band: str = "",
    ) -> Subject | None:
        """The best of one channel on one system that is as precise and of the same variants.

        With `band` only of one SDK feature band. The channel must have been judged.
        """
        form = subject.name.fixed, subject.name.architecture
        place = subject.repository.name, channel
        living = self._living[place].get(form)
        if not living or (system.kind != "any" and living.releases.isdisjoint(system.releases)):
            return None
        icu = has_icu(self._catalog, subject.repository.name, subject.tag)
        key = *place, system.kind, system.name, band, *form, subject.tag.variants, icu
        if key not in self._best:
            need = self._need(subject, channel, system, band, icu=icu)
            tags = [candidate.tag for candidate in living.tags.values()]
            for condition in conditions(self._catalog, need):
                tags = list(filter(condition.holds, tags))
            chosen = best(self._catalog, need, subject.present, tags) if tags else None
            self._best[key] = living.tags[chosen.name] if chosen else None
        return self._best[key]

    def judge(self, subject: Subject, channel: str) -> None:
        """Judge the tags that a channel lists in the present home of a subject, each once."""
        place = subject.repository.name, channel
        if place in self._living:
            return
        by_form = self._living[place] = {}
        for tag in self._catalog.listed(subject.present, channel):
            other = self._records.subject(subject.present, channel, tag, subject.repository)
            if other.is_alive:
                form = other.name.fixed, other.name.architecture
                living = by_form.setdefault(form, _Living({}, set()))
                living.tags[tag.name] = other
                living.releases.update(tag.releases)

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
