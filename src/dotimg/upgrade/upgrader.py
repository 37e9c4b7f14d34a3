"""Computes the new content of files."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

from dotimg.catalog.tables import Catalog
from dotimg.errors import InputError
from dotimg.explain.homes import needles
from dotimg.explain.policy import Policy, goal
from dotimg.explain.records import Records
from dotimg.explain.replacement import Replacements
from dotimg.files.builds.collection import Builds
from dotimg.files.dockerfile import parse
from dotimg.files.kinds import FileKind
from dotimg.files.lines import Lines
from dotimg.files.model import Span
from dotimg.named_tuples import NamedTuple
from dotimg.names import tags, versions
from dotimg.project.images.sdk_image import SdkImages
from dotimg.project.of_dockerfile import App, AppFinder
from dotimg.upgrade.account import Account, Decided, silent
from dotimg.upgrade.container_family import Families
from dotimg.upgrade.decision import Ask, Decider, Decision
from dotimg.upgrade.file_advice import FileAdvisor
from dotimg.upgrade.file_decisions import FileDecider, moves_with_stages
from dotimg.upgrade.held import Holds
from dotimg.upgrade.model import FileUpgrade
from dotimg.upgrade.move.model import ALONE, Beside, Companion
from dotimg.upgrade.plan import PartOfPlan, Plan
from dotimg.upgrade.reading import ParsedFile, read_file
from dotimg.upgrade.reasons import why
from dotimg.upgrade.sdk_pins import SdkPins
from dotimg.upgrade.writing import edits, in_their_files, stand_in_their_images, written

_SDK = "mcr.microsoft.com/dotnet/sdk"


class Wish(NamedTuple):
    """Where the images of a file go: the channel `to`, and from which the numbered ones come.

    `old` is empty where only SDKs move, within their channel.
    `sdks` are the SDKs that the new images hold, by the numbers of these, and `sdk` is one of them,
    else the newest of the channel.
    """

    to: str
    old: Mapping[int, str]
    sdks: Mapping[int, str]
    sdk: str


class Upgrader:
    """Upgrades files; what it decided for one image serves the next.

    Args:
        catalog: The tables.
        today: The day to judge on, as an ISO date.
        policy: Where to go.
        mirror: A prefix that may stand for the official registry.
        arguments: Build arguments given from outside, or the builds that files declare with them.
        ask: Gives the digest that a registry has, see `Decider`.
        app_of: Finds the app that a Dockerfile of that path builds, None for none; projects are not
            opened either then.
    """

    def __init__(
        self,
        catalog: Catalog,
        today: str,
        policy: Policy,
        mirror: str | None,
        arguments: Mapping[str, str] | Builds,
        ask: Ask | None = None,
        app_of: AppFinder | None = None,
    ) -> None:
        self._records = Records(catalog, today)
        self._builds = (
            arguments
            if isinstance(arguments, Builds)
            else Builds(arguments, needles=needles(catalog))
        )
        self._app_of = app_of
        self._decider = Decider(self._records, policy, mirror, ask)
        holds = Holds(catalog, today, policy, mirror)
        aim = goal(catalog, policy, today)
        families = Families(self._records, Replacements(self._records, policy))
        self._files = FileDecider(self._decider, families, holds, aim, self._builds, app_of)
        images = SdkImages(catalog, today, self._builds.published.keys())
        self._taken = images.found if app_of and not policy.pin_sdk_images else None
        self._pins = SdkPins(self._records, images, self._decider, mirror)
        self._pins_sdk_images = app_of is not None and policy.pin_sdk_images
        self._account = Account(self._records, self._decider, self._builds)
        self._advisor = FileAdvisor(
            catalog,
            self._decider,
            holds,
            self._builds,
            self.app,
            self._goal,
            opens_projects=app_of is not None,
        )

    def upgrade(self, path: str, kind: FileKind, content: bytes) -> FileUpgrade:
        """What becomes of a file whose values all stand in it.

        Args:
            path: What to call the file.
            kind: What it is, as `files.kinds.kind_of` tells.
            content: Its bytes.

        Raises:
            InputError: The file cannot be read as what it is; the message begins with the line.
        """
        return self.together([self.read(path, kind, content)])[0]

    def read(self, path: str, kind: FileKind, content: bytes) -> ParsedFile:
        """A file with the images that it names, as `upgrade` takes it.

        Raises:
            InputError: The file cannot be read as what it is; the message begins with the line.
        """
        return read_file(self._builds, path, kind, content, self._taken)

    def wish(self, file: ParsedFile) -> Wish | None:
        """Where the images of a file go; None where they stay as they are."""
        decided, held = self._files.decide(file)
        sdks = {
            number: versions.without_rebuild(decision.new.tag.version)
            for number, (_, decision) in decided.items()
            if decision.new and decision.old and decision.new.tag != decision.old.tag
            if decision.new.repository.name == "sdk" and not decision.reason
        }
        moving = {
            number: decision
            for number, (_, decision) in decided.items()
            if not decision.reason
            and number not in held
            and moves_with_stages(file.uses[number], decision)
        }
        goals = [one.new.channel for one in moving.values() if one.new and one.new.is_dotnet]
        goals += [
            versions.channel(tags.parse(one.successor.tag).version)
            for one in moving.values()
            if one.successor
        ]
        if not goals:
            first = next(iter(sdks.values()), "")
            return Wish(versions.channel(first), {}, sdks, first) if sdks else None
        to = max(goals, key=versions.age)
        old = {number: one.old.channel if one.old else "" for number, one in moving.items()}
        return Wish(to, old, sdks, next(iter(sdks.values()), self._newest_sdk(to)))

    def channels(self, file: ParsedFile) -> dict[int, str]:
        """The channels of .NET of the images that a file builds on, and that may go to another."""
        decided, _ = self._files.decide(file)
        return {
            number: decision.old.channel
            for number, (_, decision) in decided.items()
            if decision.old and decision.old.is_dotnet
            if file.uses[number].role in ("from", "base-image")
        }

    def app(self, file: ParsedFile) -> App | None:
        """What a file builds, None where that is not known.

        Raises:
            InputError: There are several projects, or one, or its global.json, cannot be used.
        """
        return self._app_of(file.path, file.parsed, file.content) if self._app_of else None

    def app_at(self, path: str, content: bytes) -> App | None:
        """The same for a Dockerfile of whose images nothing is asked.

        Raises:
            InputError: As of `app`, or it is not a Dockerfile.
        """
        return self._app_of(path, parse(content), content) if self._app_of else None

    def stuck(self, files: Sequence[ParsedFile], blocked: Mapping[str, str]) -> dict[str, str]:
        """The files whose images cannot be written in their next channel, with the reasons."""
        plan = Plan([use for file in files for use in file.uses])
        planned, first = [], 0
        for file in files:
            decided = self._planned(file, plan, first, blocked.get(file.path, ""))
            planned.append(
                (file, first, {number for number in decided if plan.moves(first + number)})
            )
            first += len(file.uses)
        plan.settle()
        found = {}
        for file, start, moving in planned:
            left = [one for one in sorted(moving) if not plan.moves(start + one)]
            if left:
                found[file.path] = plan.left[start + left[0]]
        return found

    def _goal(self, file: ParsedFile) -> str:
        """The channel that the images of a file go to, empty for none."""
        wish = self.wish(file)
        return wish.to if wish else ""

    def _newest_sdk(self, channel: str) -> str:
        """The SDK in the image of a channel, in full; empty where the tables hold none."""
        found = self._records.find(_SDK, channel)
        return versions.without_rebuild(found.tag.version) if found else ""

    def together(self, files: Sequence[ParsedFile], beside: Beside = ALONE) -> list[FileUpgrade]:
        """What becomes of files that share values, and of those that state the values.

        All of them are to be written, or none.

        Args:
            files: The files that name images.
            beside: What else moves with them.

        Raises:
            InputError: They cannot be edited without changing what they mean.
        """
        contents = self._contents(files, beside)
        lines = {path: Lines(content) for path, content in contents.items()}
        plan = Plan([use for file in files for use in file.uses])
        decided = []
        first = 0
        for file in files:
            decided.append(self._planned(file, plan, first, beside.blocked.get(file.path, "")))
            first += len(file.uses)
        values = plan.settle()
        moving = [
            {number: one.decision for number, one in own.items() if plan.moves(first + number)}
            for own, first in zip(
                decided, accumulate((len(one.uses) for one in files), initial=0), strict=False
            )
        ]
        companions = (*beside.edits, *self._advisor.renames(files, moving))
        kinds = {file.path: file.kind for file in files}
        values = in_their_files(values, contents, kinds, self._builds)
        changed = written(contents, values)
        if not stand_in_their_images(values, [use for file in files for use in file.uses]):
            self._verify(files, changed, plan)
        pins = {
            file.path: self._pins.of(file.path, file.content)
            for file in files
            if file.kind == "project" and self._pins_sdk_images
        }
        values |= {span: text for one in pins.values() for span, text in one.values.items()}
        values = _with_companions(values, companions, contents)
        changed = written(contents, values)
        paths = tuple(sorted(contents)) if len(contents) > 1 else ()
        whys = self._whys(files, moving, companions)
        kinds_of = {one.span: one.kind for one in companions}
        told, first = [], 0
        for file, own, moves in zip(files, decided, moving, strict=True):
            told.append(self._account.told(file, own, moves, PartOfPlan(plan, first), lines))
            told[-1] = told[-1]._replace(advice=self._advisor.of(file, own, moves, values, beside))
            if file.path in pins:
                told[-1] = pins[file.path].told_with(told[-1])
            first += len(file.uses)
        others = contents.keys() - {file.path for file in files}
        told += [silent(path, contents[path]) for path in sorted(others)]
        return [
            one._replace(
                new=changed[one.path],
                edits=tuple(edits(one, values, whys, lines[one.path], kinds_of)),
                together=paths,
            )
            for one in told
        ]

    def _planned(self, file: ParsedFile, plan: Plan, first: int, blocked: str) -> Decided:
        """Plan what becomes of the images of a file, whose first one has that number."""
        decided, held = self._files.decide(file, blocked)
        for number, (parsed, decision) in decided.items():
            new = self._decider.text(parsed, decision)
            if not decision.reason and new != file.uses[number].reference:
                together = file.parsed and moves_with_stages(file.uses[number], decision)
                plan.move(first + number, new, file.path if together else "")
            elif reason := held.get(number, decision.reason):
                plan.leave(first + number, reason)
        return decided

    def _contents(self, files: Sequence[ParsedFile], beside: Beside) -> dict[str, bytes]:
        """The bytes of files, of those that state their values, and of those beside, by paths."""
        own = {file.path: file.content for file in files}
        others = {path for file in files for path in file.others} - own.keys()
        stating = {path: self._builds.content(path) for path in sorted(others)}
        return {**beside.contents, **stating, **own}

    def _whys(
        self,
        files: Sequence[ParsedFile],
        moving: Sequence[Mapping[int, Decision]],
        companions: Iterable[Companion],
    ) -> dict[Span, dict[str, None]]:
        """Why each value changes: what moves beside, then the images that it is a part of."""
        found: dict[Span, dict[str, None]] = {}
        for companion in companions:
            found.setdefault(companion.span, {})[companion.why] = None
        for file, moves in zip(files, moving, strict=True):
            for number, decision in moves.items():
                use = file.uses[number]
                size = use.span.end - use.span.start
                for span in (*(piece.span for piece in use.pieces), use.span.part(size, size)):
                    if span:
                        found.setdefault(span, {})[why(self._records, decision)] = None
        return found

    def _verify(
        self,
        files: Sequence[ParsedFile],
        changed: Mapping[str, bytes],
        plan: Plan,
    ) -> None:
        """Read the new texts as the builder will, and find what was planned."""
        dockerfiles = [file.path for file in files if file.parsed]
        again = self._builds.again(changed, dockerfiles)
        # Two images of one value that became the same are read as one.
        found = {
            use.reference
            for file in files
            for use in read_file(again, file.path, file.kind, changed[file.path]).uses
        }
        if found != plan.references():
            raise InputError("line 1: cannot be edited without changing what it means")


def _with_companions(
    values: Mapping[Span, str], edits: Iterable[Companion], contents: Mapping[str, bytes]
) -> dict[Span, str]:
    """The texts of all values, of images and beside them.

    Raises:
        InputError: Two of them stand in one place and differ.
    """
    found = dict(values)
    for one in edits:
        if found.setdefault(one.span, one.text) != one.text:
            line = Lines(contents[one.span.path]).place(one.span.start)[0]
            raise InputError(f"line {line}: an image needs another value than what moves with it")
    return found
