"""Decides which image replaces another."""

from collections.abc import Callable

from dotimg.catalog.details import Digest
from dotimg.errors import NoMatchError, UsageError
from dotimg.explain import digest as pinned
from dotimg.explain import other_publishers
from dotimg.explain.cautions import edit_cautions
from dotimg.explain.homes import home
from dotimg.explain.inputs import Query, understood
from dotimg.explain.other_publishers import Successor
from dotimg.explain.policy import Policy
from dotimg.explain.records import Records
from dotimg.explain.replacement import Replacements
from dotimg.explain.subject import Subject
from dotimg.named_tuples import NamedTuple
from dotimg.names import tags, versions
from dotimg.names.mirror import located, official
from dotimg.names.reference import Reference
from dotimg.resolver.newer import may_be_newer, newer_reason

_DEFAULT = "latest"


class Decision(NamedTuple):
    """What to do about one image.

    `old` is what it is, None where that is not known or none of ours; `new` takes its place, which
    may be `old` itself; `digest` is to stand behind the tag, None for none; `reason` is why an
    image that needs a move stays, empty where it needs none; `alone` tells that others need not
    wait for an image that is not known; `held` that a comment keeps it where it is. `successor`
    takes the place of another publisher's image, of which `old` and `new` are None.
    """

    old: Subject | None = None
    new: Subject | None = None
    digest: str | None = None
    reason: str = ""
    alone: bool = False
    successor: Successor | None = None
    held: bool = False

    @property
    def changes_channel(self) -> bool:
        """Whether another channel takes the place of the old one."""
        if self.successor:
            return True
        return bool(self.old and self.new and self.old.channel != self.new.channel)


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
        self._pins = policy.pin
        self._mirror = mirror
        self._ask = ask
        self._replacements = Replacements(records, policy)
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
            old, row, pinned = self._looked_up(reference, aim)
            decision = old if isinstance(old, Decision) else self._replaced(old, row, aim)
            decision = self._with_digest(decision, row, pinned=pinned)
            self._decided[key] = self._offering(decision, platform)
        return self._decided[key]

    def _offering(self, decision: Decision, platform: str | None) -> Decision:
        """The decision, unless what it gives lacks the platform that the old image has."""
        kind = (platform or "").partition("/")[0].partition("(")[0].lower()
        old, new = decision.old, decision.new
        if not old or not new or kind not in old.system_types - new.system_types:
            return decision
        return Decision(old, None, reason=f"{new.tag.name} has no image for {platform}")

    def text(self, reference: Reference, decision: Decision) -> str:
        """The reference to write for a decision, as precise as the old one."""
        if decision.new:
            path, new = decision.new.path, decision.new.tag.name
        elif decision.successor:
            path, new = decision.successor.path, decision.successor.tag
        else:
            return reference.text
        name = official(reference, self._mirror).name
        mirror = self._mirror if name != reference.name else None
        name = _written_name(reference) if name == path else located(path, mirror)
        untagged = not reference.tag and (reference.digest or new == _DEFAULT)
        tag = "" if untagged else f":{new}"
        digest = f"@{decision.digest}" if decision.digest else ""
        return f"{name}{tag}{digest}"

    def cautions(self, decision: Decision) -> tuple[str, ...]:
        """What to mind of a decision."""
        if decision.successor:
            return decision.successor.notes
        if not decision.old or not decision.new:
            return ()
        found = edit_cautions(self._records.catalog.traits, decision.old, decision.new)
        return (*found, *self.served(decision))

    def served(self, decision: Decision) -> tuple[str, ...]:
        """That what is to be used has ended or is gone, which only who asked for it gets."""
        if not decision.new:
            return ()
        gone = self._records.catalog.removal(decision.new.path, self._records.today)
        return tuple(filter(None, (decision.new.ended, gone)))

    def remains(self, decision: Decision) -> tuple[str, ...]:
        """What is to be said of an image that stays for no reason of its own."""
        wish = self._replacements.unmet(decision.old) if decision.old else ""
        told = ", and ".join(filter(None, (*self.served(decision), wish)))
        return (told,) if told else ()

    def ended(self, reference: Reference, decision: Decision, *, moves: bool) -> str:
        """Why an image is out of support or retired once it was moved or left; empty where not."""
        subject = decision.new if moves else decision.old
        if subject:
            return subject.support.reason if subject.support.over else ""
        if moves or not decision.reason:
            return ""
        query = understood(str(reference), (), self._mirror)
        if home(self._records.catalog, query.path or "").kind != "publisher":
            return ""
        channel = other_publishers.named(self._records, query)[1]
        if not channel or not channel.has_ended(self._records.today):
            return ""
        return f"support of {channel.product} {channel.name} ended {channel.end}"

    def is_stuck(self, decision: Decision) -> bool:
        """Whether an image of .NET's own versions needs a move and has none."""
        alone = not decision.old.is_dotnet if decision.old else decision.alone
        return bool(decision.reason) and not alone

    def _looked_up(
        self, reference: Reference, aim: str | None
    ) -> tuple[Subject | Decision, Digest | None, bool]:
        """What an image is, or what is decided without that; its digest; whether it has one."""
        query = understood(str(reference), (), self._mirror)
        place = home(self._records.catalog, query.path or "")
        if place.kind == "foreign":
            return Decision(), None, False
        if place.kind == "publisher":
            return self._of_other_publisher(query, aim), None, False
        known = place.kind in ("known", "nightly") and self._records.catalog.repositories_at(
            place.stable
        )
        if not known or not query.path:
            return Decision(reason="it is not in the tables"), None, False
        if query.digest and place.kind == "known":
            return *self._pinned(query), True
        place_and_tag = place.stable, query.tag or _DEFAULT
        subject = self._records.find(*place_and_tag)
        if not subject and (moved := self._records.moved(*place_and_tag)):
            subject = moved._replace(path=place.stable)
        if not subject or not (subject.tag.published or subject.path != subject.present):
            return self._unknown(*place_and_tag, aim), None, False
        return subject, None, query.digest is not None

    def _of_other_publisher(self, query: Query, aim: str | None) -> Decision:
        """What to do about an image that is judged by its name."""
        family, channel = other_publishers.named(self._records, query)
        if not channel and family.traits.get("silent"):
            return Decision()
        alone = not family.traits.get("runs_apps")
        found = other_publishers.successor(self._records, query, aim)
        if not found:
            return Decision(alone=True)  # it counts, unlike an image that is none of .NET
        if found.reason:
            return Decision(reason=found.reason, alone=alone)
        return Decision(successor=found, alone=alone)

    def _unknown(self, path: str, tag: str, aim: str | None) -> Decision:
        """Why a tag that was never published stays, and whether others wait for it.

        They do not for a product of its own, nor for what is newer than the tables and of the
        channel that they go to, or a later one.
        """
        catalog, name = self._records.catalog, tags.parse(tag)
        alone = catalog.meant(path, name).product != ".NET"
        subject = self._records.find(path, tag)
        pending = subject is not None and subject.tag.evidence == "pending"
        if not pending and not may_be_newer(catalog, path, name, self._records.today):
            return Decision(reason="no such tag was published up to the catalog's day", alone=alone)
        why = newer_reason(catalog, "it")
        there = aim is None or versions.age(versions.channel(name.version)) >= versions.age(aim)
        return Decision(reason=why, alone=alone or there)

    def _pinned(self, query: Query) -> tuple[Subject | Decision, Digest | None]:
        """The tag behind a digest and its row, or why neither can be told."""
        try:
            found = pinned.find(self._records, query)
        except UsageError as error:
            return Decision(reason=str(error)), None
        if not found:
            return Decision(reason="its digest is not in the tables"), None
        subject, row = found
        if pinned.contradiction(self._records, query, row):
            return Decision(reason="tag and digest do not belong together"), None
        return subject, row

    def _replaced(self, old: Subject, row: Digest | None, aim: str | None) -> Decision:
        """What takes the place of an image, of a digest's where `row` is given."""
        replace = self._replacements.of_pinned if row else self._replacements.of
        new, reason = replace(old, aim)
        return Decision(old, new, reason=reason)

    def _with_digest(self, decision: Decision, row: Digest | None, *, pinned: bool) -> Decision:
        """The digest of what is to be used, where the old image has one or the policy asks."""
        new = decision.new
        if not new or not (pinned or self._pins):
            return decision
        try:
            digest = self._asked(new, row) if self._ask else self._replacements.digest(new, row)
        except NoMatchError as error:
            return Decision(decision.old, None, reason=str(error))
        if not digest and row and new == decision.old:
            return decision._replace(digest=row.digest)
        if not digest:
            return Decision(decision.old, None, reason="the digest of the new image is not known")
        return decision._replace(digest=digest)

    def _asked(self, new: Subject, row: Digest | None) -> str | None:
        """The digest that the registry has."""
        platform = self._replacements.platform(row) if row and row.kind == "platform" else None
        reference = located(f"{new.path}:{new.tag.name}", self._mirror)
        return self._ask(reference, platform) if self._ask else None


def _written_name(reference: Reference) -> str:
    """The name as it was written, without tag and digest."""
    name = reference.text.removesuffix(f"@{reference.digest}")
    return name.removesuffix(f":{reference.tag}")
