"""The rows of `list` for scripts: tab-separated, CSV, references and JSON, written as they come."""

import json
from collections.abc import Callable, Iterable
from functools import cache
from itertools import repeat
from json.encoder import encode_basestring_ascii as _quote
from typing import TextIO

from dotimg.catalog import model
from dotimg.catalog.model import System
from dotimg.cli.render import picks
from dotimg.errors import DotimgError, json_printable, printable
from dotimg.resolver.details import Listing

Locate = Callable[[str], str]
Systems = dict[str, System]

COLUMNS = (
    *("reference", "channel", "version", "system", "variants", "architectures"),
    *("size", "status", "ends", "first_seen", "retired"),
)


def values(row: Listing, locate: Locate) -> tuple[str, ...]:
    """The columns of a row as text; `size` is the compressed bytes of the first platform."""
    tag = row.tag
    size = row.platforms[0].size if row.platforms else None
    columns = (
        f"{locate(row.repository)}:{tag.name}",
        row.channel,
        tag.version,
        " ".join(tag.releases),
        tag.variants,
        " ".join(tag.architectures()),
        "" if size is None else str(size),
        row.support.status,
        row.support.ends or "",
        tag.first_seen,
        tag.retired or "",
    )
    return tuple([printable(column) for column in columns])


def write_plain(rows: Iterable[Listing], locate: Locate, out: TextIO) -> None:
    """One row a line, tab between the columns."""
    out.writelines("\t".join(values(row, locate)) + "\n" for row in rows)


def write_csv(rows: Iterable[Listing], locate: Locate, out: TextIO) -> None:
    """Comma-separated with a line of names on top (RFC 4180 but for the line end)."""
    import csv

    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(values(row, locate) for row in rows)


def write_refs(rows: Iterable[Listing], locate: Locate, out: TextIO) -> None:
    """One reference a line."""
    out.writelines(printable(f"{locate(row.repository)}:{row.tag.name}") + "\n" for row in rows)


def write_json(
    rows: Iterable[Listing],
    locate: Locate,
    out: TextIO,
    systems: Systems,
    as_of: str,
    name: str,
    outcomes: Iterable[str | DotimgError] | None = None,
) -> None:
    """One JSON object whose field `name` (`images` or `tags`) holds the rows, one a line.

    With `outcomes`, what a registry said of each, a row has a field `live`.
    """
    head = _members({"schema": picks.SCHEMA, "catalog": {"as_of": as_of}})
    out.write(f'{{{head},"{name}":[')
    texts = _Texts(systems, locate)
    text = texts.of_tag if name == "tags" else texts.of_image
    before = "\n"
    said = repeat("") if outcomes is None else map(_live, outcomes)
    for row, live in zip(rows, said, strict=outcomes is not None):
        out.write(f"{before}{{{text(row)}{live}}}")
        before = ",\n"
    out.write("\n]}\n")


class _Texts:
    """Encodes the rows; what many of them share is encoded once, as there are 44,000."""

    def __init__(self, systems: Systems, locate: Locate) -> None:
        self._systems = systems
        self._locate = cache(locate)
        self._offer = cache(self._encode_offer)
        self._support = cache(lambda state: _members({"support": picks.support(state)}))

    def of_tag(self, row: Listing) -> str:
        """One tag; its platforms are told by system and architectures."""
        tag = row.tag
        path = self._locate(row.repository)
        return (
            f'"reference":{_quote(f"{path}:{tag.name}")},'
            f'"repository":{_quote(path.partition("/")[2])},"tag":{_quote(tag.name)},'
            f'"channel":{_quote(row.channel)},"version":{_quote(tag.version)},'
            f"{self._offer(tag.platforms, tag.variants)},"
            f'"digest":{_optional(row.digest)},"published":{"true" if tag.published else "false"},'
            f'"first_seen":{_optional(tag.first_seen or None)},'
            f'"last_seen":{_optional(tag.last_seen)},'
            f'"retired":{_optional(tag.retired)},{self._support(row.support)}'
        )

    def of_image(self, row: Listing) -> str:
        """One image with all its tags and platforms."""
        platforms = [picks.platform(one) for one in row.platforms]
        return f"{self.of_tag(row)},{_members({'tags': row.names, 'platforms': platforms})}"

    def _encode_offer(self, platforms: str, variants: str) -> str:
        offered = model.offered(platforms)
        system = self._systems[next(iter(offered))]
        names = dict.fromkeys(name for names in offered.values() for name in names)
        return _members(
            {
                "os": picks.os(system),
                "variants": variants.split(),
                "architectures": list(names),
            }
        )


def _live(outcome: str | DotimgError) -> str:
    from dotimg.cli.render import live_documents

    return f",{_members({'live': live_documents.live(outcome)})}"


def _members(document: dict[str, object]) -> str:
    """The members of a JSON object, without its braces."""
    return json_printable(json.dumps(document, separators=(",", ":"))[1:-1])


def _optional(text: str | None) -> str:
    return "null" if text is None else _quote(text)
