"""What is known of a digest, alone or behind a tag."""

from dotimg.catalog.digests import ALGORITHM
from dotimg.catalog.model import Digest
from dotimg.errors import UsageError, quoted
from dotimg.explain import sentence
from dotimg.explain.inputs import Query
from dotimg.explain.model import Cause, Explanation, ImageName
from dotimg.explain.records import Records, Subject
from dotimg.explain.retirement import cause
from dotimg.explain.substitutes import Substitutes
from dotimg.explain.tag import described, judged, platforms_of
from dotimg.explain.verdict import Verdict, verdict
from dotimg.names import tags
from dotimg.names.reference import is_digest

_FIRST_DAY = "2020-03-10"
_MOST_CANDIDATES = 5


def explained(records: Records, substitutes: Substitutes, query: Query) -> Explanation:
    """All that is known of a digest.

    Raises:
        UsageError: It is none, too short, or the beginning of several.
    """
    rows = _rows(records, query)
    known = _known(records, query, rows)
    if not known:
        return _never_listed(records, query)
    subject, row = known
    found = judged(
        described(records, subject, query.text, row.base),
        _verdict(records, substitutes, subject, row),
        lambda other: _pinned(records, other),
    )
    others = [other.repository for other in rows if other.repository != row.repository]
    return found._replace(
        sentence=_sentence(records, subject, row),
        name=found.name._replace(
            kind="digest",
            reference=f"{row.repository}@{row.digest}",
            tag=query.tag,
            digest=row.digest,
        ),
        inside=found.inside._replace(
            platforms=platforms_of(records, row) or found.inside.platforms, tags=row.tags
        ),
        dates=found.dates._replace(cause=_cause(records, subject, row), history=(row,)),
        notes=(*found.notes, *(f"{other} has the same digest" for other in others)),
        contradiction=contradiction(records, query, row),
    )


def find(records: Records, query: Query) -> tuple[Subject, Digest] | None:
    """The digest, and the tag that tells most of it, with the days of the digest.

    Raises:
        UsageError: It is none, too short, or the beginning of several.
    """
    return _known(records, query, _rows(records, query))


def contradiction(records: Records, query: Query, row: Digest) -> str:
    """Why the name and the digest do not belong together; empty where they do."""
    if not query.path or (query.path == row.repository and query.tag in (None, *row.tags)):
        return ""
    if query.path != row.repository:
        return f"the digest is of {row.repository}, it was never listed in {query.path}"
    named = records.find(query.path, query.tag or "")
    if not named:
        return f"the tag {query.tag} was never published, so the digest cannot be its"
    history = records.catalog.digest_history(named.path, named.channel, named.tag.name)
    if any(row.digest in one.children for one in history):
        return ""
    return f"the tag {query.tag} never pointed at this digest, which was {', '.join(row.tags)}"


def _rows(records: Records, query: Query) -> tuple[Digest, ...]:
    """All rows of a digest; none for sha512, which the publisher never used."""
    word = query.digest or ""
    if is_digest(word) and not word.startswith(ALGORITHM):
        return ()
    rows = records.catalog.digests(word)
    _refuse_ambiguous(query, rows)
    return rows


def _known(
    records: Records, query: Query, rows: tuple[Digest, ...]
) -> tuple[Subject, Digest] | None:
    row = _chosen(records, query, rows)
    subject = _subject(records, query, row) if row else None
    return (subject, row) if row and subject else None


def _refuse_ambiguous(query: Query, rows: tuple[Digest, ...]) -> None:
    candidates = list(dict.fromkeys(row.digest for row in rows))
    if len(candidates) > 1:
        shown = ", ".join(candidates[:_MOST_CANDIDATES])
        more = len(candidates) - _MOST_CANDIDATES
        rest = f" and {more} more" if more > 0 else ""
        raise UsageError(f"{quoted(query.text)} is the beginning of several: {shown}{rest}")


