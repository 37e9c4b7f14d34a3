"""From files to what they would be with their images moved."""

import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import NamedTuple, TypeVar

from dotimg.catalog.tables import Catalog
from dotimg.check.checker import TEMPLATE, placeholder_reason
from dotimg.check.ignore_comments import IgnoreComments, silenced
from dotimg.check.model import Skip
from dotimg.errors import InputError, UsageError
from dotimg.explain.homes import is_dotnets, needles
from dotimg.explain.policy import Policy, goal
from dotimg.explain.records import Records
from dotimg.files.builds.collection import Builds
from dotimg.files.dockerfile import Dockerfile
from dotimg.files.kinds import FileKind, is_template
from dotimg.files.lines import Lines
from dotimg.files.model import Found, Skipped, Span, Use
from dotimg.names import reference
from dotimg.names.mirror import mirror_of
from dotimg.names.reference import Reference
from dotimg.project.of_dockerfile import App, AppFinder
from dotimg.upgrade.advice import PAGE, Change, advice, other_readers, project_advice
from dotimg.upgrade.decision import Ask, Decider, Decision
from dotimg.upgrade.held import Holds
from dotimg.upgrade.model import Advice, Edit, FileUpgrade, Left, Move
from dotimg.upgrade.plan import Plan
from dotimg.upgrade.reasons import why

_YAML = ("compose", "workflow", "azure-pipelines", "gitlab-ci", "yaml")
_LONGEST = 200
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_PIECED = "it is put together of pieces, which may have other values elsewhere"
_PROJECT = f"{PAGE}#project"

T = TypeVar("T")


class ParsedFile(NamedTuple):
    """A file as it was; `references` are those of the uses that are any, by their numbers.

    All spans bear the path of the file that they are of. `unreadable` are the places of the uses
    without a reference; `comments` are those of files that were looked at so far.
    """

    path: str
    kind: FileKind
    content: bytes
    uses: tuple[Use, ...]
    skipped: tuple[Skipped, ...]
    parsed: Dockerfile | None
    references: dict[int, Reference]
    unreadable: tuple[Skipped, ...]
    comments: dict[str, IgnoreComments]

    @property
    def others(self) -> frozenset[str]:
        """The other files that state values of its images."""
        pieces = (piece for use in self.uses for piece in use.pieces)
        spans = (*(piece.span for piece in pieces), *(use.span for use in self.uses))
        return frozenset(span.path for span in spans if span) - {self.path}


_Decided = dict[int, tuple[Reference, Decision]]


