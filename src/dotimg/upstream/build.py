"""Puts a catalog together from the publisher's data and, where there is one, an earlier catalog."""

import os
from typing import NamedTuple

from dotimg.errors import InputError
from dotimg.model import System
from dotimg.traits import Traits
from dotimg.upstream import carry_on, history, releases, snapshot, tables
from dotimg.upstream.history import Tags
from dotimg.upstream.reading import Row, is_day, json_file
from dotimg.upstream.snapshot import Snapshot
from dotimg.upstream.systems import Systems


class Earlier(NamedTuple):
    """What a newer catalog takes over from an earlier one."""

    as_of: str
    tags: Tags
    systems: dict[str, System]


def from_history(folder: str, traits: Traits) -> dict[str, bytes]:
    """The catalog's files from a folder that holds the history of all tags.

    Raises:
        InputError: Something is damaged, or history and snapshot contradict each other.
    """
    lifecycle = json_file(folder, "os-lifecycle.json")
    systems = Systems(traits, lifecycle)
    tags, as_of = history.read(folder, systems, traits["unnamed_kind"])
    if not as_of:
        raise InputError(f"{folder}: the history names no day of image info")
    now = snapshot.read(os.path.join(folder, "snapshot"), systems)
    differing = carry_on.contradictions(tags, now)
    if differing:
        names = ", ".join(f"{repository}:{tag}" for repository, tag in differing[:3])
        raise InputError(
            f"{folder}: history and snapshot differ on {len(differing)} tags, the first: {names}"
        )
    return _encode(folder, traits, lifecycle, systems, tags, now, as_of)


def from_catalog(folder: str, traits: Traits, earlier: Earlier, day: str) -> dict[str, bytes]:
    """The catalog's files from an earlier catalog and the newer snapshot of one day.

    Raises:
        InputError: Something is damaged, or the snapshot is older than the catalog.
    """
    if not is_day(day) or day < earlier.as_of:
        raise InputError(f"{folder}: the snapshot's day should be {earlier.as_of} or later")
    lifecycle = json_file(folder, "os-lifecycle.json")
    systems = Systems(traits, lifecycle)
    for system in earlier.systems.values():
        systems.release(system.name, system.type)
    now = snapshot.read(os.path.join(folder, "snapshot"), systems)
    tags = carry_on.carry_on(earlier.tags, now, earlier.as_of, day)
    return _encode(folder, traits, lifecycle, systems, tags, now, day)


def _encode(
    folder: str,
    traits: Traits,
    lifecycle: Row,
    systems: Systems,
    tags: Tags,
    now: Snapshot,
    as_of: str,
) -> dict[str, bytes]:
    noted = json_file(folder, "releases", "releases.json")
    paths = {name: repository["path"] for name, repository in traits["repositories"].items()}
    found = releases.read(noted, tags, (paths["runtime"], paths["sdk"]))
    framework = {tag.version for (path, _), tag in tags.items() if "framework" in path}
    return tables.encode(
        tables.Content(
            as_of=as_of,
            sources={"releases": _source(noted), "os-lifecycle": _source(lifecycle)},
            traits=traits,
            channels=releases.channels(noted, lifecycle, found),
            framework=releases.framework_channels(lifecycle, framework - {""}),
            systems=systems.sorted(),
            tags=tags,
            images=now.images,
            releases=found,
        )
    )


def _source(file: Row) -> dict[str, str]:
    return {name: file.text(name) for name in ("source", "commit", "as_of")}
