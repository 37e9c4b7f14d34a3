"""Explains images of other publishers by the channel in their name."""

from collections.abc import Iterator

from dotimg.catalog import support
from dotimg.catalog.model import Channel, Support
from dotimg.catalog.publishers import ImageFamily
from dotimg.explain.inputs import Query
from dotimg.explain.model import Explanation, ImageName, Inside, Remedy
from dotimg.explain.records import Records
from dotimg.named_tuples import NamedTuple
from dotimg.names import versions

_BY_NAME = "judged by its name; the tables do not say whether the tag exists"
_FIXED_DOTS = 2  # of a version of the publisher's own that names one build


class Successor(NamedTuple):
    """The image of a newer channel that takes the place of another publisher's.

    `path` and `tag` are empty where none can be named, for the `reason`; `why` says why it is to be
    moved, `notes` is what to mind.
    """

    path: str = ""
    tag: str = ""
    reason: str = ""
    why: str = ""
    notes: tuple[str, ...] = ()


def explained(records: Records, query: Query, aim: str | None) -> Explanation:
    """Of an image of another publisher: what it is, its channel's support, what follows.

    Args:
        records: The catalog on a day.
        query: The image, of a repository that `Catalog.image_family` knows.
        aim: The channel of .NET to go to, None for none.
    """
    path = query.path or ""
    family, channel = named(records, query)
    judged = support.of_channel(channel, records.today) if channel else _unnamed(family, query)
    moves = successor(records, query, aim) if judged.pressing else None
    silent = family.traits.get("silent") and not channel
    return Explanation(
        input=query.text,
        sentence=_sentence(family, query, channel, judged.reason),
        known=True,
        name=ImageName(
            reference=query.reference,
            repository=path,
            tag=query.tag,
            digest=query.digest,
            kind="digest" if query.digest else None,
            home="foreign" if silent else "publisher",
            publisher=family.publisher,
        ),
        inside=Inside(channel=channel, window=channel),
        support=judged,
        remedy=Remedy(replacement=f"{moves.path}:{moves.tag}" if moves and moves.path else None),
        notes=tuple(_notes(records, query, moves)),
    )


def named(records: Records, query: Query) -> tuple[ImageFamily, Channel | None]:
    """The family of an image of another publisher, and the channel that its name tells.

    Raises:
        LookupError: It is of no family.
    """
    path = query.path or ""
    family = records.catalog.image_family(path)
    if not family:
        raise LookupError(path)
    return family, records.catalog.channel(family.named(path, query.tag or "").channel)


def successor(records: Records, query: Query, aim: str | None) -> Successor | None:
    """What takes the place of an image if its channel is to be `aim`; None where nothing has to.

    It is a tag of the same form that a source names; what else the channel brings is noted.
    """
    family, channel = named(records, query)
    traits, path, tag = family.traits, query.path or "", query.tag or ""
    if not channel:
        return Successor(reason=_unnamed(family, query).reason)
    judged = support.of_channel(channel, records.today)
    ended = judged.reason if channel.has_ended(records.today) else ""
    if not aim or versions.age(channel.name) >= versions.age(aim):
        return Successor(reason=ended) if ended else None
    if left := traits.get("left"):
        return Successor(reason=left)
    if query.digest:
        return Successor(
            reason="it is pinned to a digest, and digests of its publisher are unknown"
        )
    form = family.form(tag)
    known = traits.get("tags", {}).get(aim, ()) if path.startswith(traits.get("only", "")) else ()
    new = next((one for one in known if family.form(one) == form), "")
    if not new:
        return Successor(reason=f"no source names a tag of this form for .NET {aim}")
    minds = traits.get("mind", {}).items()
    notes = [text for last, text in minds if versions.age(channel.name) <= versions.age(last)]
    if any(part.count(".") >= _FIXED_DOTS for part in tag.split("-")):
        notes.append(f"{tag} is a fixed tag, {new} moves")
    why = ended or f"{aim} follows {channel.name}"
    return Successor(traits.get("to", path), new, why=why, notes=tuple(notes))


def _unnamed(family: ImageFamily, query: Query) -> Support:
    what = "repository" if family.reads == "repository" else "tag" if query.tag else "digest"
    return Support("unknown", None, f"its {what} names no .NET channel")


def _sentence(family: ImageFamily, query: Query, channel: Channel | None, why: str) -> str:
    title = family.traits["title"]
    said = f"{title[:1].upper()}{title[1:]} from {family.publisher}"
    if not channel:
        return f"{said}: {why}"
    holds = family.traits.get("holds", {}).get((query.path or "").rpartition("/")[2], "with")
    return f"{said}, {holds} {channel.product} {channel.name}"


def _notes(records: Records, query: Query, moves: Successor | None) -> Iterator[str]:
    family, channel = named(records, query)
    version = family.named(query.path or "", query.tag or "").version
    if end := family.ends.get(version):
        verb = "ended" if end <= records.today else "ends"
        yield f"{family.publisher} {verb} its own support {end}"
    if note := family.traits.get("note"):
        yield note
    if channel and (offer := family.traits.get("offer")):
        yield f"instead: {offer}"
    if moves and moves.reason:
        yield f"upgrade does not change it: {moves.reason}"
    yield from moves.notes if moves else ()
    if channel:
        yield _BY_NAME
