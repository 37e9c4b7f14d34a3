"""The digest of a tag on a past day."""

from dotimg.catalog.details import Digest
from dotimg.explain import tag
from dotimg.explain.model import Explanation
from dotimg.explain.records import Records
from dotimg.explain.subject import Subject
from dotimg.explain.verdict import Verdicts

_FIRST_DAY = "2020-03-10"  # of the digests


def explained(
    records: Records, verdicts: Verdicts, subject: Subject, text: str, day: str
) -> Explanation:
    """All that is known of a tag as it was on a day.

    The days of the tables are those of digests, which may have carried the tag for a part of them:
    of several that were listed on the day, the tag was on the newest.
    """
    decided = verdicts.of(subject)
    first = subject.tag.first_seen
    if first > day or not subject.tag.published:
        found = tag.described(records, subject, text, "")
        said = f"Not published by {day}: first listed {first}" if first else found.sentence
        return found._replace(sentence=said, published=False)
    history = tuple(one for one in tag.history(records, subject) if one.first_seen <= day)
    there = [one for one in history if _listed(one, day)]
    gone = subject.tag.is_retired(day)
    if gone:  # what a tag pointed at last can still be pulled
        there = list(history[:1])
    if not there:
        found = tag.explained(records, subject, decided, text, (), now=False)
        return found._replace(notes=(*found.notes, _unknown(day)))
    rest = tuple(one for one in history if one.first_seen < there[0].first_seen)
    then = there[0]
    moved = subject._replace(tag=subject.tag._replace(version=then.version or subject.tag.version))
    found = tag.explained(records, moved, decided, text, (then, *rest), now=False)
    note = f"the digest that it had on {day}"
    if gone:
        note = f"it was no longer listed on {day}: a pull still gave its last digest"
    elif len(there) > 1:
        note += f"; on that day {len(there)} of its digests were listed; this is the newest"
    return found._replace(notes=(*found.notes, note))


def _listed(row: Digest, day: str) -> bool:
    return not row.retired or day < row.retired


def _unknown(day: str) -> str:
    """Why the tables do not know the digest of a day."""
    if day < _FIRST_DAY:
        return f"digests are known since {_FIRST_DAY}, so the one of {day} is unknown"
    return f"the digest that it had on {day} is not known"
