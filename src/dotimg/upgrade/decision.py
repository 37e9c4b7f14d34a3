"""Which image takes the place of another, by the names that the publisher gives them."""

from collections.abc import Callable
from itertools import product
from typing import NamedTuple

from dotimg.catalog.model import Digest
from dotimg.errors import NoMatchError, UsageError
from dotimg.explain import digest as pinned
from dotimg.explain.candidates import Candidates
from dotimg.explain.cautions import edit_cautions
from dotimg.explain.homes import home
from dotimg.explain.inputs import Asked, understood
from dotimg.explain.records import Records, Subject
from dotimg.explain.substitutes import Substitutes
from dotimg.names import sdk_versions, versions
from dotimg.names.mirror import located, official
from dotimg.names.reference import Reference
from dotimg.upgrade.policy import Policy, channels

_DEFAULT = "latest"


class Decision(NamedTuple):
    """What to do about one image.

    `old` is what it is, None where that is not known or none of ours; `new` takes its place, which
    may be `old` itself; `digest` is to stand behind the tag, None for none; `reason` is why an
    image that needs a move stays, empty where it needs none.
    """

    old: Subject | None = None
    new: Subject | None = None
    digest: str | None = None
    reason: str = ""

    @property
    def changes_channel(self) -> bool:
        """Whether another channel takes the place of the old one."""
        if not self.new:
            return False
        return self.old is None or self.old.channel != self.new.channel


Ask = Callable[[str, str | None], str]


