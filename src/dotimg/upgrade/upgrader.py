"""From one file to what it would be with its images moved."""

import re
import sys
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from dotimg.catalog.tables import Catalog
from dotimg.errors import InputError, UsageError
from dotimg.explain.homes import is_dotnets, needles
from dotimg.explain.policy import Policy, goal
from dotimg.explain.records import Records
from dotimg.files import dockerfile, formats
from dotimg.files.dockerfile import Dockerfile
from dotimg.files.kinds import FileKind, is_template
from dotimg.files.lines import Lines
from dotimg.files.literals import with_literals
from dotimg.files.model import Found, Skipped, Span, Use
from dotimg.names import reference
from dotimg.names.mirror import mirror_of
from dotimg.names.reference import Reference
from dotimg.project.of_dockerfile import App
from dotimg.upgrade.advice import PAGE, Change, advice, other_readers, project_advice
from dotimg.upgrade.decision import Ask, Decider, Decision
from dotimg.upgrade.model import Advice, Edit, FileUpgrade, Left, Move
from dotimg.upgrade.plan import Plan
from dotimg.upgrade.reasons import why

_YAML = ("compose", "workflow", "azure-pipelines", "gitlab-ci", "yaml")
_LONGEST = 200
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_PROJECT = f"{PAGE}#project"


class _ParsedFile(NamedTuple):
    """A file as it was; `references` are those of the uses that are any, by their numbers."""

    path: str
    kind: FileKind
    content: bytes
    uses: tuple[Use, ...]
    skipped: tuple[Skipped, ...]
    parsed: Dockerfile | None
    references: dict[int, Reference]


_Decided = dict[int, tuple[Reference, Decision]]