class Upgrader:
    """Upgrades files; what it decided for one image serves the next.

    Args:
        catalog: The tables.
        today: The day to judge on, as an ISO date.
        policy: Where to go.
        mirror: A prefix that may stand for the official registry.
        arguments: Build arguments given from outside, or the builds that files declare with them.
        ask: Gives the digest that a registry has, see `Decider`.
        app_of: Finds the app that a Dockerfile of that path builds, None for none.
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
        self._aim = goal(catalog, policy, today)
        self._decider = Decider(self._records, policy, mirror, ask)
        self._holds = Holds(catalog, today, policy, mirror)

    def upgrade(self, path: str, kind: FileKind, content: bytes) -> FileUpgrade:
        """What becomes of a file whose values all stand in it.

        Args:
            path: What to call the file.
            kind: What it is, as `documents.kind_of` tells.
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
        return _read(self._builds, path, kind, content)

    def together(self, files: Sequence[ParsedFile]) -> list[FileUpgrade]:
        """What becomes of files that share values, and of those that state the values.

        All of them are to be written, or none.

        Raises:
            InputError: They cannot be edited without changing what they mean.
        """
        contents = {file.path: file.content for file in files}
        others = {path for file in files for path in file.others} - contents.keys()
        contents |= {path: self._builds.content(path) for path in sorted(others)}
        lines = {path: Lines(content) for path, content in contents.items()}
        plan = Plan([use for file in files for use in file.uses])
        decided: list[_Decided] = []
        first = 0
        for file in files:
            decided.append(self._planned(file, plan, first))
            first += len(file.uses)
        values = plan.settle()
        kinds = {file.path: file.kind for file in files}
        values = {
            span: _text_in_yaml(contents[span.path], span, text, self._builds)
            if kinds.get(span.path, self._builds.declaring.get(span.path)) in _YAML
            else text
            for span, text in values.items()
        }
        changed = _written(contents, values)
        if not _stand_in_their_images(values, [use for file in files for use in file.uses]):
            self._verify(files, changed, plan)
        paths = tuple(sorted(contents)) if len(contents) > 1 else ()
        whys: dict[Span, dict[str, None]] = {}
        told, first = [], 0
        for file, own in zip(files, decided, strict=True):
            moves = {number: pair[1] for number, pair in own.items() if plan.moves(first + number)}
            for span, reason in self._whys(file, moves):
                whys.setdefault(span, {})[reason] = None
            told.append(self._told(file, own, moves, _Part(plan, first), lines))
            told[-1] = told[-1]._replace(advice=self._advice(file, moves, values))
            first += len(file.uses)
        told += [_silent(path, contents[path]) for path in sorted(others)]
        return [
            one._replace(
                new=changed[one.path],
                edits=tuple(_edits(one, values, whys, lines[one.path])),
                together=paths,
            )
            for one in told
        ]

    def _planned(self, file: ParsedFile, plan: Plan, first: int) -> _Decided:
        """Plan what becomes of the images of a file, whose first one has that number."""
        stages = file.parsed is not None
        decided = self._decided(file, self._aim)
        held = self._held_back(file, decided) if stages else {}
        if held:
            decided = self._decided(file, None)
        for number, (parsed, decision) in decided.items():
            new = self._decider.text(parsed, decision)
            if not decision.reason and new != file.uses[number].reference:
                together = stages and _moves_along(file.uses[number], decision)
                plan.move(first + number, new, file.path if together else "")
            elif reason := held.get(number, decision.reason):
                plan.leave(first + number, reason)
        return decided

    def _told(
        self,
        file: ParsedFile,
        decided: _Decided,
        moves: Mapping[int, Decision],
        part: "_Part",
        lines: Mapping[str, Lines],
    ) -> FileUpgrade:
        """All that is to be said of a file, its new bytes, edits and advice left out."""

        def place(number: int) -> tuple[str, int]:
            span = file.uses[number].place
            return span.path, lines[span.path].place(span.start)[0]

        return FileUpgrade(
            path=file.path,
            old=file.content,
            new=file.content,
            edits=(),
            moves=_distinct(
                Move(
                    *place(number),
                    file.uses[number].reference,
                    part.reference(number),
                    why(self._records, one),
                    self._decider.cautions(one),
                )
                for number, one in moves.items()
            ),
            left=_distinct(
                (
                    *(
                        Left(*place(number), file.uses[number].reference, reason)
                        for number, reason in part.left(len(file.uses))
                    ),
                    *(
                        Left(*place(number), file.uses[number].reference, ended)
                        for number, (_, decision) in decided.items()
                        if not part.decides(number)
                        for ended in self._decider.served(decision)
                    ),
                )
            ),
            advice=(),
            images=len({(use.place, use.reference) for use in map(file.uses.__getitem__, decided)}),
            skipped=self._skipped(file, decided),
        )

    def _skipped(self, file: ParsedFile, decided: _Decided) -> tuple[Skip, ...]:
        """All places that cannot be judged."""
        catalog = self._records.catalog
        own = [one for one in file.skipped if not one.name or is_dotnets(catalog, one.name)]
        places = (*own, *file.unreadable, *self._of_mirrors(file, decided))
        found = {
            Skip(
                one.span.path,
                self._comments_of(file, one.span).lines.place(one.span.start)[0],
                one.reason,
            )
            for one in places
        }
        return tuple(sorted(found))

    def _of_mirrors(self, file: ParsedFile, decided: _Decided) -> Iterator[Skipped]:
        """The images that a mirror seems to hold which nobody named."""
        repositories = self._records.catalog.paths()
        for number, parsed in file.references.items():
            prefix = "" if number in decided else mirror_of(parsed.name, repositories)
            if prefix:
                reason = f"if it is a mirror's .NET image, move it with --registry {prefix}"
                yield Skipped(file.uses[number].span, reason)

    def _whys(self, file: ParsedFile, moves: Mapping[int, Decision]) -> Iterator[tuple[Span, str]]:
        """Why each value changes: for the images that it is a part of."""
        for number, decision in moves.items():
            use = file.uses[number]
            size = use.span.end - use.span.start
            for span in (*(piece.span for piece in use.pieces), use.span.part(size, size)):
                if span:
                    yield span, why(self._records, decision)

    def _content(self, file: ParsedFile, place: Skipped) -> bytes:
        path = place.span.path
        return file.content if path == file.path else self._builds.content(path)

    def _text(self, file: ParsedFile, place: Skipped) -> str:
        """What stands at a place that cannot be judged."""
        raw = self._content(file, place)[place.span.start : place.span.end]
        return raw.decode("utf-8", errors="replace")

    def _decided(self, file: ParsedFile, aim: str | None) -> _Decided:
        """What to do about each .NET image, by its number."""
        decided: _Decided = {}
        for number, parsed in file.references.items():
            decision = self._decider.decide(parsed, aim, file.uses[number].platform)
            if decision.successor and len(file.uses[number].pieces) > 1:
                decision = Decision(reason=_PIECED, alone=decision.alone)
            if decision != Decision():
                decided[number] = parsed, self._unless_held(file, number, parsed, decision)
        return decided

    def _unless_held(
        self, file: ParsedFile, number: int, parsed: Reference, decision: Decision
    ) -> Decision:
        """The decision, unless a comment is against it."""
        use, new = file.uses[number], self._decider.text(parsed, decision)
        if decision.reason or new == use.reference:
            return decision
        named = silenced(use, partial(self._comments_of, file))
        if not named:
            return decision
        rules = self._holds.rules(named, use, new, file.path, file.parsed, self._app(file))
        if not rules:
            return decision
        reason = f"a comment holds it: ignore={','.join(rules)}"
        return Decision(decision.old, reason=reason, held=True)

    def _comments_of(self, file: ParsedFile, span: Span) -> IgnoreComments:
        """The comments of the file that a span is of."""
        if span.path not in file.comments:
            own = span.path == file.path
            content = file.content if own else self._builds.content(span.path)
            file.comments[span.path] = IgnoreComments(Lines(content))
        return file.comments[span.path]

    def _app(self, file: ParsedFile) -> App | None:
        """What a Dockerfile builds, if that is known."""
        with suppress(InputError):
            if self._app_of and file.parsed:
                return self._app_of(file.path, file.parsed, file.content)
        return None

    def _held_back(self, file: ParsedFile, decided: _Decided) -> dict[int, str]:
        """Which images stay, and why: stages move to the next channel all or not at all."""
        why_not = self._stuck(file, decided)
        held = {one: decision.reason for one, (_, decision) in decided.items() if decision.held}
        moving = [
            number
            for number, (_, decision) in decided.items()
            if _moves_along(file.uses[number], decision)
        ]
        together = f"all stages move together, and {why_not}"
        return held | (dict.fromkeys(moving, together) if why_not else {})

    def _stuck(self, file: ParsedFile, decided: _Decided) -> str:
        """Which image cannot go along, and why; empty where all can."""
        for number, (_, decision) in decided.items():
            use = file.uses[number]
            if use.role != "text" and self._decider.is_stuck(decision):
                return f"{use.reference} cannot: {decision.reason}"
        for place in file.skipped:
            text = self._text(file, place)
            if not place.name and "dotnet/" in text:  # what else could stand there is not known
                return f"{text} is not known: {place.reason}"
        return ""

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
            for use in _read(again, file.path, file.kind, changed[file.path]).uses
        }
        if found != plan.references():
            raise InputError("line 1: cannot be edited without changing what it means")

    def _advice(
        self, file: ParsedFile, moves: Mapping[int, Decision], values: Mapping[Span, str]
    ) -> tuple[Advice, ...]:
        """What to look at beside the edits, in the file and in the project that it builds."""
        changes = [
            Change(file.uses[number], one.old, one.new)
            for number, one in moves.items()
            if one.old
            and one.new
            and one.old != one.new
            and file.uses[number].span.path == file.path
        ]
        if not changes or not (file.parsed or file.kind == "project"):
            return ()
        found: list[Advice] = []
        if file.parsed:
            found += advice(file.path, file.content, file.parsed, changes)
            own = {span: text for span, text in values.items() if span.path == file.path}
            found += other_readers(file.path, file.content, file.parsed, own)
        try:
            app = self._app_of(file.path, file.parsed, file.content) if self._app_of else None
        except InputError as error:
            found.append(Advice(file.path, 1, f"its project is not looked at: {error}", _PROJECT))
        else:
            found += project_advice(app, changes) if app else ()
        return tuple(dict.fromkeys(found))


