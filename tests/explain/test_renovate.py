"""What Renovate's versioning makes of the feeds, by a reading of our own of its rules.

https://docs.renovatebot.com/modules/versioning/regex/
"""

import json
import re
from functools import cache
from itertools import islice
from typing import Any

import pytest

from dotimg.catalog.tables import Catalog
from dotimg.explain import renovate
from dotimg.explain.records import Records
from dotimg.names import tags
from tests.conftest import DAY

HOST = "mcr.microsoft.com/dotnet"
WORDS = ("latest", "aspnetapp", "dotnetapp", "wcfclient", "wcfservice")


class Versioning:
    """The regular expression of a rule, and the order that it gives."""

    def __init__(self, text: str) -> None:
        self._expression = re.compile(text.removeprefix("regex:").replace("(?<", "(?P<"))
        self.parsed = cache(self._parsed)

    def _parsed(self, tag: str) -> tuple[list[int], str, str | None] | None:
        found = self._expression.search(tag)
        if not found:
            return None
        groups = found.groupdict()
        numbers = [int(groups.get(name) or 0) for name in ("major", "minor", "patch")]
        numbers += [int(groups[name]) for name in ("build", "revision") if groups.get(name)]
        return numbers, groups.get("prerelease") or "", groups.get("compatibility")

    def newest(self, current: str, offered: list[str]) -> str | None:
        """The last of the greatest that a stable tag may move to; None where none is greater."""
        own = self.parsed(current)
        assert own
        best, chosen = own[0] if not own[1] else [], None
        for tag in offered:
            there = self.parsed(tag)
            if there and there[2] == own[2] and not there[1]:
                numbers = there[0]
                if numbers > own[0] and numbers >= best:
                    best, chosen = numbers, tag
        return chosen


class Renovate:
    """The preset and the feeds, as Renovate goes through them."""

    def __init__(self, catalog: Catalog, day: str) -> None:
        self.feeds = {
            name: [one.tag for one in feed] for name, feed in renovate.feeds(catalog, day)
        }
        preset: Any = renovate.preset(catalog, "https://feeds.example", list(self.feeds))
        self.rules = preset["packageRules"]
        self._shapes = [
            (
                re.compile(rule["matchCurrentValue"].strip("/").replace("(?<", "(?P<")),
                Versioning(rule["versioning"]),
            )
            for rule in self.rules
            if "matchCurrentValue" in rule
        ]

    def versioning(self, tag: str) -> Versioning | None:
        """That of the last rule that matches a tag."""
        found = [one for match, one in self._shapes if match.search(tag)]
        return found[-1] if found else None

    def proposed(self, package: str, tag: str) -> str | None:
        versioning = self.versioning(tag)
        return versioning.newest(tag, self.feeds[package]) if versioning else None


def kept(name: tags.TagName) -> tuple[object, ...]:
    """What has to stay of a tag."""
    numbers = name.version.partition("-")[0].count(".")
    return numbers, name.variants, name.architecture, bool(name.stamp), bool(name.system)


@pytest.fixture(scope="module")
def ours(catalog: Catalog) -> Renovate:
    return Renovate(catalog, DAY)


@pytest.mark.parametrize(
    ("tag", "newer"),
    [
        ("sdk:8.0.404-alpine3.20", "10.0.400-alpine3.24"),
        ("sdk:8.0.401-1-jammy", "10.0.400-noble"),
        ("sdk:10.0.100-noble", "10.0.400-noble"),
        ("sdk:10.0.100-resolute", "10.0.400-resolute"),
        ("sdk:9.0", "10.0"),
        ("sdk:latest", None),
        ("aspnet:8.0-alpine3.20", "10.0-alpine3.24"),
        ("aspnet:8.0.11-cbl-mariner2.0-distroless", "10.0.11-azurelinux3.0-distroless"),
        ("aspnet:8.0.11-noble-chiseled-extra", "10.0.11-noble-chiseled-extra"),
        ("aspnet:8.0-nanoserver-1809", None),
        ("runtime:7.0.5-alpine3.17-amd64", "10.0.11-alpine3.24-amd64"),
        (
            "framework/sdk:4.8-20240813-windowsservercore-ltsc2019",
            "4.8-20260811-windowsservercore-ltsc2019",
        ),
    ],
)
def test_a_tag_moves_within_its_shape(ours: Renovate, tag: str, newer: str | None) -> None:
    repository, _, name = tag.partition(":")
    assert ours.proposed(f"{HOST}/{repository}", name) == newer


def test_every_living_tag_with_a_version_has_a_shape_that_knows_it(ours: Renovate) -> None:
    unknown = []
    for feed in ours.feeds.values():
        for tag in feed:
            versioning = ours.versioning(tag)
            if not tag.startswith(WORDS) and not (versioning and versioning.parsed(tag)):
                unknown.append(tag)
    assert unknown == []


def test_what_follows_is_alive_and_of_the_same_kind(catalog: Catalog, ours: Renovate) -> None:
    """Of every ninth tag of the catalog, where its repository has a feed."""
    records, wrong, moved = Records(catalog, DAY), [], set()
    for path, _, tag in islice(catalog.all_tags(), 0, None, 9):
        new = ours.proposed(path, tag.name) if path in ours.feeds else None
        if not new:
            continue
        moved.add((path, new))
        old, there = tags.parse(tag.name), tags.parse(new)
        if kept(old) != kept(there):
            wrong.append((path, tag.name, new))
    assert wrong == []
    assert moved
    subjects = [records.find(path, name) for path, name in sorted(moved)]
    assert [one for one in subjects if not one or not one.is_alive] == []


def test_what_has_no_feed_is_left_alone(catalog: Catalog, ours: Renovate) -> None:
    (off,) = [rule["matchPackageNames"] for rule in ours.rules if rule.get("enabled") is False]
    assert {*off, *ours.feeds} == {path.removeprefix("docker.io/") for path in catalog.paths()}
    assert "microsoft/dotnet" in off


def test_a_day_is_told_of_tags_that_stay(catalog: Catalog) -> None:
    feeds = dict(renovate.feeds(catalog, DAY))
    document = json.loads(json.dumps(renovate.document(feeds[f"{HOST}/sdk"])))
    by_name = {one["version"]: one for one in document["releases"]}
    assert by_name["10.0.400-alpine3.24"]["releaseTimestamp"] == "2026-08-11T00:00:00Z"
    assert "releaseTimestamp" not in by_name["10.0-alpine3.24"]
    assert by_name["10.0-alpine3.24"]["digest"].startswith("sha256:")
