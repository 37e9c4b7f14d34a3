"""Builds a catalog from the publisher's data and, if there is one, the previous catalog."""

import os
from types import MappingProxyType

from dotimg.catalog.model import System
from dotimg.catalog.traits import Traits
from dotimg.errors import InputError, quoted
from dotimg.feeds import (
    bases,
    carry_on,
    cves,
    digests,
    distros,
    docker_hub,
    encode,
    history,
    layers,
    other_publishers,
    packages,
    releases,
    snapshot,
)
from dotimg.feeds.cves import Cves
from dotimg.feeds.digests import Digests
from dotimg.feeds.distros import Distros
from dotimg.feeds.encode import CatalogContent
from dotimg.feeds.history import Tags
from dotimg.feeds.layers import LayerMarks
from dotimg.feeds.other_publishers import PublisherTable
from dotimg.feeds.packages import Packages
from dotimg.feeds.rows import FeedRow, is_day, json_file
from dotimg.feeds.snapshot import Snapshot
from dotimg.feeds.systems import Systems
from dotimg.named_tuples import NamedTuple

_NO_TABLE: PublisherTable = {}


class Earlier(NamedTuple):
    """What a newer catalog takes over from an earlier one."""

    as_of: str
    tags: Tags
    digests: Digests
    layers: LayerMarks
    systems: dict[str, System]
    cves: Cves
    publishers: PublisherTable
    packages: Packages
    distros: Distros


class Feeds(NamedTuple):
    """The publisher's files of one day; `source` is where all of them are from.

    `cves` are rows of `cves.jsonl`, `disclosed` those of the publisher's own `cve.json`; both may
    be missing. `publishers` tells of the images of others, `packages` of packages of NuGet and
    `distros` of those of systems, which no feed of a refresh does.
    """

    source: str
    images: tuple[FeedRow, ...]
    releases: FeedRow
    lifecycle: FeedRow
    cves: tuple[FeedRow, ...] = ()
    disclosed: tuple[FeedRow, ...] = ()
    publishers: PublisherTable = _NO_TABLE
    packages: Packages = MappingProxyType({})
    distros: Distros = MappingProxyType({})


def in_folder(folder: str) -> Feeds:
    """The files of a folder in the builder's layout.

    Raises:
        InputError: One is missing or cannot be read.
    """
    return Feeds(
        source=folder,
        images=tuple(snapshot.in_folder(os.path.join(folder, "snapshot"))),
        releases=json_file(folder, "releases", "releases.json"),
        lifecycle=json_file(folder, "os-lifecycle.json"),
        cves=cves.in_folder(folder),
        packages=packages.in_folder(folder),
        distros=distros.in_folder(folder),
    )


def from_history(folder: str, traits: Traits) -> dict[str, bytes]:
    """The catalog's files from a folder that holds the history of tags and digests.

    Raises:
        InputError: Something is damaged, or history and snapshot contradict each other.
    """
    feeds = in_folder(folder)
    if not feeds.cves:
        raise InputError(f"{os.path.join(folder, cves.FILE)}: is empty or missing")
    systems = Systems(traits, feeds.lifecycle)
    tags, as_of = history.read(folder, systems, traits)
    if not as_of:
        raise InputError(f"{folder}: the history names no day of image info")
    tags = docker_hub.added(folder, tags, systems, traits)
    traits = docker_hub.with_former_homes(folder, traits, tags)
    _refuse_unnamed(folder, traits, tags)
    now = snapshot.listed(feeds.images, systems)
    _refuse(folder, "tags", [":".join(key) for key in carry_on.contradictions(tags, now)])
    named = digests.read(folder, systems)
    _refuse(folder, "digests", ["@".join(key) for key in digests.contradictions(named, now)])
    marks = layers.read(folder, named)
    _refuse(folder, "layers", ["@".join(key) for key in layers.contradictions(marks, now)])
    feeds = feeds._replace(publishers=other_publishers.read(folder, traits))
    content = _content(feeds, traits, systems, tags, named, now, as_of)
    return encode.encode(content._replace(layers=layers.carry_on(marks, now)))


def from_feeds(feeds: Feeds, traits: Traits, earlier: Earlier, day: str) -> CatalogContent:
    """What a catalog holds after an earlier one and the newer feeds of one day.

    Left out are images of repositories that the traits do not name, see `unnamed`.

    Raises:
        InputError: Something is damaged, or the feeds are older than the catalog.
    """
    if not is_day(day) or day < earlier.as_of:
        raise InputError(f"{feeds.source}: the snapshot's day should be {earlier.as_of} or later")
    systems = Systems(traits, feeds.lifecycle)
    for system in earlier.systems.values():
        systems.release(system.name, system.type)
    now = snapshot.of(_paths(traits), snapshot.listed(feeds.images, systems))
    tags = carry_on.carry_on(earlier.tags, now, earlier.as_of, day)
    named = digests.carry_on(earlier.digests, now, earlier.as_of, day)
    feeds = feeds._replace(publishers=earlier.publishers)
    content = _content(feeds, traits, systems, tags, named, now, day)
    # The publisher names one product for what is in several, so what is known is better.
    told = cves.joined(cves.read_disclosed(feeds.disclosed, content.releases), earlier.cves)
    known = content.packages or earlier.packages
    return content._replace(
        layers=layers.carry_on(earlier.layers, now),
        cves=cves.joined(told, content.cves),
        packages=known,
        distros=content.distros or earlier.distros,
    )


def unnamed(feeds: Feeds, traits: Traits) -> tuple[str, ...]:
    """The repositories with listed images that the traits do not name, sorted."""
    return tuple(sorted(snapshot.newest_builds(feeds.images).keys() - _paths(traits)))


def _paths(traits: Traits) -> set[str]:
    """Under which paths images of the traits' repositories are, or were."""
    repositories = traits["repositories"].values()
    return {path for one in repositories for path in (one["path"], *one.get("former", ()))}


def _refuse_unnamed(folder: str, traits: Traits, tags: Tags) -> None:
    if strays := sorted({path for path, _ in tags} - _paths(traits)):
        raise InputError(f"{folder}: the traits name no repository {quoted(strays[0])}")


def _content(
    feeds: Feeds,
    traits: Traits,
    systems: Systems,
    tags: Tags,
    named: Digests,
    now: Snapshot,
    as_of: str,
) -> CatalogContent:
    noted, lifecycle = feeds.releases, feeds.lifecycle
    paths = {name: repository["path"] for name, repository in traits["repositories"].items()}
    found = releases.read(noted, tags, (paths["runtime"], paths["sdk"]))
    framework = {
        tag.version for key, tag in tags.items() if encode.is_framework(traits, key[0], tag.kind)
    }
    return CatalogContent(
        as_of=as_of,
        sources={"releases": _source(noted), "os-lifecycle": _source(lifecycle)},
        traits=traits,
        channels=releases.channels(noted, lifecycle, found),
        framework=releases.framework_channels(lifecycle, framework - {""}),
        systems=systems.sorted(tags.values()),
        tags=tags,
        images=now.images,
        digests=bases.with_bases(named, traits),
        layers={},
        releases=found,
        cves=cves.read(feeds.cves, found),
        publishers=feeds.publishers,
        packages=feeds.packages,
        distros=feeds.distros,
    )


def _refuse(folder: str, what: str, differing: list[str]) -> None:
    if differing:
        raise InputError(
            f"{folder}: history and snapshot differ on {len(differing)} {what}, "
            f"the first: {', '.join(differing[:3])}"
        )


def _source(file: FeedRow) -> dict[str, str]:
    return {name: file.text(name) for name in ("source", "commit", "as_of")}
