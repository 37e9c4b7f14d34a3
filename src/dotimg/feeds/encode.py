"""Writes the catalog: rows in JSON Lines, and `catalog.json` that tells where which rows stand."""

import hashlib
import json
import os
import tempfile
from typing import NamedTuple

from dotimg.catalog.model import (
    Channel,
    Release,
    System,
    Tag,
)
from dotimg.catalog.traits import Traits
from dotimg.errors import InputError
from dotimg.feeds import digest_tables
from dotimg.feeds.digests import Digests
from dotimg.feeds.history import Key, Tags
from dotimg.feeds.snapshot import ListedImage, ListedPlatform
from dotimg.names import versions
from dotimg.upstream.sections import as_lines, channel_of

SCHEMA = 1


class Content(NamedTuple):
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
    releases: dict[str, list[Release]]


def encode(content: Content) -> dict[str, bytes]:
    """The files of a catalog by name; the same content gives the same bytes."""
    tag_lines, tag_sections = _tag_table(content.tags)
    image_lines, image_sections = _image_table(content)
    digest_files, digest_sections = digest_tables.encode(content.digests)
    files = {
        **digest_files,
        "tags.jsonl": tag_lines,
        "images.jsonl": image_lines,
        "releases.json": _pretty(content.releases),
    }
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
        "tables": {
            name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in sorted(files.items())
        },
    }
    return {**files, "catalog.json": _pretty(catalog)}


def write(folder: str, files: dict[str, bytes]) -> None:
    """Write the files beside their places, then move them there, `catalog.json` last.

    Raises:
        InputError: The folder cannot be written. What was moved until then is moved; the sizes in
            `catalog.json` tell that it does not belong to the rest. `refresh` writes elsewhere.
    """
    try:
        os.makedirs(folder, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as staging:
            for name, data in files.items():
                with open(os.path.join(staging, name), "wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())  # a power cut must not leave a name without content
            for name in files:
                os.replace(os.path.join(staging, name), os.path.join(folder, name))
    except OSError as error:
        raise InputError(f"{folder}: cannot be written: {error.strerror}") from error


def _tag_table(all_tags: Tags) -> tuple[bytes, dict[str, dict[str, tuple[int, int, int]]]]:
    """The lines of all tags, and [start, end of the listed ones, end] of each section.

    A section is one channel of one repository: the listed tags first, then the newest version.
    """
    grouped: dict[Key, list[Tag]] = {}
    for key, tag in all_tags.items():
        grouped.setdefault((key[0], channel_of(key, tag.version)), []).append(tag)
    sections: dict[str, dict[str, tuple[int, int, int]]] = {}
    lines: list[bytes] = []
    position = 0
    for repository, channel in sorted(grouped):
        rows = _newest_first(grouped[repository, channel])
        listed = as_lines(tag for tag in rows if not tag.retired)
        retired = as_lines(tag for tag in rows if tag.retired)
        middle, end = position + len(listed), position + len(listed) + len(retired)
        sections.setdefault(repository, {})[channel] = (position, middle, end)
        lines += [listed, retired]
        position = end
    return b"".join(lines), sections


def _newest_first(rows: list[Tag]) -> list[Tag]:
    by_name = sorted(rows, key=lambda tag: tag.name)
    return sorted(by_name, key=lambda tag: versions.order(tag.version or "0"), reverse=True)


def _image_table(content: Content) -> tuple[bytes, dict[str, dict[str, tuple[int, int]]]]:
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
            [_platform(part) for part in image.platforms],
        ]
        grouped.setdefault((key[0], channel_of(key, content.tags[key].version)), []).append(row)
    sections: dict[str, dict[str, tuple[int, int]]] = {}
    lines: list[bytes] = []
    position = 0
    for repository, channel in sorted(grouped):
        section = as_lines(grouped[repository, channel])
        sections.setdefault(repository, {})[channel] = (position, position + len(section))
        lines.append(section)
        position += len(section)
    return b"".join(lines), sections


def _platform(part: ListedPlatform) -> list[object]:
    return [*part.platform, part.tags]


def _pretty(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=True, indent=1).encode("ascii") + b"\n"
