"""The publisher's data as it lies in its files. All days are ISO dates in UTC."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

Row = dict[str, Any]
Key = tuple[str, str]

TRAITS = Path(__file__).parents[2] / "data" / "traits.yaml"


class Raw:
    """All rows; `as_of` is the last day that any digest tells."""

    def __init__(self, folder: Path) -> None:
        hub = folder / "docker-hub"
        self.tags: dict[Key, Row] = {
            (row["repository"], row["tag"]): row
            for path in (folder / "tags-history.jsonl.gz", hub / "tags-history-hub.jsonl.gz")
            for row in _rows(path)
        }
        for row in _rows(hub / "earlier-days.jsonl"):
            self.tags[row["repository"], row["tag"]]["first_seen"] = row["first_seen"]
        self.digests: dict[Key, Row] = {
            (row["repository"], row["digest"]): row
            for row in _rows(folder / "digests-history.jsonl.gz")
        }
        self.flaws = list(_rows(folder / "cves.jsonl"))
        self.channels: list[Row] = _json(folder / "releases" / "releases.json")["channels"]
        self.cycles: dict[Key, Row] = {
            (product["product"], name): cycle
            for product in _json(folder / "os-lifecycle.json")["products"]
            for cycle in product["cycles"]
            for name in (cycle["cycle"], *(cycle["codename"] or "").lower().split()[:1])
        }
        self.traits: Row = yaml.safe_load(TRAITS.read_text(encoding="utf-8"))
        self.as_of: str = max(
            row[name]
            for row in self.digests.values()
            for name in ("first_seen", "delisted")
            if row[name]
        )
        self.digests_of = self._digests_of_tags()

    def _digests_of_tags(self) -> dict[Key, list[Row]]:
        """The digests that carried each tag, the newest first."""
        found: dict[Key, list[Row]] = {}
        for row in sorted(self.digests.values(), key=_age, reverse=True):
            for tag in row["tags"]:
                found.setdefault((row["repository"], tag), []).append(row)
        return found


def _age(digest: Row) -> tuple[str, str, str]:
    return digest["first_seen"], digest["delisted"] or "9999", digest["created"] or ""


def _rows(path: Path) -> Iterator[Row]:
    content = path.read_bytes()
    text = gzip.decompress(content) if path.suffix == ".gz" else content
    return map(json.loads, text.splitlines())


def _json(path: Path) -> Row:
    found: Row = json.loads(path.read_bytes())
    return found