class Upgrader:
    """Upgrades files, one after the other; what it decided for one image serves the next.

    Args:
        catalog: The tables.
        today: The day to judge on, as an ISO date.
        policy: Where to go.
        mirror: A prefix that may stand for the official registry.
        arguments: Build arguments given from outside.
        ask: Gives the digest that a registry has, see `Decider`.
        app_of: Finds the app that a Dockerfile of that path builds, None for none.
    """

    def __init__(
        self,
        catalog: Catalog,
        today: str,
        policy: Policy,
        mirror: str | None,
        arguments: Mapping[str, str],
        ask: Ask | None = None,
        app_of: Callable[[str, Dockerfile], App | None] | None = None,
    ) -> None:
        self._records = Records(catalog, today)
        self._arguments = arguments
        self._app_of = app_of
        self._needles = needles(catalog)
        self._aim = goal(catalog, policy, today)
        self._decider = Decider(self._records, policy, mirror, ask)

    def upgrade(self, path: str, kind: FileKind, content: bytes) -> FileUpgrade:
        """What becomes of a file.

        Args:
            path: What to call the file.
            kind: What it is, as `documents.kind_of` tells.
            content: Its bytes.

        Raises:
            InputError: The file cannot be read as what it is; the message begins with the line.
        """
        file = self._read(path, kind, content)
        stages, uses = file.parsed is not None, file.uses
        decided = self._decided(file, self._aim)
        held = self._held_back(file, decided) if stages else {}
        if held:
            decided = self._decided(file, None)
        plan = Plan(uses)
        for number, (parsed, decision) in decided.items():
            new = self._decider.text(parsed, decision)
            if not decision.reason and new != uses[number].reference:
                plan.move(number, new, together=stages and _moves_along(uses[number], decision))
            elif reason := held.get(number, decision.reason):
                plan.leave(number, reason)
        values = plan.settle()
        if kind in _YAML:
            values = {span: _text_in_yaml(content, span, text) for span, text in values.items()}
        changed = _written(content, values)
        if not _stand_in_their_images(values, uses):
            self._verify(file, changed, plan)
        moves = {number: pair[1] for number, pair in decided.items() if plan.moves(number)}
        told = self._told(file, decided, moves, plan, values)
        return told._replace(new=changed, advice=self._advice(file, moves, values))

    def _told(
        self,
        file: _ParsedFile,
        decided: _Decided,
        moves: Mapping[int, Decision],
        plan: Plan,
        values: Mapping[Span, str],
    ) -> FileUpgrade:
        """All that is to be said of a file, its new bytes and the advice left out."""
        lines = Lines(file.content)

        def line(number: int) -> int:
            return lines.place(file.uses[number].span.start)[0]

        return FileUpgrade(
            path=file.path,
            old=file.content,
            new=file.content,
            edits=tuple(_edits(file, values, self._whys(file, moves), lines)),
            moves=tuple(
                Move(
                    file.path,
                    line(number),
                    file.uses[number].reference,
                    plan.reference(number),
                    why(self._records, one),
                    self._decider.cautions(one),
                )
                for number, one in moves.items()
            ),
            left=(
                *(
                    Left(file.path, line(number), file.uses[number].reference, reason)
                    for number, reason in sorted(plan.left.items())
                ),
                *(
                    Left(file.path, line(number), file.uses[number].reference, ended)
                    for number, (_, decision) in decided.items()
                    if number not in plan.left and not plan.moves(number)
                    for ended in self._decider.served(decision)
                ),
                *self._not_known(file, lines),
                *self._of_mirrors(file, decided, lines),
            ),
            advice=(),
            images=len(decided),
        )

    def _not_known(self, file: _ParsedFile, lines: Lines) -> list[Left]:
        """The places that may name an image of .NET, and cannot be read."""
        catalog = self._records.catalog
        found = []
        for place in file.skipped:
            text = file.content[place.span.start : place.span.end].decode("utf-8", errors="replace")
            if is_dotnets(catalog, place.name) if place.name else "dotnet/" in text:
                line = lines.place(place.span.start)[0]
                found.append(Left(file.path, line, text.split("\n")[0][:_LONGEST], place.reason))
        return found

    def _of_mirrors(self, file: _ParsedFile, decided: _Decided, lines: Lines) -> list[Left]:
        """The images that a mirror seems to hold which nobody named."""
        repositories = self._records.catalog.paths()
        found = []
        for number, parsed in file.references.items():
            prefix = "" if number in decided else mirror_of(parsed.name, repositories)
            if prefix:
                line = lines.place(file.uses[number].span.start)[0]
                reason = f"if it is a mirror's .NET image, move it with --registry {prefix}"
                found.append(Left(file.path, line, file.uses[number].reference, reason))
        return found

    def _whys(self, file: _ParsedFile, moves: Mapping[int, Decision]) -> dict[Span, str]:
        """Why each value changes: for the images that it is a part of."""
        found: dict[Span, dict[str, None]] = {}
        for number, decision in moves.items():
            use = file.uses[number]
            spans = [piece.span for piece in use.pieces if piece.span]
            for span in (*spans, Span(use.span.end, use.span.end)):
                found.setdefault(span, {})[why(self._records, decision)] = None
        return {span: "; ".join(reasons) for span, reasons in found.items()}

    def _read(self, path: str, kind: FileKind, content: bytes) -> _ParsedFile:
        try:
            parsed = dockerfile.parse(content, self._arguments) if kind == "dockerfile" else None
            if parsed:
                found = dockerfile.find(parsed, None)
            else:
                found = formats.read(kind, content, self._arguments)
        except InputError:
            if not is_template(content):
                raise
            parsed, found = None, Found((), ())
        found = with_literals(found, kind, content, self._needles)
        references = {}
        for number, use in enumerate(found.uses):
            with suppress(UsageError):
                references[number] = reference.parse(use.reference)
        return _ParsedFile(path, kind, content, *found, parsed, references)

    def _decided(self, file: _ParsedFile, aim: str | None) -> _Decided:
        """What to do about each .NET image, by its number."""
        decided: _Decided = {}
        for number, parsed in file.references.items():
            decision = self._decider.decide(parsed, aim, file.uses[number].platform)
            if decision != Decision():
                decided[number] = parsed, decision
        return decided

    def _held_back(self, file: _ParsedFile, decided: _Decided) -> dict[int, str]:
        """Which images stay, and why: stages move to the next channel all or not at all."""
        why_not = self._stuck(file, decided)
        moving = [
            number
            for number, (_, decision) in decided.items()
            if _moves_along(file.uses[number], decision)
        ]
        return dict.fromkeys(moving, f"all stages move together, and {why_not}") if why_not else {}

    def _stuck(self, file: _ParsedFile, decided: _Decided) -> str:
        """Which image cannot go along, and why; empty where all can."""
        for number, (_, decision) in decided.items():
            use = file.uses[number]
            if use.role != "text" and self._decider.is_stuck(decision):
                return f"{use.reference} cannot: {decision.reason}"
        for place in file.skipped:
            text = file.content[place.span.start : place.span.end]
            if not place.name and b"dotnet/" in text:  # what else could stand there is not known
                return f"{text.decode('utf-8', errors='replace')} is not known: {place.reason}"
        return ""

    def _verify(self, file: _ParsedFile, changed: bytes, plan: Plan) -> None:
        """Read the new text as the builder will, and find what was planned."""
        # Two images of one value that became the same are read as one.
        found = {use.reference for use in self._read(file.path, file.kind, changed).uses}
        if found != {plan.reference(number) for number in range(len(file.uses))}:
            raise InputError("line 1: cannot be edited without changing what it means")

    def _advice(
        self, file: _ParsedFile, moves: Mapping[int, Decision], values: Mapping[Span, str]
    ) -> tuple[Advice, ...]:
        """What to look at beside the edits, in the file and in the project that it builds."""
        changes = [
            Change(file.uses[number], one.old, one.new)
            for number, one in moves.items()
            if one.old and one.new and one.old != one.new
        ]
        if not file.parsed or not changes:
            return ()
        found = [*advice(file.path, file.content, file.parsed, changes)]
        found += other_readers(file.path, file.content, file.parsed, values)
        try:
            app = self._app_of(file.path, file.parsed) if self._app_of else None
        except InputError as error:
            found.append(Advice(file.path, 1, f"its project is not looked at: {error}", _PROJECT))
        else:
            found += project_advice(app, changes) if app else ()
        return tuple(dict.fromkeys(found))


