"""The comparison of two answers, and the known gaps: where a difference has a reason."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tests.recount.answers import Answer

_LONGEST = 200


class Difference(NamedTuple):
    """One field of one reference where the tool says another thing than the raw data."""

    reference: str
    day: str
    field: str
    ours: object
    theirs: object


class Gap(NamedTuple):
    """Differences that are known, and why.

    `fields` and `reference` are patterns that the whole field and the whole reference match.
    """

    fields: str
    reference: str
    reason: str

    def holds(self, difference: Difference) -> bool:
        """Whether the difference is one of these."""
        return bool(
            re.fullmatch(self.fields, difference.field)
            and re.fullmatch(self.reference, difference.reference)
        )


class Table:
    """Counts, per field, what was compared, what differs, and what of that is a known gap."""

    def __init__(self, gaps: Iterable[Gap]) -> None:
        self._gaps = tuple(gaps)
        self.compared: Counter[str] = Counter()
        self.explained: Counter[str] = Counter()
        self._used: set[Gap] = set()
        self.unexplained: list[Difference] = []

    def compare(self, reference: str, day: str, ours: Answer, theirs: Answer) -> None:
        """Compare the fields of our answer with those of the tool."""
        for field, value in ours.items():
            if value == theirs[field]:
                continue
            difference = Difference(reference, day, field, value, theirs[field])
            gap = next((gap for gap in self._gaps if gap.holds(difference)), None)
            if gap:
                self.explained[difference.field] += 1
                self._used.add(gap)
            else:
                self.unexplained.append(difference)
        self.compared.update(ours.keys())

    def lines(self) -> Iterator[str]:
        """The table: a field, how often it was compared, how often it differs, known gaps."""
        differing = Counter(difference.field for difference in self.unexplained)
        yield f"{'field':18}{'compared':>10}{'differing':>11}{'gaps':>8}"
        for field, count in self.compared.items():
            yield f"{field:18}{count:10}{differing[field]:11}{self.explained[field]:8}"

    def faults(self, most: int) -> list[str]:
        """What differs and is no known gap, up to a number of examples of each field."""
        shown: Counter[str] = Counter()
        found = []
        for one in self.unexplained:
            shown[one.field] += 1
            if shown[one.field] <= most:
                place = f"{one.reference} on {one.day}: {one.field}"
                found.append(f"{place}: {_short(one.ours)}, not {_short(one.theirs)}")
        return found

    def stale(self) -> list[str]:
        """Why there were gaps of which nothing is left, after a comparison of everything."""
        return [gap.reason for gap in self._gaps if gap not in self._used]


def _short(value: object) -> str:
    text = ", ".join(sorted(map(str, value))) if isinstance(value, set) else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
