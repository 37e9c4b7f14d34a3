"""What to use instead of an image that is not supported, or not the newest patch."""

from collections.abc import Iterable, Iterator, Sequence

from dotimg.catalog.model import Channel
from dotimg.catalog.support import soon_after
from dotimg.explain.candidates import Candidates
from dotimg.explain.records import Records, Subject
from dotimg.resolver.system import SystemKind, SystemWord, wanted
from dotimg.resolver.target import Target, target


class Substitutes:
    """Finds images of the same family, variant and precision among those that are supported."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._catalog = records.catalog
        self._candidates = Candidates(records)
        self._wanted: dict[str | None, SystemWord] = {}
        self._newest_lts: dict[str, list[str]] = {}

    def within(
        self,
        subject: Subject,
        channels: Sequence[str],
        *,
        family: str | None = None,
        band: str = "",
        outlived: bool = False,
    ) -> Subject | None:
        """In the first of some channels that has one.

        Args:
            subject: What is to be replaced.
            channels: The channels, the best first.
            family: The operating-system family to move to, None for the subject's own.
            band: The SDK feature band to stay in, as `8.0.4xx`.
            outlived: Whether it may be of the subject's own system although that has ended.
        """
        if subject.repository.name.endswith("samples"):
            return self._sample(subject)
        if subject.own_versions:
            return self._of_own_versions(subject, channels)
        systems = tuple(self._in_family(subject, family) if family else self._systems(subject))
        tries = [(system, channel) for channel in channels for system in systems]
        if subject.repository.product == ".NET Framework":
            # A Windows container belongs to a host, so its system stays as long as it can.
            tries.sort(key=lambda pair: systems.index(pair[0]))
        for system, channel in tries:
            self._candidates.judge(subject, channel)
            if best := self._candidates.best(subject, channel, system, band, outlived=outlived):
                return best
        return None

    def best_channels(self, subject: Subject) -> list[str]:
        """The newest supported LTS channel, or what comes closest to one."""
        if not subject.is_dotnet:
            return self.next_channels(subject)[::-1]
        purpose = subject.repository.purpose or "run"
        if purpose not in self._newest_lts:
            newest = target(self._catalog, "lts", purpose, self._records.today)
            self._newest_lts[purpose] = [newest.channel] if isinstance(newest, Target) else []
        return self._newest_lts[purpose]

    def next_channels(self, subject: Subject) -> list[str]:
        """The subject's channel and all later ones that do not end soon, the oldest first."""
        if subject.own_versions:
            own = self._catalog.channels_of(subject.present)
            names = sorted(own, key=lambda name: [int(number) for number in name.split(".")])
        elif subject.repository.product == ".NET Framework":
            names = self._open(self._catalog.framework, subject)
        else:
            names = self._open(self._catalog.channels, subject)
        if subject.channel in names:
            return names[names.index(subject.channel) :]
        return names[::-1] if subject.repository.product == ".NET Framework" else names

    def _systems(self, subject: Subject) -> Iterator[SystemWord]:
        """The same release, else the same family, else another system of the same kind."""
        catalog = self._catalog
        releases = subject.systems
        types = {release.type for release in releases}
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

    def _open(self, channels: tuple[Channel, ...], subject: Subject) -> list[str]:
        """The channels that are released and do not end soon, and the subject's own."""
        today = self._records.today
        soon = soon_after(today)
        return [
            channel.name
            for channel in reversed(channels)
            if channel.name == subject.channel
            or ((channel.released or "9999") <= today and (channel.end or "9999") > soon)
        ]

    def _of_own_versions(self, subject: Subject, channels: Iterable[str]) -> Subject | None:
        """The same tag with the version of a channel, else without system and variants."""
        path, name = subject.present, subject.name._replace(rebuild="")
        for shape in (name, name._replace(system="", variants=())):
            for channel in channels:
                listed = self._catalog.listed(path, channel)
                newest = [tag.version for tag in listed[:1]]
                floating = channel, channel.partition(".")[0]
                for version in (*newest, *floating) if name.fixed else floating:
                    found = self._records.find(path, str(shape._replace(version=version)))
                    if found and found.tag.published and found.is_alive:
                        return found
        return None

    def _sample(self, subject: Subject) -> Subject | None:
        """Of a sample the same tag in its present home, else the one of the app alone."""
        path = subject.present
        for name in (subject.tag.name, subject.name.label):
            found = self._records.find(path, name)
            if found and not found.tag.retired:
                return found
        return None
