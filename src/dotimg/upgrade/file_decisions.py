"""Decides about all images of one file; stages move together or not at all."""

from collections.abc import Mapping
from contextlib import suppress
from functools import partial

from dotimg.check.ignore_comments import silenced
from dotimg.errors import InputError
from dotimg.files.builds.collection import Builds
from dotimg.files.model import Use
from dotimg.named_tuples import NamedTuple
from dotimg.names.reference import Reference
from dotimg.project.of_dockerfile import App, AppFinder
from dotimg.upgrade import by_hand
from dotimg.upgrade.container_family import Families
from dotimg.upgrade.decision import Decider, Decision
from dotimg.upgrade.held import Holds
from dotimg.upgrade.move.stays import Stay, stays
from dotimg.upgrade.reading import ParsedFile, comments_at, content_at

_PIECED = "it is made of parts that may have other values elsewhere"


class ImageDecision(NamedTuple):
    """An image as a file names it, and what to do about it."""

    parsed: Reference
    decision: Decision


class FileDecider:
    """Decides on the images of whole files.

    Args:
        decider: Decides image by image.
        families: Decides on images that the SDK takes for projects.
        holds: Tells which moves comments are against.
        aim: The channel to go to, None for the same.
        builds: The builds that files declare.
        app_of: Finds the app that a Dockerfile of that path builds, None for none.
    """

    def __init__(
        self,
        decider: Decider,
        families: Families,
        holds: Holds,
        aim: str | None,
        builds: Builds,
        app_of: AppFinder | None,
    ) -> None:
        self._decider = decider
        self._families = families
        self._holds = holds
        self._aim = aim
        self._builds = builds
        self._app_of = app_of

    def decide(
        self, file: ParsedFile, blocked: str = ""
    ) -> tuple[dict[int, ImageDecision], dict[int, str]]:
        """What to do about each .NET image, by its number, and why images are held back.

        Where one stage of a Dockerfile cannot go to the next channel, all stay in theirs.

        Args:
            file: The file.
            blocked: Why none of it may go to another channel, empty where nothing is against it.
        """
        decided = self._images(file, self._aim)
        kept = {number: one.reason for number, one in self._stays(file, decided).items()}
        held = kept | (self._held_back(file, decided, blocked) if file.parsed else {})
        if blocked and not file.parsed:
            held |= dict.fromkeys(_moving(file, decided), blocked)
        if not held:
            return decided, held
        still = self._images(file, None)
        if held.keys() == kept.keys():
            return decided | {number: still[number] for number in kept}, held
        return still, held

    def _stays(self, file: ParsedFile, decided: dict[int, ImageDecision]) -> dict[int, Stay]:
        """The images that are to stay in their channel; what is decided of them is put right."""
        moving = {
            number: decision.old.channel
            for number, (_, decision) in decided.items()
            if decision.old and decision.old.is_dotnet
        }
        changing = {one for one in moving if decided[one].decision.changes_channel}
        found = stays(file, moving, self._builds) if changing else {}
        found = {number: one for number, one in found.items() if number in changing}
        for number, one in found.items():
            parsed, decision = decided[number]
            own = Decision(decision.old if not one.alone else None, reason=one.reason, alone=True)
            decided[number] = ImageDecision(parsed, own)
        return found

    def _images(self, file: ParsedFile, aim: str | None) -> dict[int, ImageDecision]:
        decided = {}
        for number, parsed in file.references.items():
            use = file.uses[number]
            decision = (
                self._families.decide(parsed, aim)
                if use.role == "sdk-image"
                else self._decider.decide(parsed, aim, use.platform)
            )
            if decision.successor and len(file.uses[number].pieces) > 1:
                decision = Decision(reason=_PIECED, alone=decision.alone)
            if decision != Decision():
                decision = self._unless_held(file, number, parsed, decision)
                decided[number] = ImageDecision(parsed, decision)
        return decided if file.parsed else self._without_those_by_hand(file, decided)

    def _without_those_by_hand(
        self, file: ParsedFile, decided: dict[int, ImageDecision]
    ) -> dict[int, ImageDecision]:
        """The same, with a reason for those that would move and should not by themselves."""
        uses = dict(enumerate(file.uses))
        moving = {
            number: decision
            for number, (parsed, decision) in decided.items()
            if self._decider.text(parsed, decision) != uses[number].reference
        }
        known = {number: decision for number, (_, decision) in decided.items()}
        found = by_hand.reasons(file.path, file.kind, file.content, uses, known)
        return decided | {
            number: ImageDecision(decided[number].parsed, Decision(known[number].old, reason=why))
            for number, why in found.items()
            if number in moving
        }

    def _unless_held(
        self, file: ParsedFile, number: int, parsed: Reference, decision: Decision
    ) -> Decision:
        """The decision, unless a comment is against it."""
        use, new = file.uses[number], self._decider.text(parsed, decision)
        if decision.reason or new == use.reference:
            return decision
        named = silenced(use, partial(comments_at, file, builds=self._builds))
        if not named:
            return decision
        rules = self._holds.rules(named, use, new, file.path, file.parsed, self._app(file))
        if not rules:
            return decision
        reason = f"a comment blocks it: ignore={','.join(rules)}"
        return Decision(decision.old, reason=reason, held=True)

    def _app(self, file: ParsedFile) -> App | None:
        """What a Dockerfile builds, if that is known."""
        with suppress(InputError):
            if self._app_of and file.parsed:
                return self._app_of(file.path, file.parsed, file.content)
        return None

    def _held_back(
        self, file: ParsedFile, decided: Mapping[int, ImageDecision], blocked: str
    ) -> dict[int, str]:
        """Which images stay, and why: stages move to the next channel all or not at all."""
        why_not = self._stuck(file, decided)
        held = {one: decision.reason for one, (_, decision) in decided.items() if decision.held}
        together = f"all stages move together, and {why_not}" if why_not else blocked
        return held | (dict.fromkeys(_moving(file, decided), together) if together else {})

    def _stuck(self, file: ParsedFile, decided: Mapping[int, ImageDecision]) -> str:
        """Which image cannot go along, and why; empty where all can."""
        for number, (_, decision) in decided.items():
            use = file.uses[number]
            if use.role != "text" and self._decider.is_stuck(decision):
                return f"{use.reference} cannot: {decision.reason}"
        for place in file.skipped:
            content = content_at(file, place.span.path, self._builds)
            text = content[place.span.start : place.span.end].decode("utf-8", errors="replace")
            if not place.name and "dotnet/" in text:  # what else could stand there is not known
                return f"{text} is not known: {place.reason}"
        return ""


def _moving(file: ParsedFile, decided: Mapping[int, ImageDecision]) -> list[int]:
    """The images that go to another channel, those of stages together."""
    return [
        number
        for number, (_, decision) in decided.items()
        if moves_with_stages(file.uses[number], decision)
    ]


def moves_with_stages(use: Use, decision: Decision) -> bool:
    """Whether an image of a Dockerfile moves only together with those of its stages."""
    return decision.changes_channel and use.role != "text"
