"""The images that are listed and supported, and the best of them to take the place of another."""

from typing import NamedTuple

from dotimg.catalog.model import Tag
from dotimg.explain.records import Records, Subject
from dotimg.names import platforms, tags
from dotimg.resolver.need import Need, conditions, has_icu
from dotimg.resolver.ranking import best
from dotimg.resolver.system import SystemWord
from dotimg.resolver.target import Target

_ALIVE = ("supported", "ends-soon")
_Form = tuple[bool, str]


class _Alive(NamedTuple):
    """The tags of one form that are alive, and the releases that they offer.

    `outlived` are listed and of a living channel, but their system's own updates have ended.
    """

    tags: list[Tag]
    outlived: list[Tag]
    releases: set[str]


class Candidates:
    """Searches the channels of the present homes; what was found once is remembered."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._catalog = records.catalog
        self._found: dict[tuple[object, ...], Subject | None] = {}
        self._alive: dict[tuple[str, str], dict[_Form, _Alive]] = {}

    def best(
        self,
        subject: Subject,
        channel: str,
        system: SystemWord,
        band: str = "",
        *,
        outlived: bool = False,
    ) -> Subject | None:
        """The best of one channel on one system that is as precise and of the same variants.

        With `band` only of one SDK feature band; with `outlived` it may be of the subject's own
        system although that has ended.
        """
        alive = self._of_form(subject, channel)
        if not alive or not (system.kind == "any" or alive.releases.intersection(system.releases)):
            return None
        icu = has_icu(self._catalog, subject.repository, subject.tag)
        form = subject.name.fixed, subject.name.architecture
        own = subject.tag.releases if outlived else ()
        wanted = subject.repository, channel, system.kind, system.name, band, own
        key = *wanted, *form, subject.tag.variants, icu
        if key not in self._found:
            framework = self._records.traits(subject).get("framework", False)
            target = Target(channel, channel, framework=framework, band=band)
            need = self._need(subject, target, system, icu=icu)
            same = [tag for tag in alive.outlived if tag.releases == own]
            self._found[key] = self._search(subject, need, [*alive.tags, *same])
        return self._found[key]

    def is_alive(self, subject: Subject) -> bool:
        """Whether a listed tag is supported, or has no window that anyone published."""
        status = self._records.support(subject).status
        preview = status == "preview" and self._is_preview(subject.channel)
        own = status == "unknown" and self._records.traits(subject).get("own_versions", False)
        return status in _ALIVE or preview or own

    def is_outlived(self, subject: Subject) -> bool:
        """Whether a listed tag of a living channel is of a system that has ended."""
        ended = self._records.support(subject).status == "ended"
        return ended and not subject.tag.retired and not self._records.ended(subject)

    def _of_form(self, subject: Subject, channel: str) -> _Alive | None:
        """The tags that are alive, with the precision and the architecture suffix of a subject."""
        key = subject.repository, channel
        if key not in self._alive:
            self._alive[key] = self._by_form(subject, channel)
        return self._alive[key].get((subject.name.fixed, subject.name.architecture))

    def _by_form(self, subject: Subject, channel: str) -> dict[_Form, _Alive]:
        found: dict[_Form, _Alive] = {}
        for tag in self._catalog.listed(self._records.present(subject), channel):
            one = self._subject(subject, channel, tag)
            good = self.is_alive(one)
            if good or self.is_outlived(one):
                form = one.name.fixed, one.name.architecture
                alive = found.setdefault(form, _Alive([], [], set()))
                (alive.tags if good else alive.outlived).append(tag)
                alive.releases.update(tag.releases)
        return found

    def _search(self, subject: Subject, need: Need, alive: list[Tag]) -> Subject | None:
        checks = conditions(self._catalog, need)
        rows = [tag for tag in alive if all(check.holds(tag) for check in checks)]
        if not rows:
            return None
        tag = best(self._catalog, need, self._records.present(subject), rows)
        return self._subject(subject, need.target.channel, tag)

    def _need(self, subject: Subject, target: Target, system: SystemWord, *, icu: bool) -> Need:
        own, suffix = subject.tag.variants.split(), subject.name.architecture
        return Need(
            repository=subject.repository,
            target=target._replace(previews=self._is_preview(target.channel)),
            system=system,
            architecture=platforms.architecture(suffix),
            distroless=subject.tag.distroless,
            composite="composite" in own,
            aot="aot" in own,
            globalization=icu,
            fixed=subject.name.fixed,
            single_arch=bool(suffix),
        )

    def _subject(self, subject: Subject, channel: str, tag: Tag) -> Subject:
        """A tag of the present home of a subject."""
        path, name = self._records.present(subject), tags.parse(tag.name)
        return Subject(path, channel, tag, name, subject.repository)

    def _is_preview(self, channel: str) -> bool:
        known = self._catalog.channel(channel)
        return known is not None and known.preview
