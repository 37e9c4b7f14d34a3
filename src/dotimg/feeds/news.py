"""What is new in a newer catalog, and what cannot be right in it, wherever it comes from."""

import json
import os
from collections.abc import Mapping, Sequence

from dotimg.catalog.details import Release
from dotimg.catalog.tables import Catalog
from dotimg.catalog.traits import Traits
from dotimg.errors import InputError
from dotimg.feeds.history import Tags
from dotimg.named_tuples import NamedTuple
from dotimg.names import tags as grammar
from dotimg.registry.cache import Entry


class News(NamedTuple):
    """A newer catalog, and how it differs from the one before.

    `tags` is how many tags it holds, `new` and `retired` how many of them are that since the one
    before, `releases` the versions that were released since; `differs` is false where only the
    day is another. `entries` are the feeds to remember. `unknown_cves` are those that a release
    lists and of which is not known what they affect; `missing` says why a feed that tells it is not
    there. `unnamed` are the repositories that the traits do not name, which are left out.
    """

    as_of: str
    files: dict[str, bytes]
    tags: int
    new: int
    retired: int
    releases: tuple[str, ...]
    differs: bool
    entries: dict[str, Entry]
    unknown_cves: tuple[str, ...]
    missing: tuple[str, ...]
    unnamed: tuple[str, ...]


def retired(before: Tags, after: Tags) -> int:
    """How many tags are retired that were not before."""
    return sum(
        not tag.retired and key in after and bool(after[key].retired) for key, tag in before.items()
    )


def released(releases: Mapping[str, Sequence[Release]], before: Catalog) -> tuple[str, ...]:
    """The versions, of the releases of each channel, that the catalog before does not know."""
    found: list[str] = []
    for name, of_channel in releases.items():
        known = {release.version for release in before.releases(name)}
        found += [release.version for release in of_channel if release.version not in known]
    return tuple(found)


def differ(files: Mapping[str, bytes], before: Catalog) -> bool:
    """Whether the files of a catalog hold anything else than the one before, but for the day."""
    with open(os.path.join(before.folder, "catalog.json"), "rb") as file:
        return _essence(files["catalog.json"]) != _essence(file.read())


def refuse_emptied(source: str, traits: Traits, before: Tags, after: Tags) -> None:
    """Refuse feeds in which a repository that `pick` answers with has lost all its tags."""
    had, has = (
        {path for (path, _), tag in tags.items() if not tag.retired} for tags in (before, after)
    )
    for repository in traits["repositories"].values():
        if "purpose" in repository and repository["path"] in had - has:
            raise InputError(f"{source}: lists no image of {repository['path']} any more")


def refuse_renamed(source: str, before: Tags, after: Tags) -> None:
    """Refuse feeds that state another system than before for a tag which names its own."""
    for key, tag in before.items():
        now = after.get(key, tag)
        if now == tag:
            continue
        named = grammar.parse(tag.name).system.removesuffix("-slim")
        if named in tag.releases and not now.retired and named not in now.releases:
            stated = ", ".join(now.releases)
            raise InputError(
                f"{source}: states {stated} for {key[0]}:{tag.name}, which names {named}"
            )


def refuse_older_notes(
    source: str, releases: Mapping[str, Sequence[Release]], before: Catalog
) -> None:
    """Refuse release notes of a channel that end before those that are known, as a stale copy's."""
    for name, of_channel in releases.items():
        last, known = _last_noted(of_channel), _last_noted(before.releases(name))
        if last < known:
            raise InputError(
                f"{source}: the release notes of {name} are older than the catalog of "
                f"{before.as_of}: they end on {last or 'no day'}, not on {known}"
            )


def _last_noted(releases: Sequence[Release]) -> str:
    """The day of the last release that has notes, and so its CVEs; empty for none."""
    return max((one.day for one in releases if one.cves is not None), default="")


def _essence(index: bytes) -> object:
    """What an index says of a catalog, hashes of its tables included, but for day and sources."""
    whole = json.loads(index)
    left_out = ("crc32", "as_of", "sources")
    return {name: value for name, value in whole.items() if name not in left_out}