def _chosen(records: Records, query: Query, rows: tuple[Digest, ...]) -> Digest | None:
    """The row in the repository that was named, else in a present home."""
    present = {repository.path for repository in records.catalog.repositories.values()}

    def rank(row: Digest) -> tuple[bool, bool]:
        return row.repository != query.path, row.repository not in present

    return min(rows, key=rank, default=None)


def _subject(records: Records, query: Query, row: Digest) -> Subject | None:
    """The digest as what its most telling tag names, with the days of the digest."""
    named = [query.tag] if query.tag and query.tag in row.tags else []
    names = [*named, *_most_telling_first(row.tags)]
    found = next(filter(None, (records.find(row.repository, name) for name in names)), None)
    if not found:
        return None
    tag = found.tag._replace(
        version=row.version or found.tag.version,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        retired=row.retired,
        evidence="",
    )
    if row.kind == "platform":
        tag = tag._replace(platforms=f"{row.release}:{row.architecture}")
    return records.subject(found.path, found.channel, tag, found.repository)


def _sentence(records: Records, subject: Subject, row: Digest) -> str:
    name, system = subject.name, subject.systems[0]
    if subject.tag.version and not name.stamp:
        name = name._replace(version=subject.tag.version, rebuild="")
    said = sentence.sentence(records.catalog, subject.repository, name, system.title)
    if row.kind == "platform":
        return f"{said}: the image for {row.architecture}"
    count = len(row.children)
    return f"{said}: the index of {count} platform{'' if count == 1 else 's'}"


def _verdict(records: Records, substitutes: Substitutes, subject: Subject, row: Digest) -> Verdict:
    """What to do about a digest: follow a tag of its own that is alive, else as for a tag."""
    decided = verdict(records, substitutes, subject)
    if decided.stay:
        return decided._replace(stay=f"nothing newer exists: {subject.tag.name} still points at it")
    followed = _followed(records, substitutes, row)
    return decided._replace(step=followed) if followed else decided


def _followed(records: Records, substitutes: Substitutes, row: Digest) -> Subject | None:
    """The most telling tag that the digest carried and that is alive."""
    for name in _most_telling_first(row.tags):
        found = records.find(row.repository, name)
        if found and not found.tag.retired and verdict(records, substitutes, found).stay:
            return found
    return None


def _most_telling_first(names: tuple[str, ...]) -> list[str]:
    """Tags in the order in which they tell what an image is: floating ones, the longest first."""
    return sorted(names, key=lambda name: (tags.parse(name).fixed, -len(name)))


def _pinned(records: Records, other: Subject) -> str:
    """A listed tag with its digest; the dashboard was between two releases on a day."""
    digest, _ = records.contents(other.path, other.channel).get(other.tag.name, ("", ()))
    return f"{other.path}:{other.tag.name}" + (f"@{digest}" if digest else "")


def _cause(records: Records, subject: Subject, row: Digest) -> Cause | None:
    """What came after it under the same tag, or why nothing did."""
    if not row.retired:
        return None
    history = records.catalog.digest_history(subject.path, subject.channel, subject.tag.name)
    last = row.last_seen or row.first_seen
    later = (one for one in history[::-1] if one.first_seen >= last and one.digest != row.digest)
    if after := next(later, None):
        what = "a rebuild of the same version" if after.version == row.version else after.version
        return Cause("superseded", f"superseded by {what} on {after.first_seen}")
    own = records.find(subject.path, subject.tag.name)
    why = cause(records, own) if own else None
    return why and why._replace(text=f"the last of {subject.tag.name}: {why.text}")


def _never_listed(records: Records, query: Query) -> Explanation:
    as_of = records.catalog.as_of
    return Explanation(
        input=query.text,
        sentence=f"No .NET image of this digest was ever listed from {_FIRST_DAY} to {as_of}",
        newer=True,
        name=ImageName(
            reference=query.reference,
            repository=query.path,
            tag=query.tag,
            digest=query.digest,
            kind="digest",
            home="known" if query.path else "",
        ),
        notes=(
            f"what came before {_FIRST_DAY}, nightly images and other publishers' are not known",
        ),
    )
