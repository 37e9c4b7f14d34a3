"""Newer tables from a release of them: one file, named after their day, with its SHA-256 beside it.

`dotimg-tables.sha256` is the listing of a place that holds releases, in the form of `sha256sum`; so
is `NAME.sha256` beside each. `release/tables` makes them.
"""

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Callable
from datetime import date

from dotimg.catalog.table_files import GARBLED, SCHEMA
from dotimg.catalog.tables import Catalog
from dotimg.errors import CatalogError, InputError, UnreachableError
from dotimg.feeds import archive, attestation, sources
from dotimg.feeds.history import Tags
from dotimg.feeds.news import (
    News,
    differ,
    refuse_emptied,
    refuse_older_notes,
    refuse_renamed,
    released,
    retired,
)
from dotimg.named_tuples import NamedTuple
from dotimg.registry.answers import KIB, MIB
from dotimg.registry.download import Downloads

LISTING = "dotimg-tables.sha256"

_HASHES = ".sha256"
_FILE = ".tar.xz"
_LINE = re.compile(r"([0-9a-fA-F]{64}) [ *](dotimg-tables-(\d{4}-\d\d-\d\d)\.tar\.xz)", re.ASCII)
_LISTING_LIMIT = 64 * KIB
_BUNDLE_LIMIT = MIB
_LIMIT = 16 * MIB


class PackedSource(NamedTuple):
    """Where a release is: the address or path of its file, or of a listing.

    `home` is the repository whose workflow must have made it, empty where anyone may.
    """

    place: str
    network: bool
    fetch: Callable[[str, int], bytes]
    home: str


class _Listed(NamedTuple):
    """A line of a listing: the day of a release, where its file is, and its SHA-256."""

    day: str
    place: str
    sha256: str


def is_packed(source: str) -> bool:
    """Whether an address or path is that of a release, or of a listing, by its end."""
    return source.endswith((_FILE, _HASHES))


def from_network(address: str, downloads: Downloads, home: str) -> PackedSource:
    """A release on a server, of a repository."""
    feeds = sources.from_network(address, downloads)

    def fetch(place: str, limit: int) -> bytes:
        return _limited(feeds.fetch(place, None).body, place, limit)

    return PackedSource(address, network=True, fetch=fetch, home=home)


def from_file(path: str, home: str) -> PackedSource:
    """A release in a folder, of a repository."""
    return PackedSource(path, network=False, fetch=_read, home=home)


def news(source: PackedSource, before: Catalog, today: str) -> News | None:
    """The catalog of the release; None where it is of the day of the one before.

    Raises:
        InputError: It is damaged, older than that catalog, of a later dotimg, of another
            repository, or lacks what cannot be gone.
        UnreachableError: It could not be asked for.
    """
    listed = _listed(source)
    if listed.day == before.as_of:
        return None
    if listed.day < before.as_of:
        raise InputError(
            f"{listed.place}: is older than the catalog of {before.as_of}, which stays in use"
        )
    if listed.day > today:
        raise InputError(f"{listed.place}: is of a day after {today}")
    content = source.fetch(listed.place, _LIMIT)
    if hashlib.sha256(content).hexdigest() != listed.sha256:
        raise InputError(f"{listed.place}: its SHA-256 is not the one that is listed")
    if source.home and attestation.can_be_checked():
        bundle = source.fetch(listed.place + attestation.SUFFIX, _BUNDLE_LIMIT)
        attestation.check(listed.sha256, bundle, source.home, listed.place)
    return _checked(archive.unpacked(content, listed.place), listed, before)


