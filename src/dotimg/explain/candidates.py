"""The images that are listed and supported, and the best of them to take the place of another."""

from typing import NamedTuple

from dotimg.catalog.model import Tag
from dotimg.explain.records import Records, Subject
from dotimg.names import platforms
from dotimg.resolver.need import Need, conditions, has_icu
from dotimg.resolver.ranking import best
from dotimg.resolver.system import SystemWord
from dotimg.resolver.target import Target

_Form = tuple[bool, str]


class _Able(NamedTuple):
    """The tags of one form that can take the place of others, and the releases that they offer.

    `supported` are listed and alive; `served` are those of an ended channel, which only who asks
    for it gets.
    """

    supported: dict[str, Subject]
    served: dict[str, Subject]
    releases: set[str]


class Candidates:
    """Searches the channels of the present homes; what was found once is remembered."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._catalog = records.catalog
        self._best: dict[tuple[object, ...], Subject | None] = {}
        self._able: dict[tuple[str, str, str], dict[_Form, _Able]] = {}

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
        form = subject.name.fixed, subject.name.architecture
        able = self._judged(subject, channel).get(form)
        if not able or (system.kind != "any" and able.releases.isdisjoint(system.releases)):
            return None
        icu = has_icu(self._catalog, subject.repository.name, subject.tag)
        key = (
            subject.path,
            subject.repository.name,
            channel,
            system.kind,
            system.name,
            band,
            served,
            *form,
            subject.tag.variants,
            icu,
        )
        if key not in self._best:
            fitting = able.supported | (able.served if served else {})
            need = self._need(subject, channel, system, band, icu=icu)
            tags = [candidate.tag for candidate in fitting.values()]
            for condition in conditions(self._catalog, need):
                tags = list(filter(condition.holds, tags))
            chosen = best(self._catalog, need, subject.present, tags) if tags else None
            self._best[key] = fitting[chosen.name] if chosen else None
        return self._best[key]

    def _judged(self, subject: Subject, channel: str) -> dict[_Form, _Able]:
        """The able tags of a channel by form, each judged once.

        They are those of the present home of a subject, or of its own where that never had any.
        """
        there = channel in self._catalog.channels_of(subject.present)
        path = subject.present if there else subject.path
        place = path, subject.repository.name, channel
        if place not in self._able:
            by_form = self._able[place] = {}
            for tag in self._latest(path, channel):
                other = self._records.subject(path, channel, tag, subject.repository)
                if other.is_alive or (other.ended and tag.published):
                    form = other.name.fixed, other.name.architecture
                    able = by_form.setdefault(form, _Able({}, {}, set()))
                    (able.supported if other.is_alive else able.served)[tag.name] = other
                    able.releases.update(tag.releases)
        return self._able[place]

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