def _moves_along(use: Use, decision: Decision) -> bool:
    """Whether an image of a Dockerfile moves only together with those of its stages."""
    return decision.changes_channel and use.role != "text"


def _stand_in_their_images(values: Mapping[Span, str], uses: Sequence[Use]) -> bool:
    """Whether each value stands where its image is named, and so can mean nothing else."""
    spans = sorted({use.span for use in uses})
    for span in values:
        before = bisect_right(spans, (span.start, sys.maxsize)) - 1
        if before < 0 or span.end > spans[before].end:
            return False
    return True


def _text_in_yaml(content: bytes, span: Span, text: str) -> str:
    """The text of a value, in quotes where YAML would take it for a number."""
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
    if quoted or not (alone and begins) or _NUMBER.fullmatch(old):
        return text
    return f'"{text}"'


def _written(content: bytes, values: Mapping[Span, str]) -> bytes:
    """The bytes with the values in their places."""
    parts, end = [], 0
    for span, text in sorted(values.items()):
        parts += [content[end : span.start], text.encode()]
        end = span.end
    return b"".join((*parts, content[end:]))


def _edits(
    file: _ParsedFile, values: Mapping[Span, str], whys: Mapping[Span, str], lines: Lines
) -> list[Edit]:
    found = []
    for span, new in sorted(values.items()):
        old = file.content[span.start : span.end].decode("utf-8", errors="replace")
        if old != new:
            place = lines.place(span.start)
            found.append(Edit(file.path, *place, span, old, new, whys.get(span, "")))
    return found
