"""Which image replaces another, for `explain`, `check` and `upgrade`."""

from itertools import product

from dotimg.catalog.details import Digest
from dotimg.explain.policy import BEST, Policy, channels, goal
from dotimg.explain.records import Records
from dotimg.explain.subject import Subject
from dotimg.explain.substitutes import Substitutes
from dotimg.named_tuples import NamedTuple
from dotimg.names import sdk_versions, versions


class Replacement(NamedTuple):
    """What takes the place of an image, which may be itself.

    `new` is None where nothing can, and `reason` says then why.
    """

    new: Subject | None
    reason: str = ""


class Replacements:
    """Finds replacements after a policy; what was found once is remembered.

    Args:
        records: The catalog on a day.
        policy: Where to go.

    Attributes:
        aim: The channel of .NET to go to, None where each image stays in its own.
    """

    def __init__(self, records: Records, policy: Policy) -> None:
        self._records = records
        self._policy = policy
        self._substitutes = Substitutes(records)
        self._serves = policy.to not in BEST
        self.aim = goal(records.catalog, policy, records.today)

    def of(self, old: Subject, aim: str | None) -> Replacement:
        """What takes the place of a tag if the channel of .NET is to be `aim`.

        A good image stays, but for a newer patch of it. An ended channel that was asked for, or
        that is to be kept, is served.
        """
        names = channels(self._records, self._policy, aim, old)
        good = self._is_good(old, names[0])
        if good and not old.name.fixed:
            return Replacement(old)
        if good and old.own_versions:
            names = [old.channel]
        new = self._best(old, names)
        if new:
            return Replacement(old if _is_same_patch(old, new, good=good) else new)
        if good:
            return Replacement(old)
        ended = old.ended if names == [old.channel] else ""
        reason = f"{names[0] or 'it'} has no supported image that could replace it"
        wish = self.unmet(old)
        return Replacement(None, ", and ".join(filter(None, (ended, wish))) or reason)

    def goals(self, old: Subject) -> list[str]:
        """The channels in which to look for what takes the place of a tag, the best first."""
        return channels(self._records, self._policy, self.aim, old)

    def unmet(self, old: Subject) -> str:
        """Which wish of the policy is not met by an image that stays; empty for none."""
        to, aim = self._policy.to, max(self.aim or old.channel, old.channel, key=versions.age)
        wanted = self._is_of_wanted_family(old)
        if not old.is_dotnet or (wanted and self.aim in (None, old.channel)):
            return ""
        if self._policy.family and not (wanted and aim == old.channel):
            title = self._records.catalog.traits["families"][self._policy.family]["title"]
            return f"--os {self._policy.family} cannot be met: {aim} has no such {title} image"
        if not self._serves or to == "patch":
            return ""
        if aim == old.channel != to:
            return f"--to {to} cannot be met: that is older than {aim}"
        return f"--to {to} cannot be met: it has no image that could replace it"

    def of_pinned(self, old: Subject, aim: str | None) -> Replacement:
        """What takes the place of a digest's image: its own tag, if that is good, else as above."""
        name = channels(self._records, self._policy, aim, old)[0]
        followed = self._records.find(old.path, old.tag.name)
        good = followed and self._is_good(followed, name)
        return self.of(followed if followed and good else old, aim)

    def digest(self, new: Subject, row: Digest | None) -> str | None:
        """The digest that the catalog knows of an image, None where it knows none.

        It is of the platform that `row`, the digest of the old one, was of.
        """
        catalog = self._records.catalog
        contents = self._records.contents(new.path, new.channel).get(new.tag.name)
        if contents:
            index, parts = contents
            digests = {f"{one.os}/{one.architecture}": one.digest for one in reversed(parts)}
        else:
            last = catalog.last_digest(new.path, new.channel, new.tag.name)
            index = last.digest if last else None
            rows = (catalog.children(last) or (last,)) if last else ()
            digests = {self.platform(one): one.digest for one in reversed(rows)}
        return digests.get(self.platform(row)) if row and row.kind == "platform" else index

    def platform(self, row: Digest) -> str:
        """What the platform of a digest is called: `linux/arm64`."""
        systems = self._records.catalog.systems
        kind = systems[row.release].type if row.release in systems else "linux"
        return f"{kind}/{row.architecture}"

    def _best(self, old: Subject, names: list[str]) -> Subject | None:
        """The best of some channels, an SDK's patch of its own band if there is one."""
        families: tuple[str | None, ...] = (None, *self._policy.families)
        if self._policy.family:
            families = (self._policy.family,)
        for band, family in product(
            dict.fromkeys((self._band(old), "")), families if old.is_dotnet else (None,)
        ):
            new = self._substitutes.within(
                old, names, family=family, band=band, served=self._serves
            )
            if new and self._suits(old, new):
                return new
        return None

    def _is_good(self, subject: Subject, channel: str) -> bool:
        """Whether an image is alive where it should be; `channel` is the best one for it."""
        alive = subject.is_alive and not subject.tag.is_retired(self._records.today)
        in_place = subject.path == subject.present and (
            subject.channel == channel or not subject.is_dotnet
        )
        return alive and in_place and self._is_of_wanted_family(subject)

    def _suits(self, old: Subject, found: Subject) -> bool:
        """Whether a substitute is as precise, in the channel to stay in, and of a good family."""
        stays = self._policy.to != "patch" or found.channel == old.channel
        precise = found.name.fixed == old.name.fixed
        return stays and precise and self._is_of_wanted_family(found)

    def _band(self, old: Subject) -> str:
        """The feature band that a fixed SDK stays in (`8.0.4xx`), empty where it may leave it."""
        if self._policy.to != "patch" or old.repository.name != "sdk" or not old.name.fixed:
            return ""
        return sdk_versions.feature_band(versions.without_rebuild(old.tag.version))

    def _is_of_wanted_family(self, subject: Subject) -> bool:
        """Whether the policy has nothing against the systems of an image."""
        allowed = (self._policy.family,) if self._policy.family else self._policy.families
        families = {system.family for system in subject.systems}
        return not allowed or not subject.is_dotnet or families <= set(allowed)


def _is_same_patch(old: Subject, new: Subject, *, good: bool) -> bool:
    """Whether another name of the same patch was found, which is no reason to move."""
    same = new.path == old.path and new.tag.releases == old.tag.releases
    return new.tag.version == old.tag.version and (good or (bool(old.ended) and same))
