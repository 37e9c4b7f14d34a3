"""What `explain` says of every tag there is, quicker than to ask for one after the other.

Nearly all tags are retired, and most of them differ from another one in their versions and days
alone. One of such tags is explained; of the others only what is their own is worked out.
"""

from dotimg.catalog.model import Tag
from dotimg.catalog.tables import Catalog
from dotimg.explain import tag as tags
from dotimg.explain.explainer import Explainer
from dotimg.explain.model import Dates, Explanation, Remedy, Summary
from dotimg.explain.retirement import cause
from dotimg.explain.subject import Subject
from dotimg.named_tuples import NamedTuple
from dotimg.names.sdk_versions import feature_band


class _Kind(NamedTuple):
    """What tags share that are explained alike, and what to call the system of such a tag."""

    like: Explanation
    system: str


class Summaries:
    """Summarises the tags of a catalog.

    Args:
        catalog: The tables.
        today: The day to judge on, as an ISO date.
        mirror: A prefix that may stand for the official registry.
    """

    def __init__(self, catalog: Catalog, today: str, mirror: str | None = None) -> None:
        self._explainer = Explainer(catalog, today, mirror, short=False, history=False)
        self._records = self._explainer.records
        self._kinds: dict[tuple[object, ...], _Kind] = {}
        self._moving: dict[tuple[str, str], bool] = {}
        self._types: dict[str, frozenset[str]] = {}
        self._fixes: dict[tuple[object, ...], tuple[str, Remedy, bool]] = {}

    def of(self, path: str, channel: str, tag: Tag) -> Summary:
        """What is to be said of a tag that stands in a channel of a repository."""
        repository = self._records.catalog.repository(path, tag.kind)
        subject = self._records.subject(path, channel, tag, repository)
        if not (tag.published and tag.is_retired(self._records.today)):
            return _summary(subject, self._explainer.of_subject(subject), 0)
        runtime, remedy, known = self._fixed_since(subject)
        notes = self._own_notes(subject)
        key = self._key(subject, known=known)
        if key not in self._kinds:
            found = self._explainer.of_subject(subject)
            summary = _summary(subject, found, len(found.notes) - len(notes))
            self._kinds[key] = _Kind(summary.like, tags.default_system(self._records, subject))
            return summary
        kind, records = self._kinds[key], self._records
        return Summary(
            repository=path,
            tag=tag.name,
            sentence=tags.sentence_of(records, subject, runtime, kind.system),
            like=kind.like,
            support=subject.support,
            dates=Dates(
                tag.first_seen or None, tag.last_seen, tag.retired, cause(records, subject)
            ),
            runtime=runtime,
            remedy=remedy,
            notes=notes,
        )

    def _own_notes(self, subject: Subject) -> tuple[str, ...]:
        removal = self._explainer.removal(subject.path)
        return (*tags.same_tag(self._records, subject), *filter(None, [removal]))

    def _key(self, subject: Subject, *, known: bool) -> tuple[object, ...]:
        """What all retired tags have in common that differ in versions, days and notes alone."""
        tag, name = subject.tag, subject.name
        band = feature_band(tag.version) if subject.repository.name == "sdk" else ""
        return (
            *(subject.path, subject.channel, tag.kind, tag.platforms, tag.variants, tag.evidence),
            *(name.system, name.architecture, name.label, name.second, name.fixed, known),
            # In an ended channel another name of the same patch is no reason to move.
            tag.version if subject.ended and not self._moves_on(subject) else band,
            subject.support.reason == subject.ended,
        )

    def _moves_on(self, subject: Subject) -> bool:
        """Whether what takes the place of a tag is sure to be of another channel of .NET."""
        key = subject.repository.name, subject.channel
        if key not in self._moving:
            goals = self._explainer.goals(subject)
            self._moving[key] = subject.is_dotnet and subject.channel not in goals
        return self._moving[key]

    def _system_types(self, subject: Subject) -> frozenset[str]:
        platforms = subject.tag.platforms
        if platforms not in self._types:
            self._types[platforms] = frozenset(subject.system_types)
        return self._types[platforms]

    def _fixed_since(self, subject: Subject) -> tuple[str, Remedy, bool]:
        """The runtime in an image, the patches and fixes since, and whether they are known."""
        kinds = self._system_types(subject)
        repository = subject.repository.name
        key = subject.path, subject.channel, repository, subject.tag.version, kinds
        if key not in self._fixes:
            patches = self._records.release_notes.patches(subject)
            remedy = tags.fixes(self._records, subject, "")._replace(patches=patches or ())
            runtime = tags.runtime_of(self._records, subject)
            self._fixes[key] = runtime, remedy, patches is not None
        return self._fixes[key]


def _summary(subject: Subject, found: Explanation, shared: int) -> Summary:
    """What was explained of a tag; so many of its notes are also those of tags like it."""
    return Summary(
        repository=subject.path,
        tag=subject.tag.name,
        sentence=found.sentence,
        like=found._replace(notes=found.notes[:shared]),
        support=found.support,
        dates=found.dates,
        runtime=found.inside.runtime,
        remedy=found.remedy,
        notes=found.notes[shared:],
    )
