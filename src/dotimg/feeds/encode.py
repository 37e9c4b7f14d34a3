"""Writes the catalog: rows in JSON Lines, and `catalog.json` with the place of each section."""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Mapping

from dotimg.catalog import checksums, layers
from dotimg.catalog import digests as tables
from dotimg.catalog.details import Digest, Release
from dotimg.catalog.model import Channel, System, Tag
from dotimg.catalog.table_files import SCHEMA
from dotimg.catalog.traits import Traits
from dotimg.errors import InputError
from dotimg.feeds.cves import Cves
from dotimg.feeds.digests import Digests
from dotimg.feeds.distros import Distros
from dotimg.feeds.history import Key, Tags
from dotimg.feeds.layers import LayerMarks
from dotimg.feeds.other_publishers import PublisherTable
from dotimg.feeds.packages import Packages
from dotimg.feeds.snapshot import ListedImage
from dotimg.named_tuples import NamedTuple
from dotimg.names import tags, versions

# For each repository and channel where its rows stand in a table.
Sections = dict[str, dict[str, tuple[int, ...]]]


class CatalogContent(NamedTuple):
    """All that a catalog holds."""

    as_of: str
    sources: dict[str, dict[str, str]]
    traits: Traits
    channels: list[Channel]
    framework: list[Channel]
    systems: dict[str, System]
    tags: Tags
    images: tuple[ListedImage, ...]
    digests: Digests
    layers: LayerMarks
    releases: dict[str, list[Release]]
    cves: Cves
    publishers: PublisherTable
    packages: Packages
    distros: Distros


def encode(content: CatalogContent) -> dict[str, bytes]:
    """The files of a catalog by name; the same content gives the same bytes."""
    tag_lines, tag_sections = _tag_table(content.tags, content.traits)
    image_lines, image_sections = _image_table(content)
    digest_files, digest_sections = _digest_tables(content)
    files = {
        **digest_files,
        "tags.jsonl": tag_lines,
        "images.jsonl": image_lines,
        "releases.json": _pretty(content.releases),
        "cves.json": _cve_table(content.cves),
        "publishers.json": _compact(content.publishers),
    }
    if content.packages:
        files["packages.json"] = _package_table(content.packages)
    if content.distros:
        files["distros.json"] = _pretty(content.distros)
    catalog = {
        "schema": SCHEMA,
        "as_of": content.as_of,
        "sources": content.sources,
        "traits": content.traits,
        "channels": content.channels,
        "framework": content.framework,
        "systems": content.systems,
        "sections": {
            "tags": tag_sections,
            "images": image_sections,
            "digests": digest_sections,
        },
        "tables": {name: noted(data) for name, data in sorted(files.items())},
    }
    return {**files, "catalog.json": index(catalog)}


def noted(table: bytes) -> dict[str, object]:
    """What `catalog.json` tells of a table, by which damage to it is seen."""
    return {
        "bytes": len(table),
        "sha256": hashlib.sha256(table).hexdigest(),
        "crc32": checksums.of_blocks(table),
    }


def index(catalog: Mapping[str, object]) -> bytes:
    """`catalog.json` of what it holds."""
    return checksums.sealed(_pretty(catalog))


def write(folder: str, files: dict[str, bytes]) -> None:
    """Write the files beside their places, then move them there, `catalog.json` last.

    Raises:
        InputError: The folder cannot be written. What was moved until then is moved; the sizes in
            `catalog.json` tell that it does not belong to the rest. `refresh` writes elsewhere.
    """
    try:
        os.makedirs(folder, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, ignore_cleanup_errors=True) as staging:
            for name, data in files.items():
                with open(os.path.join(staging, name), "wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())  # a power cut must not leave a name without content
            for name in files:
                os.replace(os.path.join(staging, name), os.path.join(folder, name))
    except OSError as error:
        raise InputError(f"{folder}: cannot be written: {error.strerror}") from error


def _tag_table(all_tags: Tags, traits: Traits) -> tuple[bytes, Sections]:
    """The lines of all tags, and [start, end of the listed ones, end] of each section.

    A section is one channel of one repository: the listed tags first, then the newest version.
    """
    grouped: dict[Key, list[Tag]] = {}
    for key, tag in all_tags.items():
        grouped.setdefault((key[0], channel_of(traits, key, tag.version, tag.kind)), []).append(tag)
    sections: Sections = {}
    lines: list[bytes] = []
    position = 0
    for repository, channel in sorted(grouped):
        rows = _newest_versions_first(grouped[repository, channel])
        listed = _json_lines(tag for tag in rows if not tag.retired)
        retired = _json_lines(tag for tag in rows if tag.retired)
        middle, end = position + len(listed), position + len(listed) + len(retired)
        sections.setdefault(repository, {})[channel] = (position, middle, end)
        lines += [listed, retired]
        position = end
    return b"".join(lines), sections


def _newest_versions_first(rows: list[Tag]) -> list[Tag]:
    by_name = sorted(rows, key=lambda tag: tag.name)
    return sorted(by_name, key=lambda tag: versions.order(tag.version or "0"), reverse=True)


def _image_table(content: CatalogContent) -> tuple[bytes, Sections]:
    """The lines of the listed images, and [start, end] of each section.

    An image stands where its tags do; a row is [index digest, its creation time, its tags, and per
    platform: os, architecture, release, digest, compressed bytes, creation time, tags].
    """
    grouped: dict[Key, list[object]] = {}
    for image in content.images:
        names = [*image.tags, *(tag for part in image.platforms for tag in part.tags)]
        key = image.repository, names[0]
        row = [
            image.digest,
            image.created,
            image.tags,
            [[*part.platform, part.tags] for part in image.platforms],
        ]
        channel = channel_of(content.traits, key, content.tags[key].version)
        grouped.setdefault((key[0], channel), []).append(row)
    sections: Sections = {}
    lines: list[bytes] = []
    position = 0
    for repository, channel in sorted(grouped):
        section = _json_lines(grouped[repository, channel])
        sections.setdefault(repository, {})[channel] = (position, position + len(section))
        lines.append(section)
        position += len(section)
    return b"".join(lines), sections


def _cve_table(cves: Cves) -> bytes:
    """The CVEs of each channel, one a line."""
    channels = (
        f'"{name}": [\n' + ",\n".join(json.dumps(cve, ensure_ascii=True) for cve in found.values())
        for name, found in cves.items()
    )
    return ("{" + "\n],\n".join(channels) + "\n]}\n").encode("ascii") if cves else b"{}\n"


def _package_table(packages: Packages) -> bytes:
    """How the packages were found out, and each on a line."""
    document = {name: value for name, value in packages.items() if name != "packages"}
    rows = packages["packages"].items()
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(row)}" for name, row in rows)
    return f'{json.dumps(document)[:-1]},\n"packages": {{\n{lines}\n}}}}\n'.encode("ascii")


