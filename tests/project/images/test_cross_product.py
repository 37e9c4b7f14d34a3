"""Every image that is given exists, is listed and fits, by a definition of its own."""

from functools import cache
from itertools import product

import pytest

from dotimg.catalog.model import Tag
from dotimg.catalog.tables import Catalog
from dotimg.project.images.project_images import images
from dotimg.project.model import GlobalJson, Project
from dotimg.resolver.model import NoMatch, Pick, Request
from tests.project.images.apps import DAY, pinned, project, shown

FRAMEWORKS = ["netcoreapp3.1", "net6.0", "net7.0", "net8.0", "net9.0", "net10.0", "net11.0"]
RIDS = [
    *("", "linux-x64", "linux-arm64", "linux-arm", "linux-x64 linux-arm64", "linux-x64 linux-arm"),
    *("linux-musl-x64", "linux-musl-x64 linux-musl-arm", "win-x64"),
]
FAMILIES = [
    *("", "alpine", "noble", "noble-chiseled", "jammy-chiseled-extra", "bookworm-slim"),
    *("azurelinux3.0-distroless", "alpine3.18", "alpine-composite", "noble-chiseled-composite"),
    *("resolute", "nanoserver-ltsc2022"),
]
KINDS: list[dict[str, object]] = [
    {}, {"aspnet": True}, {"self_contained": True}, {"trimmed": True}, {"aot": True},
]  # fmt: skip
SDKS: list[tuple[GlobalJson | None, str | None]] = [
    (None, None),
    (None, "8.0.204"),
    (None, "11.0.100-preview.5.26300.1"),
    (pinned("8.0.404", "disable"), None),
    (pinned("10.0.100"), None),
    (pinned("9.0.100", "latestMajor"), None),
]
ARCHITECTURES = {"x64": "amd64", "arm64": "arm64", "arm": "arm"}


@cache
def published(home: str) -> dict[str, tuple[str, Tag]]:
    return {
        tag.name: (channel, tag)
        for path, channel, tag in Catalog().all_tags()
        if path == home and tag.published
    }


@cache
def has_listed(home: str, channel: str) -> bool:
    return any(own == channel and not tag.retired for own, tag in published(home).values())


def number(channel: str) -> tuple[int, ...]:
    return tuple(int(part) for part in channel.split("."))


def verify(found: Pick, facts: Project, asked: GlobalJson | None, *, build: bool) -> None:
    channel, tag = published(found.repository)[found.tag.name]
    framework = facts.framework.removeprefix("netcoreapp").removeprefix("net")
    variants = tag.variants.split()
    if build:
        assert found.repository.endswith("/sdk")
        assert number(channel) >= number(framework)
        exact = asked is not None
        assert asked is None or asked.accepts(tag.version)
        assert ("aot" in variants) == (facts.aot is True and number(channel) >= (10, 0))
    else:
        exact = False
        assert channel == framework
        assert "sdk" not in found.repository
        alpine = all(release.startswith("alpine") for release in tag.releases)
        bare = alpine or bool({"chiseled", "distroless"} & set(variants))
        assert facts.invariant_globalization or not bare or "extra" in variants
        if facts.web and not facts.self_contained and not facts.aot:
            assert found.repository.endswith("/aspnet")
    assert exact or tag.retired is None or not has_listed(found.repository, channel)
    needed = facts.runtime_identifiers or ()
    for identifier in needed if not build or facts.aot else ():
        system, _, word = identifier.rpartition("-")
        own = [
            release
            for release in tag.releases
            if ("nanoserver" in release or "windows" in release) == (system == "win")
            and release.startswith("alpine") == (system == "linux-musl")
        ]
        assert any(ARCHITECTURES[word] in tag.architectures(release) for release in own)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_every_image_exists_is_listed_and_fits(catalog: Catalog, framework: str) -> None:
    given = none = 0
    rows = product(KINDS, RIDS, FAMILIES, (True, False))
    # A seventh of them for each framework, each time another one.
    first = FRAMEWORKS.index(framework) % 7
    for turn, (kind, rids, family, invariant) in list(enumerate(rows))[first::7]:
        asked, sdk = SDKS[turn % len(SDKS)]
        facts = project(
            framework, rids=rids, container_family=family, invariant_globalization=invariant, **kind
        )
        found = images(catalog, facts, asked, sdk, Request(), DAY)
        for one, build in ((found.build, True), (found.run, False)):
            if isinstance(one, NoMatch):
                none += 1
                assert one.reason
                continue
            given += 1
            try:
                verify(one, facts, asked, build=build)
            except AssertionError as error:
                error.add_note(f"{shown(one)} for {facts.framework} {kind} {rids} {family}")
                raise
    assert given > 90
    assert none < given * 2
