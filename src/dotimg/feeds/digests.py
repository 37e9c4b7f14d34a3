"""All digests ever listed: from `digests-history.jsonl.gz`, updated from a snapshot."""

from collections.abc import Iterable

from dotimg.catalog.details import Digest, DigestKind
from dotimg.feeds.history import Key, architecture, lifetime, stated_platforms, variant_text
from dotimg.feeds.rows import FeedRow, json_lines
from dotimg.feeds.snapshot import ListedImage, ListedPlatform, Snapshot
from dotimg.feeds.systems import Systems

Digests = dict[Key, Digest]

_KINDS: dict[str, DigestKind] = {"manifest-list": "index", "platform": "platform"}


def read(folder: str, systems: Systems) -> Digests:
    """All digests by repository and digest.

    Raises:
        InputError: A row is damaged, is set twice, or contradicts itself or another.
    """
    found: Digests = {}
    indexes: list[tuple[FeedRow, Digest]] = []
    for row in json_lines(folder, "digests-history.jsonl.gz"):
        digest = _stated(row, systems)
        key = digest.repository, digest.digest
        if key in found:
            row.refuse(f"{key[0]}@{key[1]} is listed twice")
        found[key] = digest
        if digest.kind == "index":
            indexes.append((row, digest))
    for row, index in indexes:
        _check_children(row, index, found, systems)
    return found


def listed_digests(snapshot: Snapshot) -> Digests:
    """Every digest that the snapshot lists, as it stands there, without a day."""
    found: Digests = {}
    for image in snapshot.images:
        for digest in (*_indexes(image), *(_platform(image, part) for part in image.platforms)):
            key = digest.repository, digest.digest
            # One image can be listed as two, each with tags of its own.
            found[key] = _with_tags(found.get(key, digest), digest.tags)
    return found


def carry_on(earlier: Digests, snapshot: Snapshot, last_day: str, day: str) -> Digests:
    """The digests as they are after the snapshot of one day.

    What a digest names never changes, so a known one only gains tags. What the snapshot does not
    list any more is retired on that day, and was last seen on `last_day`, the day of the earlier
    catalog; digests of a repository between two releases stay as they are.
    """
    now = listed_digests(snapshot)
    found: Digests = {}
    for key, digest in earlier.items():
        if key in now:
            known = digest._replace(last_seen=None, retired=None)
            found[key] = _with_tags(known, now[key].tags)
        elif digest.retired or key[0] in snapshot.between_releases:
            found[key] = digest
        else:
            found[key] = digest._replace(last_seen=last_day, retired=day)
    for key, digest in now.items():
        if key not in found:
            found[key] = digest._replace(first_seen=day)
    return found


def contradictions(stated: Digests, snapshot: Snapshot) -> list[Key]:
    """The digests that are listed in only one of the two, or tell another thing there, sorted.

    As the snapshot lists no tag twice, every listed tag then leads to one listed digest.
    """
    now = listed_digests(snapshot)
    current = {
        key: digest
        for key, digest in stated.items()
        if not digest.retired and key[0] not in snapshot.between_releases
    }
    both = current.keys() & now.keys()
    differing = {key for key in both if not _agree(current[key], now[key])}
    return sorted(differing | (current.keys() ^ now.keys()))


def _agree(stated: Digest, now: Digest) -> bool:
    """Whether a listed digest is the one of the history, which may have had more tags."""
    same = now._replace(
        tags=stated.tags,
        version=stated.version,  # an image listed as two has two
        variants=stated.variants,
        first_seen=stated.first_seen,
        children=stated.children,
        base=stated.base,
    )
    children = set(now.children) == set(stated.children)
    return same == stated and children and set(now.tags) <= set(stated.tags)


def _stated(row: FeedRow, systems: Systems) -> Digest:
    kind = _KINDS[row.one_of("kind", _KINDS)]
    first, last, retired = lifetime(row)
    digest = Digest(
        digest=row.digest("digest"),
        repository=row.word("repository"),
        kind=kind,
        tags=_sorted(row.tags("tags")),
        version=row.optional_version("product_version"),
        release="",
        architecture="",
        variants="",
        created=row.moment("created") if row.has("created") else None,
        first_seen=first,
        last_seen=last,
        retired=retired,
        size=None,
        children=(),
    )
    if kind == "index":
        return digest._replace(
            release=_sole(release for release, _ in stated_platforms(row, systems)),
            variants=variant_text(
                digest.tags, (text.split("/")[2] for text in row.words("platforms"))
            ),
            children=tuple(row.digests("children")),
        )
    os_type, upstream = row.one_of("os", ("linux", "windows")), row.word("os_version")
    return digest._replace(
        release=systems.decided(systems.release(upstream, os_type), digest.tags),
        architecture=architecture(row, row.text("architecture")),
        variants=variant_text(digest.tags, [upstream]),
        # Zero is what upstream's sum gives where no layer has a size.
        size=(row.number("size") or None) if row.has("size") else None,
        base=row.optional_digest("base_image_digest"),
    )


def _check_children(row: FeedRow, index: Digest, found: Digests, systems: Systems) -> None:
    """Refuse an index whose children are missing, elsewhere, or not of its platforms."""
    stated = stated_platforms(row, systems)
    for name in index.children:
        child = found.get((index.repository, name))
        if not child or child.kind != "platform":
            row.refuse(f"the child {name} is not a platform of this repository")
        if (child.release, child.architecture) not in stated:
            row.refuse(f"the child {name} is of none of its platforms")
    if not index.children:
        row.refuse("children are missing")


def _indexes(image: ListedImage) -> list[Digest]:
    """The digest of the image's index, if it has one."""
    if not image.digest:
        return []
    index = _listed(image, image.digest, image.tags, image.created, image.platforms)
    children = dict.fromkeys(part.platform.digest or "" for part in image.platforms)
    return [index._replace(children=tuple(children))]


def _platform(image: ListedImage, part: ListedPlatform) -> Digest:
    platform = part.platform
    digest = _listed(image, platform.digest or "", part.tags, platform.created, (part,))
    return digest._replace(
        kind="platform",
        architecture=platform.architecture,
        size=platform.size,
        base=part.base,
    )


def _listed(
    image: ListedImage,
    digest: str,
    names: tuple[str, ...],
    created: str | None,
    parts: tuple[ListedPlatform, ...],
) -> Digest:
    return Digest(
        digest=digest,
        repository=image.repository,
        kind="index",
        tags=_sorted(names),
        version=image.version,
        release=_sole(part.platform.release for part in parts),
        architecture="",
        variants=variant_text(names, (part.upstream_release for part in parts)),
        created=created,
        first_seen="",
        last_seen=None,
        retired=None,
        size=None,
        children=(),
    )


def _with_tags(digest: Digest, tags: Iterable[str]) -> Digest:
    return digest._replace(tags=_sorted({*digest.tags, *tags}))


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names))


def _sole(releases: Iterable[str]) -> str:
    """The release that all share, empty where there are several."""
    found = set(releases)
    return found.pop() if len(found) == 1 else ""
