"""Carries the tables of a repository on by the publisher's feeds, in the folder where they lie.

New tables are written into a folder inside it first. Once they are complete, they replace the old
ones, file by file. An update that is killed before that leaves the old tables; one that is killed
after it is finished by the next.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from typing import Any

from dotimg.catalog.tables import Catalog
from dotimg.catalog.traits import Traits
from dotimg.errors import InputError
from dotimg.feeds import encode, refresh
from dotimg.feeds.news import News
from dotimg.feeds.sources import FeedSource

STAGING = ".update"  # inside the folder of the tables: a move within one file system is one step
INDEX = "catalog.json"

_ADVICE = "bring back the tables of the last commit, as by 'git checkout'"


def update(folder: str, source: FeedSource, traits: Traits, today: str) -> list[str]:
    """Replace the tables in a folder by newer ones; gives what is new, nothing where nothing is.

    Args:
        folder: The folder of the tables.
        source: Where the feeds are. The same feeds on the same day give the same bytes.
        traits: What `traits.yaml` says.
        today: The day of the publisher's own feeds as an ISO date.

    Raises:
        InputError: The feeds cannot be right, or the folder cannot be written; the old tables stay.
        UnreachableError: A feed could not be asked for; the old tables stay.
    """
    finish(folder)
    before = Catalog(folder, _ADVICE)
    before.verify()
    found = refresh.news(source, before, _with_former_homes(traits, before.traits), today)
    if not found or not found.differs:
        return []
    told = summary(before, found)
    staging = os.path.join(folder, STAGING)
    encode.write(staging, found.files)
    Catalog(staging, _ADVICE).verify()
    finish(folder)
    return told


def finish(folder: str) -> None:
    """Take an update to its end that was killed while it replaced files, or remove its beginning.

    `catalog.json` is written into the staging folder last and moved last: as long as it is there,
    and each table that it names is there or in place, the new tables are whole.
    """
    staging = os.path.join(folder, STAGING)
    try:
        if not os.path.isdir(staging):
            return
        for name in _left_to_move(staging, folder):
            os.replace(os.path.join(staging, name), os.path.join(folder, name))
        shutil.rmtree(staging)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written: {error.strerror}") from error


def summary(before: Catalog, found: News) -> list[str]:
    """What is new in the tables, as the lines of the message of a commit."""
    index = json.loads(found.files[INDEX])
    with open(os.path.join(before.folder, "images.jsonl"), "rb") as file:
        listed_before = _systems(file.read())
    listed = _systems(found.files["images.jsonl"])
    known = before.systems.keys()
    lines = [f"{found.new} new tags, {found.retired} retired, {found.tags} in all"]
    lines += _line("releases", found.releases)
    lines += _line("new channels", _new(index["channels"], before.channels))
    lines += _line("new repositories", sorted(index["sections"]["tags"].keys() - before.paths()))
    lines += _line("new systems", [name for name in index["systems"] if name not in known])
    lines += _line("systems without images now", sorted(listed_before - listed))
    lines += _line("CVEs of which is not known what they affect", found.unknown_cves)
    lines += _line("left out, as traits.yaml does not name them", found.unnamed)
    lines += [f"missing: {why}" for why in found.missing]
    return [f"Update the tables to {found.as_of}", "", *(f"- {line}" for line in lines)]


def _line(what: str, names: Iterable[str]) -> list[str]:
    text = ", ".join(names)
    return [f"{what}: {text}"] if text else []


def _new(rows: list[list[Any]], channels: Iterable[tuple[Any, ...]]) -> list[str]:
    known = {channel[0] for channel in channels}
    return [row[0] for row in rows if row[0] not in known]


def _systems(images: bytes) -> set[str]:
    """The operating-system releases of all listed images; the table has them third."""
    rows = (json.loads(line) for line in images.splitlines())
    return {platform[2] for row in rows for platform in row[3]}


def _left_to_move(staging: str, folder: str) -> list[str]:
    """The staged tables, the index last; none unless all are there, staged or in their place."""
    try:
        with open(os.path.join(staging, INDEX), "rb") as file:
            tables = json.load(file)["tables"]
    except (OSError, ValueError):
        return []
    staged = [name for name in tables if os.path.exists(os.path.join(staging, name))]
    for name, noted in tables.items():
        if _hash(staging if name in staged else folder, name) != noted["sha256"]:
            return []
    return [*staged, INDEX]


def _hash(folder: str, name: str) -> str:
    try:
        with open(os.path.join(folder, name), "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return ""


def _with_former_homes(traits: Traits, compiled: Traits) -> Traits:
    """The traits with the homes of the Docker Hub years, which `traits.yaml` does not tell."""
    repositories = traits["repositories"].copy()
    for name, one in repositories.items():
        former = list(one.get("former", ()))
        before = compiled["repositories"].get(name, one).get("former", ())
        former += [path for path in before if path not in former]
        if former:
            repositories[name] = {**one, "former": former}
    return {**traits, "repositories": repositories}
