"""The tags of the Docker Hub years that other source repositories built, from `docker-hub/`."""

import os
from collections.abc import Iterable

from dotimg.catalog.model import Tag, platform_text
from dotimg.catalog.traits import Traits
from dotimg.errors import quoted
from dotimg.feeds import history
from dotimg.feeds.history import Key, Tags
from dotimg.feeds.rows import FeedRow, json_file_rows, json_lines
from dotimg.feeds.systems import Systems
from dotimg.names import tags
from dotimg.names.reference import DOCKER_HUB

FOLDER = "docker-hub"

_EVIDENCE = ("manifest", "readme", "readme-only", "dockerfile")


def added(folder: str, known: Tags, systems: Systems, traits: Traits) -> Tags:
    """The known tags with the earlier days of some, and with those that the history lacks.

    Raises:
        InputError: A row is damaged, or contradicts another or the history.
    """
    within = os.path.join(folder, FOLDER)
    found = dict(known)
    for row in json_lines(within, "earlier-days.jsonl"):
        key = row.word("repository"), row.tag("tag")
        if key not in known:
            row.refuse(f"{key[0]}:{key[1]} is not in the history")
        first, stated = row.day("first_seen"), row.day("first_seen_in_table")
        if not first < stated == found[key].first_seen:
            row.refuse(f"its first day is {found[key].first_seen}, not a later {stated}")
        found[key] = known[key]._replace(first_seen=first)
    for row in json_lines(within, "tags-history-hub.jsonl.gz"):
        key = row.word("repository"), row.tag("tag")
        if key in found:
            row.refuse(f"{key[0]}:{key[1]} is in the history already")
        if not row.has("delisted"):
            row.refuse("is still listed, so it belongs into the history")
        found[key] = history.tag_of(row, systems, traits, _EVIDENCE)
    ends = _last_days(known, found)
    for row in json_lines(within, "seen-in-use.jsonl"):
        key = row.word("repository"), row.tag("tag")
        if key in found or key[0] not in ends:
            row.refuse(f"{key[0]}:{key[1]} is of no repository of the history, or stands there")
        found[key] = _seen(row, ends[key[0]], systems, traits)
    return found


def _last_days(known: Tags, found: Tags) -> dict[str, str]:
    """By repository the day on which a tag that no list has was left at the latest.

    That is the day on which the repository was left or, where it lives, that of the first list in
    the history, which would have had it.
    """
    days: dict[str, str] = {}
    for path in {path for path, _ in found}:
        retired = [tag.retired for key, tag in found.items() if key[0] == path]
        first = min((tag.first_seen for key, tag in known.items() if key[0] == path), default="")
        days[path] = first if None in retired else max(filter(None, retired))
    return days


def _seen(row: FeedRow, last_day: str, systems: Systems, traits: Traits) -> Tag:
    """A tag that public files use, which no list has."""
    row.one_of("how", ("dockerfiles", "issue", "registry-list"))
    name = tags.parse(row.text("tag"))
    releases = [systems.release(word, "windows") for word in row.words("os_versions")]
    if not releases:
        row.refuse("os_versions are missing")
    return Tag(
        name=row.text("tag"),
        version=row.optional_version("product_version"),
        platforms=platform_text((release, "amd64") for release in releases),
        variants="",
        first_seen="",
        last_seen=row.optional_day("day"),
        retired=last_day,
        multi_platform=False,
        documented=False,
        evidence="seen-in-use",
        kind=history.kind_of(name, row.text("repository"), "windows", traits),
    )


def with_former_homes(folder: str, traits: Traits, keys: Iterable[Key]) -> Traits:
    """The traits with the former homes that `successors.json` tells.

    Raises:
        InputError: It is damaged, lacks a repository of Docker Hub, or contradicts the traits.
    """
    homes = {path for path, _ in keys if path.startswith(f"{DOCKER_HUB}/")}
    names = {one["path"]: name for name, one in traits["repositories"].items()}
    former = {name: [*one.get("former", ())] for name, one in traits["repositories"].items()}
    stated: dict[str, set[str]] = {path: set() for path in homes}
    rows = json_file_rows(folder, FOLDER, "successors.json")
    for row in rows:
        home = row.word("repository")
        for path in _successors(row) if home in homes else ():
            if path not in names:
                row.refuse(f"the successor {quoted(path)} is not a repository of the traits")
            stated[home].add(names[path])
            former[names[path]] += [] if home in former[names[path]] else [home]
    for home in sorted(homes):
        if not stated[home] or stated[home] != {name for name in former if home in former[name]}:
            rows[0].refuse(f"{home} has other successors than the traits, or none")
    repositories = traits["repositories"].copy()
    for name, paths in former.items():
        if paths:
            repositories[name] = {**repositories[name], "former": paths}
    return {**traits, "repositories": repositories}


def _successors(row: FeedRow) -> list[str]:
    """`host/folder/a, b` are two repositories of one folder."""
    first, *others = row.text("successor").split(", ")
    return [first, *(f"{first.rpartition('/')[0]}/{name}" for name in others)]
