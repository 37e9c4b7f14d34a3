"""All that is said of a file beside its edits: what moves, what is left, what was skipped."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from dotimg.check.checker import mirror_reason
from dotimg.check.model import Skip
from dotimg.explain.homes import is_dotnets
from dotimg.explain.records import Records
from dotimg.files.builds.collection import Builds
from dotimg.files.lines import Lines
from dotimg.files.model import Skipped
from dotimg.names.mirror import mirror_of
from dotimg.upgrade.decision import Decider, Decision
from dotimg.upgrade.file_decisions import ImageDecision
from dotimg.upgrade.model import FileUpgrade, Left, Move
from dotimg.upgrade.plan import PartOfPlan
from dotimg.upgrade.reading import ParsedFile, comments_at
from dotimg.upgrade.reasons import why

T = TypeVar("T")
Decided = Mapping[int, ImageDecision]


class Account:
    """Tells of files what becomes of their images.

    Args:
        records: What is known of images.
        decider: Decided on them.
        builds: Knows the bytes of the files that state values.
    """

    def __init__(self, records: Records, decider: Decider, builds: Builds) -> None:
        self._records = records
        self._decider = decider
        self._builds = builds

    def told(
        self,
        file: ParsedFile,
        decided: Decided,
        moves: Mapping[int, Decision],
        part: PartOfPlan,
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
                        for ended in self._decider.remains(decision)
                    ),
                )
            ),
            advice=(),
            images=len({(use.place, use.reference) for use in map(file.uses.__getitem__, decided)}),
            skipped=self._skipped(file, decided),
            ended=_distinct(
                Left(*place(number), part.reference(number), ended)
                for number, one in decided.items()
                if (ended := self._decider.ended(*one, moves=number in moves))
            ),
        )

    def _skipped(self, file: ParsedFile, decided: Decided) -> tuple[Skip, ...]:
        """All places that cannot be judged."""
        catalog = self._records.catalog
        own = [one for one in file.skipped if not one.name or is_dotnets(catalog, one.name)]
        places = (*own, *file.unreadable, *self._of_mirrors(file, decided))
        found = {
            Skip(
                one.span.path,
                comments_at(file, one.span, self._builds).lines.place(one.span.start)[0],
                one.reason,
            )
            for one in places
        }
        return tuple(sorted(found))

    def _of_mirrors(self, file: ParsedFile, decided: Decided) -> Iterator[Skipped]:
        """The images that a mirror seems to hold which nobody named."""
        repositories = self._records.catalog.paths()
        for number, parsed in file.references.items():
            prefix = "" if number in decided else mirror_of(parsed.name, repositories)
            if prefix:
                yield Skipped(file.uses[number].span, mirror_reason(prefix))


def silent(path: str, content: bytes) -> FileUpgrade:
    """A file of which only values change."""
    return FileUpgrade(path, content, content, (), (), (), (), 0)


def _distinct(values: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))
