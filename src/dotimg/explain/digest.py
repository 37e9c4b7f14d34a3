"""Explains a digest, alone or after a tag."""

from dotimg.catalog.details import Digest
from dotimg.catalog.digests import ALGORITHM
from dotimg.catalog.model import Tag, platform_text
from dotimg.errors import UsageError, quoted
from dotimg.explain import sentence
from dotimg.explain.inputs import Query
from dotimg.explain.model import Cause, Explanation, ImageName
from dotimg.explain.records import Records
from dotimg.explain.retirement import cause
from dotimg.explain.subject import Subject
from dotimg.explain.tag import default_system, described, judged, platforms_of, version_in
from dotimg.explain.verdict import Verdict, Verdicts
from dotimg.names import tags, versions
from dotimg.names.reference import is_digest

_FIRST_DAY = "2020-03-10"
_MOST_CANDIDATES = 5


def explained(records: Records, verdicts: Verdicts, query: Query) -> Explanation:
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
        _described(records, query, subject, row),
        _verdict(verdicts, query, subject, row),
        lambda other: _pinned(verdicts, query, row, other),
    )
    others = [other.repository for other in rows if other.repository != row.repository]
    return found._replace(
        dates=found.dates._replace(cause=_cause(records, subject, row), history=(row,)),
        notes=(*found.notes, *(f"{other} has the same digest" for other in others)),
        contradiction=contradiction(records, query, row),
    )


def identified(records: Records, row: Digest) -> Explanation:
    """What the image of a digest is, without what became of it and what to do about it."""
    query = Query(row.digest, row.repository, None, row.digest)
    return _described(records, query, _subject(records, query, row), row)


def find(records: Records, query: Query) -> tuple[Subject, Digest] | None:
    """The digest, and what it is of itself under the tag that tells most of it.

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
        return f"the tag {query.tag} was never published, so the digest cannot belong to it"
    history = records.catalog.digest_history(named.path, named.channel, named.tag.name)
    if any(row.digest in one.children for one in history):
        return ""
    return f"the tag {query.tag} never pointed at this digest, which was {', '.join(row.tags)}"


def _described(records: Records, query: Query, subject: Subject, row: Digest) -> Explanation:
    found = described(records, subject, query.text, row.base)
    return found._replace(
        sentence=_sentence(records, subject, row),
        name=found.name._replace(
            kind="digest",
            reference=f"{row.repository}@{row.digest}",
            tag=query.tag,
            digest=row.digest,
        ),
        inside=found.inside._replace(platforms=platforms_of(records, row), tags=row.tags),
    )


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
    return (_subject(records, query, row), row) if row else None


def _refuse_ambiguous(query: Query, rows: tuple[Digest, ...]) -> None:
    candidates = list(dict.fromkeys(row.digest for row in rows))
    if len(candidates) > 1:
        shown = ", ".join(candidates[:_MOST_CANDIDATES])
        more = len(candidates) - _MOST_CANDIDATES
        rest = f" and {more} more" if more > 0 else ""
        raise UsageError(f"{quoted(query.text)} matches several digests: {shown}{rest}")


def _chosen(records: Records, query: Query, rows: tuple[Digest, ...]) -> Digest | None:
    """The row in the repository that was named, else in a present home."""
    present = {repository.path for repository in records.catalog.repositories.values()}

    def rank(row: Digest) -> tuple[bool, bool]:
        return row.repository != query.path, row.repository not in present

    return min(rows, key=rank, default=None)


def _subject(records: Records, query: Query, row: Digest) -> Subject:
    """What a digest's own record says it is; a tag lends it no more than its name.

    A tag moves on to other versions and systems, while what a digest names never changes.
    """
    repository = records.catalog.repository(row.repository)
    name = _named(records, query, row) or _most_telling(row)
    stated, named = row.version, tags.parse(name).version
    channel = versions.channel(stated if not named or versions.within(stated, named) else named)
    if repository.product == ".NET Framework":
        channel = stated
    parts = (row,) if row.kind == "platform" else records.catalog.children(row)
    tag = Tag(
        name=name,
        version=version_in(row, channel),
        platforms=platform_text((part.release, part.architecture) for part in parts),
        variants=row.variants,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        retired=row.retired,
        multi_platform=row.kind == "index",
        documented=None,
        evidence="",
        kind="",
    )
    return records.subject(row.repository, channel, tag, repository, pinned=True)


def _named(records: Records, query: Query, row: Digest) -> str:
    """The tag of a reference, unless it is one that names no version and left the digest's."""
    if not query.tag or contradiction(records, query, row):
        return ""
    if not tags.parse(query.tag).version:
        today = records.find(row.repository, query.tag)
        if not today or not versions.within(row.version, today.channel):
            return ""
    return query.tag


def _most_telling(row: Digest) -> str:
    """The tag that tells most of a digest: of its own version, one that moves, the longest."""

    def rank(tag: str) -> tuple[bool, bool, int]:
        name = tags.parse(tag)
        own = bool(name.version) and versions.within(row.version, name.version)
        return not own, name.fixed, -len(tag)

    return min(row.tags, key=rank)


def _sentence(records: Records, subject: Subject, row: Digest) -> str:
    name = subject.name._replace(system="", second="")
    if subject.tag.version and not name.stamp:
        name = name._replace(version=subject.tag.version, rebuild="")
    system = default_system(records, subject)
    said = sentence.sentence(records.catalog, subject.repository, name, system)
    if row.kind == "platform":
        return f"{said}: the image for {row.architecture}"
    count = len(row.children)
    return f"{said}: the index of {count} platform{'' if count == 1 else 's'}"


def _verdict(verdicts: Verdicts, query: Query, subject: Subject, row: Digest) -> Verdict:
    """What to do about a digest."""
    decided = verdicts.of(subject, row)
    if decided.stay:
        return decided._replace(stay=f"nothing newer exists: {subject.tag.name} still points at it")
    if decided.replacement and query.path and not query.tag:
        told = f"the tag to move to is {decided.replacement.tag.name}"
        return decided._replace(notes=(*decided.notes, told))
    return decided


def _pinned(verdicts: Verdicts, query: Query, row: Digest, other: Subject) -> str:
    """Another image with its digest, named as the query names its own: with a tag or without."""
    tag = f":{other.tag.name}" if query.tag or not query.path else ""
    digest = verdicts.replacements.digest(other, row)
    return f"{other.path}{tag}@{digest}" if digest else f"{other.path}:{other.tag.name}"


def _cause(records: Records, subject: Subject, row: Digest) -> Cause | None:
    """What came after it under the same tag, or why nothing did."""
    if not row.retired or row.retired > records.today:
        return None
    history = records.catalog.digest_history(subject.path, subject.channel, subject.tag.name)
    last = row.last_seen or row.first_seen
    later = (one for one in history[::-1] if one.first_seen >= last and one.digest != row.digest)
    if after := next(later, None):
        version = version_in(after, subject.channel) or "a later build"
        what = "a rebuild of the same version" if version == subject.tag.version else version
        return Cause("superseded", f"superseded by {what} on {after.first_seen}")
    own = records.find(subject.path, subject.tag.name)
    if not own:
        return None
    why = cause(records, own)
    if not why:  # the tag went on, to what no row tells
        return Cause("superseded", "superseded by a later build")
    return why._replace(text=f"the last of {subject.tag.name}: {why.text}")


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
            "older digests, nightly images and images of other publishers are not in the tables",
        ),
    )