class Decider:
    """Decides image by image, each on its own; what was found once is remembered.

    Args:
        records: The catalog on a day.
        policy: Where to go.
        mirror: A prefix that may stand for the official registry.
        ask: Gives the digest that a registry has for a reference, and for a platform of it if one
            is named; None to go by the catalog.
    """

    def __init__(
        self, records: Records, policy: Policy, mirror: str | None, ask: Ask | None = None
    ) -> None:
        self._records = records
        self._policy = policy
        self._mirror = mirror
        self._ask = ask
        self._substitutes = Substitutes(records)
        self._candidates = Candidates(records)
        self._decided: dict[tuple[Reference, str | None, str | None], Decision] = {}

    def decide(
        self, reference: Reference, aim: str | None, platform: str | None = None
    ) -> Decision:
        """What takes the place of an image if .NET's channel is to be `aim`.

        Args:
            reference: The image.
            aim: A channel, None for the image's own.
            platform: The platform that it is asked for, as `windows/amd64`.
        """
        key = reference, aim, platform
        if key not in self._decided:
            self._decided[key] = self._offering(self._decide(reference, aim), platform)
        return self._decided[key]

    def _offering(self, decision: Decision, platform: str | None) -> Decision:
        """The decision, unless what it gives lacks the platform that the old image has."""
        kind = (platform or "").partition("/")[0].partition("(")[0].lower()
        old, new = decision.old, decision.new
        if not old or not new or kind not in self._kinds(old) or kind in self._kinds(new):
            return decision
        return Decision(old, None, reason=f"{new.tag.name} has no image for {platform}")

    def _kinds(self, subject: Subject) -> set[str]:
        return {self._records.catalog.systems[name].type for name in subject.tag.releases}

    def text(self, reference: Reference, decision: Decision) -> str:
        """The reference to write for a decision, as precise as the old one."""
        new = decision.new
        if not new:
            return str(reference)
        same = official(reference.name, self._mirror) == new.path
        mirrored = (
            self._mirror if official(reference.name, self._mirror) != reference.name else None
        )
        name = _written_name(reference) if same else located(new.path, mirrored)
        untagged = not reference.tag and (reference.digest or new.tag.name == _DEFAULT)
        tag = "" if untagged else f":{new.tag.name}"
        digest = f"@{decision.digest}" if decision.digest else ""
        return f"{name}{tag}{digest}"

    def cautions(self, decision: Decision) -> tuple[str, ...]:
        """What to mind of a decision."""
        if not decision.old or not decision.new:
            return ()
        found = edit_cautions(self._records, decision.old, decision.new)
        if self._candidates.is_outlived(decision.new):
            found += (self._records.support(decision.new).reason,)
        return found

    def is_stuck(self, decision: Decision) -> bool:
        """Whether an image of .NET's own versions needs a move and has none."""
        return bool(decision.reason) and (not decision.old or self._is_dotnet(decision.old))

    def _decide(self, reference: Reference, aim: str | None) -> Decision:
        asked = understood(official(str(reference), self._mirror), ())
        place = home(self._records.catalog, asked.path or "")
        if place.kind == "foreign":
            return Decision()
        if place.kind == "left-out":
            return self._left_out(place.stable, aim)
        if place.kind not in ("known", "nightly") or not asked.path:
            return Decision(reason="it is not in the tables")
        pinned = asked.digest is not None
        if place.kind == "nightly":
            asked = asked._replace(path=place.stable, digest=None)
        row: Digest | None = None
        if asked.digest:
            found = self._pinned(asked)
            if isinstance(found, str):
                return Decision(reason=found)
            old, row = found
        else:
            subject = self._records.find(asked.path or "", asked.tag or _DEFAULT)
            if not subject or not subject.tag.published:
                return Decision(reason="no such tag was published up to the catalog's day")
            old = subject
        return self._with_digest(self._replaced(old, aim), row, pinned=pinned)

    def _left_out(self, path: str, aim: str | None) -> Decision:
        """What takes the place of an image of the Docker Hub years that no table holds."""
        new = self._records.find(path, aim or "")
        if not new or not self._candidates.is_alive(new):
            return Decision(reason="it is not in the tables")
        return self._with_digest(Decision(None, new), None, pinned=False)

    def _pinned(self, asked: Asked) -> tuple[Subject, Digest] | str:
        """The tag behind a digest and its row, or why neither can be told."""
        try:
            found = pinned.find(self._records, asked)
        except UsageError as error:
            return str(error)
        if not found:
            return "its digest is not in the tables"
        subject, row = found
        if pinned.contradiction(self._records, asked, row):
            return "tag and digest do not belong together"
        tag = asked.tag or subject.tag.name
        named = self._records.find(row.repository, tag)
        return (named, row) if named else "its tags are not in the tables"

    def _replaced(self, old: Subject, aim: str | None) -> Decision:
        wanted = channels(self._records, self._policy, aim, old)
        alive = not old.tag.retired and self._candidates.is_alive(old)
        alive = alive or self._candidates.is_outlived(old)
        good = alive and (old.channel == wanted[0] or not self._is_dotnet(old))
        good = good and self._is_of_wanted_family(old)
        if good and not old.name.fixed:
            return Decision(old, old)
        new = self._found(old, wanted)
        if not new and not good:
            reason = f"{wanted[0]} has no supported image that could take its place"
            ended = self._records.ended(old) if wanted == [old.channel] else ""
            return Decision(old, None, reason=ended or reason)
        # Another name of the same patch is no reason to edit.
        same = not new or (good and new.tag.version == old.tag.version)
        return Decision(old, old if same else new)

    def _found(self, old: Subject, wanted: list[str]) -> Subject | None:
        """The substitute: for an SDK's patch in its own feature band, if there is one."""
        families: tuple[str | None, ...] = (None, *self._policy.families)
        if self._policy.family:
            families = (self._policy.family,)
        bands = dict.fromkeys((self._band(old), ""))
        for band, family in product(bands, families if self._is_dotnet(old) else (None,)):
            found = self._substitutes.within(old, wanted, family=family, band=band)
            if found and self._suits(old, found):
                return found
        return None

    def _suits(self, old: Subject, found: Subject) -> bool:
        """Whether a substitute is as precise, in the channel to stay in, and of a good family."""
        stays = self._policy.to != "patch" or found.channel == old.channel
        precise = found.name.fixed == old.name.fixed
        return stays and precise and self._is_of_wanted_family(found)

    def _band(self, old: Subject) -> str:
        """The feature band that a fixed SDK stays in (`8.0.4xx`), empty where it may leave it."""
        if self._policy.to != "patch" or old.repository != "sdk" or not old.name.fixed:
            return ""
        return sdk_versions.feature_band(versions.without_rebuild(old.tag.version))

    def _is_of_wanted_family(self, subject: Subject) -> bool:
        """Whether the policy has nothing against the systems of an image."""
        wanted = (self._policy.family,) if self._policy.family else self._policy.families
        systems = self._records.catalog.systems
        families = {systems[name].family for name in subject.tag.releases}
        return not wanted or not self._is_dotnet(subject) or families <= set(wanted)

    def _is_dotnet(self, subject: Subject) -> bool:
        traits = self._records.traits(subject)
        return not traits.get("framework") and not traits.get("own_versions")

    def _with_digest(self, decision: Decision, row: Digest | None, *, pinned: bool) -> Decision:
        """The digest of what is to be used, where the old image has one or the policy asks."""
        new = decision.new
        if not new or not (pinned or self._policy.pin):
            return decision
        try:
            digest = self._asked(new, row) if self._ask else self._known(new, row)
        except NoMatchError as error:
            return Decision(decision.old, None, reason=str(error))
        if not digest and row and new == decision.old:
            return decision._replace(digest=row.digest)
        if not digest:
            return Decision(decision.old, None, reason="the digest of what comes next is not known")
        return decision._replace(digest=digest)

    def _known(self, new: Subject, row: Digest | None) -> str | None:
        """The digest that the catalog knows, of the platform that the old one was of."""
        contents = self._records.contents(new.path, new.channel)
        digest, platforms = contents.get(new.tag.name, (None, ()))
        if not row or row.kind != "platform":
            return digest
        wanted = self._platform(row)
        same = (one for one in platforms if f"{one.os}/{one.architecture}" == wanted)
        return next((one.digest for one in same), None)

    def _asked(self, new: Subject, row: Digest | None) -> str | None:
        """The digest that the registry has."""
        platform = self._platform(row) if row and row.kind == "platform" else None
        reference = located(f"{new.path}:{new.tag.name}", self._mirror)
        return self._ask(reference, platform) if self._ask else None

    def _platform(self, row: Digest) -> str:
        """What the platform of a digest is called: `linux/arm64`."""
        systems = self._records.catalog.systems
        kind = systems[row.release].type if row.release in systems else "linux"
        return f"{kind}/{row.architecture}"


def _written_name(reference: Reference) -> str:
    """The name as it was written, without tag and digest."""
    name = reference.text.removesuffix(f"@{reference.digest}")
    return name.removesuffix(f":{reference.tag}")