def _moves_along(use: Use, decision: Decision) -> bool:
    """Whether an image of a Dockerfile moves only together with those of its stages."""
    return decision.changes_channel and use.role != "text"


class _Part(NamedTuple):
    """The part of a plan that is of one file, whose images are numbered from `first` on."""

    plan: Plan
    first: int

    def reference(self, number: int) -> str:
        """The reference that an image ends with."""
        return self.plan.reference(self.first + number)

    def left(self, count: int) -> list[tuple[int, str]]:
        """The images that are left as they are, by their numbers in the file."""
        numbers = ((number - self.first, why) for number, why in sorted(self.plan.left.items()))
        return [(number, why) for number, why in numbers if 0 <= number < count]

    def decides(self, number: int) -> bool:
        """Whether the plan moves an image, or says why it stays."""
        place = self.first + number
        return place in self.plan.left or self.plan.moves(place)


def _read(builds: Builds, path: str, kind: FileKind, content: bytes) -> ParsedFile:
    """A file with the images that it names.

    Raises:
        InputError: The file cannot be read as what it is; the message begins with the line.
    """
    parsed = None
    try:
        if kind == "dockerfile":
            parsed, found = builds.dockerfile(path, content, None)
        else:
            found = builds.document(path, kind, content)
    except InputError as error:
        if not is_template(content):
            raise
        found = Found((), (Skipped(Span(0, 0), f"{TEMPLATE}: {error}"),))
    uses = tuple(_placed(use, path) for use in found.uses)
    skipped = tuple(one._replace(span=_in(one.span, path)) for one in found.skipped)
    references, unreadable = {}, []
    for number, use in enumerate(uses):
        if reference.is_placeholder(use.reference):
            unreadable.append(Skipped(use.span, placeholder_reason(use.reference)))
            continue
        try:
            references[number] = reference.parse(use.reference)
        except UsageError as error:
            unreadable.append(Skipped(use.span, str(error)))
    return ParsedFile(path, kind, content, uses, skipped, parsed, references, tuple(unreadable), {})


