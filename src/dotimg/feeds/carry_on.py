"""Updates the tags of an earlier catalog to a newer snapshot."""

from dotimg.catalog.model import Tag, offered, platform_text
from dotimg.feeds.history import Key, Tags, repaired, variant_text
from dotimg.feeds.snapshot import ListedImage, Snapshot


def carry_on(earlier: Tags, snapshot: Snapshot, last_day: str, day: str) -> Tags:
    """The tags as they are after the snapshot of one day.

    What the snapshot lists is listed: new since that day, or moved to what it points to now. What
    it does not list any more is retired on that day, and was last seen on `last_day`, the day of
    the earlier catalog; tags of a repository between two releases stay as they are.
    """
    now = listed_tags(snapshot)
    found: Tags = {}
    for key, tag in earlier.items():
        if key in now:
            # What was only defined so far is first seen now.
            first = tag.first_seen if tag.published else day
            found[key] = now[key]._replace(first_seen=first, documented=tag.documented)
        elif tag.retired or key[0] in snapshot.between_releases:
            found[key] = tag
        else:
            found[key] = _left(tag, last_day, day)
    for key, tag in now.items():
        if key not in found:
            found[key] = tag._replace(first_seen=day)
    return found


def listed_tags(snapshot: Snapshot) -> Tags:
    """Every tag that the snapshot lists, as it stands there."""
    found: Tags = {}
    for image in snapshot.images:
        for name in image.tags:
            found[image.repository, name] = _tag(image, name, range(len(image.platforms)))
        for number, part in enumerate(image.platforms):
            for name in part.tags:
                found[image.repository, name] = _tag(image, name, range(number, number + 1))
    return {key: repaired(key, tag, found) for key, tag in found.items()}


def contradictions(tags_now: Tags, snapshot: Snapshot) -> list[Key]:
    """The tags that are listed in only one of the two, or with another version, sorted."""
    now = listed_tags(snapshot)
    stated = {
        key: tag
        for key, tag in tags_now.items()
        if not tag.retired and tag.published and key[0] not in snapshot.between_releases
    }
    both = stated.keys() & now.keys()
    differing = {key for key in both if stated[key] != _as_stated(now[key], stated[key])}
    return sorted(differing | (stated.keys() ^ now.keys()))


def _left(tag: Tag, last_day: str, day: str) -> Tag:
    """A tag that the snapshot lists no more; one that was only awaited never came."""
    evidence = tag.evidence if tag.published else "manifest-only"
    last = max(last_day, tag.first_seen)
    return tag._replace(last_seen=last, retired=max(day, last), evidence=evidence)


def _as_stated(now: Tag, stated: Tag) -> Tag:
    """The snapshot's tag with what only the history can know."""
    same_platforms = offered(now.platforms) == offered(stated.platforms)
    return now._replace(
        platforms=stated.platforms if same_platforms else now.platforms,
        first_seen=stated.first_seen,
        documented=stated.documented,
        evidence=stated.evidence,
    )


def _tag(image: ListedImage, name: str, numbers: range) -> Tag:
    parts = [image.platforms[number] for number in numbers]
    return Tag(
        name=name,
        version=image.version,
        platforms=platform_text(
            (part.platform.release, part.platform.architecture) for part in parts
        ),
        variants=variant_text([name], (part.upstream_release for part in parts)),
        first_seen="",
        last_seen=None,
        retired=None,
        multi_platform=name in image.tags,
        documented=None,
        evidence="",
        kind="",
    )
