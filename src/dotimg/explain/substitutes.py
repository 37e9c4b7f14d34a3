"""What to use instead of an image that is not supported, or not the newest patch."""

from collections.abc import Iterable, Iterator, Sequence

from dotimg.explain.candidates import Candidates
from dotimg.explain.records import Records
from dotimg.explain.subject import Subject
from dotimg.resolver.system import SystemKind, SystemWord, wanted


class Substitutes:
    """Finds images of the same family, variant and precision among those that are supported."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._catalog = records.catalog
        self._candidates = Candidates(records)
        self._wanted: dict[str | None, SystemWord] = {}
        self._found: dict[tuple[object, ...], Subject | None] = {}

    def within(
        self,
        subject: Subject,
        channels: Sequence[str],
        *,
        family: str | None = None,
        band: str = "",
        served: bool = False,
    ) -> Subject | None:
        """In the first of some channels that has one.

        Args:
            subject: What is to be replaced.
            channels: The channels, the best first.
            family: The operating-system family to move to, None for the subject's own.
            band: The SDK feature band to stay in, as `8.0.4xx`.
            served: Whether it may be of an ended channel.
        """
        if subject.repository.name.endswith("samples"):
            return self._sample(subject)
        if subject.own_versions:
            return self._of_own_versions(subject, channels)
        key = (
            *(self._candidates.home(subject, channel) for channel in channels),
            *(subject.repository.name, subject.name.system, subject.name.fixed),
            *(subject.name.architecture, subject.tag.kind, subject.tag.variants),
            *(subject.tag.releases, *channels, family, band, served),
        )
        if key not in self._found:  # tags that differ in their versions alone ask alike
            self._found[key] = self._listed(subject, channels, family, band, served=served)
        return self._found[key]

    def _listed(
        self,
        subject: Subject,
        channels: Sequence[str],
        family: str | None,
        band: str,
        *,
        served: bool,
    ) -> Subject | None:
        """The same for an image that is neither a sample nor of versions of its own."""
        systems = tuple(self._in_family(subject, family) if family else self._systems(subject))
        tries = [(system, channel) for channel in channels for system in systems]
        if subject.repository.product == ".NET Framework":
            # A Windows container belongs to a host, so its system stays as long as it can.
            tries.sort(key=lambda pair: systems.index(pair[0]))
        for system, channel in tries:
            if best := self._candidates.best(subject, channel, system, band, served=served):
                return best
        return None

    def _systems(self, subject: Subject) -> Iterator[SystemWord]:
        """The same release, else the same family, else another system of the same kind."""
        catalog = self._catalog
        releases = subject.systems
        types = subject.system_types
        if not subject.name.system:
            yield self._word(types.pop() if len(types) == 1 else None)
            return
        first = releases[0]
        kind: SystemKind = (
            "family" if subject.name.system in catalog.traits["families"] else "release"
        )
        yield SystemWord(kind, first.name, first.title, (first.name,))
        for word in (first.family, first.type):
            if word:
                yield self._word(word)._replace(kind=kind)

    def _in_family(self, subject: Subject, family: str) -> Iterator[SystemWord]:
        """A family, to be named as the subject names its system."""
        named = subject.name.system
        release = named and named not in self._catalog.traits["families"]
        yield self._word(family)._replace(kind="release" if release else "family")

    def _word(self, word: str | None) -> SystemWord:
        if word not in self._wanted:
            self._wanted[word] = wanted(self._catalog, word)
        return self._wanted[word]

    def _of_own_versions(self, subject: Subject, channels: Iterable[str]) -> Subject | None:
        """The same tag with the version of a channel, else without system and variants."""
        path, name = subject.present, subject.name._replace(rebuild="")
        for shape in (name, name._replace(system="", variants=())):
            for channel in channels:
                names: Iterable[str] = (channel, channel.partition(".")[0])
                if name.fixed:
                    listed = self._catalog.listed(path, channel)
                    names = dict.fromkeys(tag.version for tag in listed if tag.published)
                for version in names:
                    found = self._records.find(path, str(shape._replace(version=version)))
                    if found and self._is_current(found):
                        return found
        return None

    def _is_current(self, found: Subject) -> bool:
        """Whether it is alive, or the fixed tag of a version that a listed tag points at.

        Between two releases the publisher lists the floating tags alone.
        """
        return found.tag.published and (
            found.is_alive or (found.name.fixed and found.support.status == "retired")
        )

    def _sample(self, subject: Subject) -> Subject | None:
        """Of a sample the same tag in its present home, else without version, else the app's."""
        path, unversioned = subject.present, str(subject.name._replace(version=""))
        for name in (subject.tag.name, unversioned, subject.name.label):
            found = self._records.find(path, name)
            if found and not found.tag.retired:
                return found
        return None