def _listed(source: PackedSource) -> _Listed:
    """The newest release that a listing names; the one itself where the source is its file."""
    place = source.place if source.place.endswith(_HASHES) else source.place + _HASHES
    text = source.fetch(place, _LISTING_LIMIT).decode("utf-8", "replace")
    lines = [found for line in text.splitlines() if (found := _LINE.fullmatch(line.rstrip()))]
    if not lines and source.network:
        # As a captive portal answers, which says nothing about the release.
        raise UnreachableError(
            f"could not ask for {place}: it lists no release of the tables "
            "(a login page or proxy may stand in between)"
        )
    named = os.path.basename(source.place)
    wanted = [line for line in lines if place == source.place or line[2] == named]
    if not wanted:
        raise InputError(f"{place}: lists no SHA-256 of a release named dotimg-tables-DAY{_FILE}")
    newest = max(wanted, key=lambda line: line[3])
    if any(line[2] == newest[2] and line[1].lower() != newest[1].lower() for line in wanted):
        raise InputError(f"{place}: lists {newest[2]} with two hashes")
    try:
        date.fromisoformat(newest[3])
    except ValueError:
        raise InputError(f"{place}: lists {newest[2]}, which is not named after a day") from None
    return _Listed(newest[3], place[: -len(os.path.basename(place))] + newest[2], newest[1].lower())


def _checked(files: dict[str, bytes], listed: _Listed, before: Catalog) -> News:
    """What is new in the files of a release, once they are seen to be whole tables."""
    _refuse_strange(files, listed.place)
    # A refresh that is given up may still write when the process ends.
    with tempfile.TemporaryDirectory(prefix="dotimg-", ignore_cleanup_errors=True) as folder:
        _write(folder, files)
        try:
            after = Catalog(folder, "the tables before stay in use")
            after.verify(rows=False)  # which are read before they are used
            return _compared(files, listed, before, after)
        except CatalogError as error:
            raise InputError(str(error).replace(folder, listed.place)) from error
        except GARBLED as error:
            raise InputError(f"{listed.place}: cannot be read: {error!r}") from error


def _write(folder: str, files: dict[str, bytes]) -> None:
    try:
        for name, content in files.items():
            with open(os.path.join(folder, name), "wb") as file:
                file.write(content)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written: {error.strerror}") from error


def _refuse_strange(files: dict[str, bytes], place: str) -> None:
    """Refuse what is not of the schema that this dotimg reads, or not the tables of the index."""
    try:
        index = json.loads(files["catalog.json"])
        schema, tables = index["schema"], {*index["tables"], "catalog.json"}
    except GARBLED:
        raise InputError(f"{place}: holds no catalog.json of the tables") from None
    if isinstance(schema, int) and schema > SCHEMA:
        raise InputError(
            f"{place}: is of schema {schema}, and this dotimg reads {SCHEMA}: install a newer one"
        )
    if more := sorted(files.keys() - tables):
        raise InputError(f"{place}: holds {more[0]}, which its catalog.json does not name")


def _compared(files: dict[str, bytes], listed: _Listed, before: Catalog, after: Catalog) -> News:
    if after.as_of != listed.day:
        raise InputError(f"{listed.place}: holds the tables of {after.as_of}, another day")
    lost = {*before.paths()} - {*after.paths()}
    lost |= {one.name for one in before.channels} - {one.name for one in after.channels}
    if lost:
        raise InputError(f"{listed.place}: lacks {min(lost)}, which the catalog before has")
    tags, known = _tags(after), _tags(before)
    refuse_emptied(listed.place, before.traits, known, tags)
    refuse_renamed(listed.place, known, tags)
    releases = {one.name: after.releases(one.name) for one in after.channels}
    refuse_older_notes(listed.place, releases, before)
    return News(
        as_of=after.as_of,
        files=files,
        tags=len(tags),
        new=len(tags.keys() - known.keys()),
        retired=retired(known, tags),
        releases=released(releases, before),
        differs=differ(files, before),
        entries={},
        unknown_cves=(),
        missing=(),
        unnamed=(),
    )


def _tags(catalog: Catalog) -> Tags:
    return {(path, tag.name): tag for path, _, tag in catalog.all_tags()}


def _read(path: str, limit: int) -> bytes:
    try:
        with open(path, "rb") as file:
            return _limited(file.read(limit + 1), path, limit)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error


def _limited(content: bytes, place: str, limit: int) -> bytes:
    if len(content) > limit:
        raise InputError(f"{place}: is larger than {limit // KIB} KiB")
    return content
