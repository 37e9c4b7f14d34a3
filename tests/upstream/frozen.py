"""The tables of one past day, about which the tests tell facts that newer tables do not change.

What had left before that day stands in the shipped tables for ever. What was listed on it, and what
was known of channels, systems, releases and CVEs, stands in a file here. Both together are the
tables of that day again, byte for byte. As long as the shipped tables are of that day, they are
used as they are.

`python -m tests.upstream.frozen` writes the file anew, by shipped tables of that day.
"""

import hashlib
import json
import lzma
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from dotimg.catalog.details import Cve, Digest, Platform, Release
from dotimg.catalog.model import Channel, System, Tag
from dotimg.catalog.tables import Catalog, day_of
from dotimg.feeds import encode
from dotimg.feeds.digests import Digests
from dotimg.feeds.encode import CatalogContent
from dotimg.feeds.history import Tags
from dotimg.feeds.snapshot import ListedImage, ListedPlatform

DAY = "2026-08-20"
SHIPPED = Path(__file__).parents[2] / "data"
FILE = Path(__file__).parent / "tables.json.xz"


def folder() -> str:
    """The folder of the tables of that day; made once for the shipped tables that there are."""
    if day_of(str(SHIPPED)) == DAY:
        return str(SHIPPED)
    parts = (SHIPPED / "catalog.json", FILE, Path(__file__), Path(encode.__file__))
    mixed = hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()
    place = Path(tempfile.gettempdir()) / f"dotimg-tables-{DAY}-{mixed[:16]}"
    if not place.is_dir():
        beside = tempfile.mkdtemp(dir=place.parent)
        encode.write(beside, rewound(Catalog(str(SHIPPED))))
        try:
            os.rename(beside, place)
        except OSError:  # another run was faster
            if not place.is_dir():
                raise
    return str(place)


def frozen(catalog: Catalog) -> bytes:
    """What the file holds, by tables of that day."""
    index = json.loads((Path(catalog.folder) / "catalog.json").read_bytes())
    images = (Path(catalog.folder) / "images.jsonl").read_bytes()
    holds = {
        **{name: index[name] for name in ("sources", "channels", "framework", "systems")},
        "tags": [[path, *tag] for path, _, tag in catalog.all_tags() if not _left(tag)],
        "digests": [list(one) for one in catalog.all_digests() if not _left(one)],
        "images": [
            [path, *json.loads(line)]
            for path, of_channels in index["sections"]["images"].items()
            for start, end in of_channels.values()
            for line in images[start:end].splitlines()
        ],
        "releases": json.loads((Path(catalog.folder) / "releases.json").read_bytes()),
        "cves": json.loads((Path(catalog.folder) / "cves.json").read_bytes()),
    }
    text = json.dumps(holds, separators=(",", ":"))
    return lzma.compress(text.encode("ascii"), preset=9 | lzma.PRESET_EXTREME)


def rewound(catalog: Catalog) -> dict[str, bytes]:
    """The files of the tables of that day, by those of that day or a later one."""
    held: dict[str, Any] = json.loads(lzma.decompress(FILE.read_bytes()))
    digests = _digests(catalog, held["digests"])
    marks = zip(catalog.all_digests(), catalog.layer_marks(), strict=True)
    content = CatalogContent(
        as_of=DAY,
        sources=held["sources"],
        traits=catalog.traits,
        channels=[Channel(*row) for row in held["channels"]],
        framework=[Channel(*row) for row in held["framework"]],
        systems={name: System(*row) for name, row in held["systems"].items()},
        tags=_tags(catalog, held["tags"]),
        images=tuple(map(_image, held["images"])),
        digests=digests,
        layers={(one.repository, one.digest): mark for one, mark in marks},
        releases={name: [Release(*row) for row in rows] for name, rows in held["releases"].items()},
        cves={name: {row[0]: Cve(*row) for row in rows} for name, rows in held["cves"].items()},
        publishers=catalog.publisher_table(),
        packages=catalog.package_document(),
        distros=catalog.dependencies(),
    )
    return encode.encode(content)


def _tags(catalog: Catalog, listed: list[list[Any]]) -> Tags:
    found = {(path, tag.name): tag for path, _, tag in catalog.all_tags() if _left(tag)}
    return {**found, **{(path, row[0]): Tag(*row) for path, *row in listed}}


def _digests(catalog: Catalog, listed: list[list[Any]]) -> Digests:
    then = (Digest(*map(_hashable, row)) for row in listed)
    every = [*filter(_left, catalog.all_digests()), *then]
    return {(one.repository, one.digest): one for one in every}


def _left(row: Tag | Digest) -> bool:
    """Whether it had left by that day.

    What came back since counts as gone on the day itself: when it had first gone, the tables no
    longer tell.
    """
    return bool(row.retired) and (row.retired or "") <= DAY


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _image(row: list[Any]) -> ListedImage:
    path, digest, created, tags, parts = row
    platforms = tuple(ListedPlatform(Platform(*part[:-1]), "", tuple(part[-1])) for part in parts)
    return ListedImage(path, "", digest, created, tuple(tags), platforms)


if __name__ == "__main__":
    if day_of(str(SHIPPED)) != DAY:
        sys.exit(f"the shipped tables are not of {DAY}")
    FILE.write_bytes(frozen(Catalog(str(SHIPPED))))