def _digest_tables(content: CatalogContent) -> tuple[dict[str, bytes], Sections]:
    """The four tables, and [start, end, number of the first row] of each section."""
    grouped: dict[Key, list[Digest]] = {}
    for digest in content.digests.values():
        channel = _channel(content.traits, digest)
        grouped.setdefault((digest.repository, channel), []).append(digest)
    ordered = {key: _newest_days_first(grouped[key]) for key in sorted(grouped)}
    rows = [digest for section in ordered.values() for digest in section]
    numbers = {(row.repository, row.digest): number for number, row in enumerate(rows)}
    marks = [content.layers.get(key, layers.NO_MARK) for key in numbers]
    sections: Sections = {}
    lines: list[bytes] = []
    position = first = 0
    for (repository, channel), section in ordered.items():
        lines.append(_json_lines(_digest_row(digest, numbers) for digest in section))
        end = position + len(lines[-1])
        sections.setdefault(repository, {})[channel] = (position, end, first)
        position, first = end, first + len(section)
    names = [bytes.fromhex(row.digest.removeprefix(tables.ALGORITHM)) for row in rows]
    order = sorted(range(len(rows)), key=names.__getitem__)
    files = {
        tables.NAMES: b"".join(names),
        tables.ORDER: b"".join(tables.packed(number) for number in order),
        tables.ROWS: b"".join(lines),
        layers.TABLE: b"".join(marks),
    }
    return files, sections


def _digest_row(digest: Digest, numbers: dict[Key, int]) -> list[object]:
    """The columns of `Digest` from `tags` on, what is empty at the end left out.

    Children are told by how many rows further on they stand: small numbers, which pack well.
    """
    own = numbers[digest.repository, digest.digest]
    children = [numbers[digest.repository, child] - own for child in digest.children]
    row: list[object] = list(digest._replace(children=())[tables.FIRST_COLUMN :])
    row[Digest._fields.index("children") - tables.FIRST_COLUMN] = children
    while not row[-1]:
        row.pop()
    return row


def _newest_days_first(digests: list[Digest]) -> list[Digest]:
    """In the order of the days; images of one build stand together, which keeps the wheel small."""
    by_name = sorted(digests, key=lambda digest: (digest.tags, digest.digest))
    return sorted(by_name, key=lambda digest: digest.first_seen, reverse=True)


def _channel(traits: Traits, digest: Digest) -> str:
    """The channel that all its tags stand in, empty where that is none or several."""
    keys = ((digest.repository, tag) for tag in digest.tags)
    channels = {channel_of(traits, key, digest.version) for key in keys}
    return channels.pop() if len(channels) == 1 else ""


def channel_of(traits: Traits, key: Key, points_to: str, kind: str = "") -> str:
    """The channel whose rows a tag of a repository stands with, empty where it has none.

    The tag's own version decides, unless it points to a later channel; for .NET Framework the
    whole version.
    """
    repository, tag = key
    if is_framework(traits, repository, kind):
        return points_to
    name = tags.parse(tag).version
    named, pointed = versions.channel(name), versions.channel(points_to)
    if "." in name and versions.age(pointed) <= versions.age(named):  # 1.0-2.0 is a 2.0
        return named
    return pointed if points_to[:1].isdigit() else ""


def is_framework(traits: Traits, path: str, kind: str = "") -> bool:
    """Whether images under a path, of a kind where it held several, are of .NET Framework."""
    repositories = traits["repositories"]
    homes = (one for one in repositories.values() if path in (one["path"], *one.get("former", ())))
    found = repositories[kind] if kind else next(homes, None)
    return bool(found and found.get("framework"))


def _json_lines(rows: Iterable[object]) -> bytes:
    """The rows as JSON, one a line."""
    texts = (json.dumps(row, ensure_ascii=True, separators=(",", ":")) for row in rows)
    return b"".join(text.encode("ascii") + b"\n" for text in texts)


def _compact(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n"


def _pretty(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=True, indent=1).encode("ascii") + b"\n"