def _placed(use: Use, path: str) -> Use:
    """A use whose spans bear the path of their file."""
    pieces = tuple(
        piece._replace(span=_in(piece.span, path)) if piece.span else piece for piece in use.pieces
    )
    return use._replace(span=_in(use.span, path), pieces=pieces)


def _in(span: Span, path: str) -> Span:
    return span if span.path else span._replace(path=path)


def _silent(path: str, content: bytes) -> FileUpgrade:
    """A file of which only values change."""
    return FileUpgrade(path, content, content, (), (), (), (), 0)


def _distinct(values: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))


def _stand_in_their_images(values: Mapping[Span, str], uses: Sequence[Use]) -> bool:
    """Whether each value stands where its image is named, and so can mean nothing else."""
    by_path: dict[str, list[Span]] = {}
    for span in sorted({use.span for use in uses}):
        by_path.setdefault(span.path, []).append(span)
    for span in values:
        spans = by_path.get(span.path, [])
        before = bisect_right(spans, (span.start, sys.maxsize)) - 1
        if before < 0 or span.end > spans[before].end:
            return False
    return True


def _text_in_yaml(content: bytes, span: Span, text: str, builds: Builds) -> str:
    """The text of a value, in quotes where YAML would take it for a number.

    A number stays one, but where a build gives it to a Dockerfile: 10.0 would become 10.
    """
    if not _NUMBER.fullmatch(text):
        return text
    quoted = content[span.start - 1 : span.start] in (b"'", b'"') if span.start else False
    old = content[span.start : span.end].decode("utf-8", errors="replace")
    alone = content[span.end : span.end + 1] in (b"", b"\n", b"\r", b" ", b",", b"}", b"]")
    begins = content[max(span.start - _LONGEST, 0) : span.start].rstrip(b" ")[-1:] in (
        b":",
        b"-",
        b"[",
        b",",
    )
    number = _NUMBER.fullmatch(old) and span.path not in builds.declaring
    return text if quoted or number or not (alone and begins) else f'"{text}"'


def _written(contents: Mapping[str, bytes], values: Mapping[Span, str]) -> dict[str, bytes]:
    """The bytes of files with the values in their places."""
    changed = dict(contents)
    by_path: dict[str, list[Span]] = {}
    for span in sorted(values):
        by_path.setdefault(span.path, []).append(span)
    for path, spans in by_path.items():
        parts, end = [], 0
        for span in spans:
            parts += [contents[path][end : span.start], values[span].encode()]
            end = span.end
        changed[path] = b"".join((*parts, contents[path][end:]))
    return changed


def _edits(
    file: FileUpgrade,
    values: Mapping[Span, str],
    whys: Mapping[Span, Mapping[str, None]],
    lines: Lines,
) -> Iterator[Edit]:
    for span, new in sorted(values.items()):
        old = file.old[span.start : span.end].decode("utf-8", errors="replace")
        if span.path == file.path and old != new:
            place = lines.place(span.start)
            inside = Span(span.start, span.end)
            yield Edit(file.path, *place, inside, old, new, "; ".join(whys.get(span, ())))
