"""Every answer of the resolver against the history of all tags, by a definition of its own."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dotimg.catalog.model import AppKind, Purpose, Tag
from dotimg.catalog.tables import Catalog
from dotimg.resolver import pick
from dotimg.resolver.finding import find, understood
from dotimg.resolver.model import Pick, Request
from dotimg.resolver.ranking import chosen_release
from tests.sample import some

DAY = "2026-11-22"
NAME = re.compile(
    r"(?P<version>\d+\.\d+(\.\d+)?)(-(?P<pre>(preview|rc|alpha)[.\d]*))?(-\d)?"
    r"(-(sdk|runtime-deps|aspnetcore-runtime|runtime|core-deps|core))?(-(?P<second>\d+\.\d+\.\d+))?"
    r"(-(?P<stamp>\d{8}))?"
    r"(-(?P<system>(?!chiseled|distroless|composite|extra|aot|amd64|arm)[a-z][a-z0-9.]*"
    r"(-mariner[\d.]*|-slim|-(?=[lsd\d])[\w.]+)?))?"
    r"(-(sdk|runtime|core))?(-(chiseled|distroless|composite|extra|aot))*"
    r"(-(?P<arch>amd64|arm32v7|arm64v8|arm32))?"
)
REPOSITORIES = {"web": "aspnet", "console": "runtime", "self-contained": "runtime-deps"}
ONE_KIND = {
    "docker.io/microsoft/aspnetcore": "aspnet",
    "docker.io/microsoft/aspnetcore-build": "sdk",
}
LABELS = ("onbuild", "msbuild", "projectjson", "ca-patch")


class Fact(NamedTuple):
    tag: Tag
    releases: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    variants: frozenset[str]
    fixed: bool
    suffixed: bool


@cache
def facts() -> dict[tuple[str, str], list[Fact]]:
    """The facts by repository and channel."""
    found: dict[tuple[str, str], list[Fact]] = {}
    for path, channel, tag in Catalog().all_tags():
        found.setdefault((kind_of(path, tag), channel), []).extend(fact_of(channel, tag))
    return found


def kind_of(path: str, tag: Tag) -> str:
    short = re.sub(r"^mcr.microsoft.com/dotnet/(core/)?", "", path)
    if tag.kind:
        return tag.kind
    return ONE_KIND.get(path, short)


def fact_of(channel: str, tag: Tag) -> Iterator[Fact]:
    """Nothing for a tag that no one should be given: a stray name, a preview, a combination."""
    match = NAME.fullmatch(tag.name)
    stray = any(label in tag.name for label in LABELS) or tag.evidence in (
        "manifest-only",
        "readme-only",
        "seen-in-use",
        "pending",
    )
    if not match or stray or (match["second"] and "-sdk-" not in tag.name):
        return
    framework = channel.startswith(("3.5", "4."))
    fixed = bool(match["stamp"]) if framework else match["version"].count(".") > 1
    if match["second"] and not fixed:
        return
    released = channel != "11.0"
    if released and "-" in tag.version and not tag.version.rpartition("-")[2].isdigit():
        return
    pairs = frozenset(
        (part.partition(":")[0], arch)
        for part in tag.platforms.split()
        for arch in part.partition(":")[2].split(",")
    )
    releases = frozenset(release for release, _ in pairs)
    variants = frozenset(tag.variants.split())
    yield Fact(tag, releases, pairs, variants, fixed, bool(match["arch"]))


def answers(catalog: Catalog, channel: str, request: Request) -> list[Fact]:
    """All tags that may be the answer, by brute force."""
    framework = channel.startswith(("3.5", "4."))
    if framework and request.app in ("aot", "self-contained"):
        return []
    if request.app == "aot" and float(channel) < 7:
        return []
    kind = "sdk" if request.purpose == "build" else REPOSITORIES.get(request.app, "runtime-deps")
    repository = f"framework/{kind}" if framework else kind
    known = facts().get((repository, channel), [])
    return [fact for fact in known if fits(catalog, channel, request, kind, fact)]


def fits(catalog: Catalog, channel: str, request: Request, kind: str, fact: Fact) -> bool:
    if kind == "sdk":  # what an app runs on says nothing of what it is built on
        request = request._replace(distroless=False, composite=False, globalization=None)
    aot_sdk = request.app == "aot" and kind == "sdk" and float(channel) >= 10
    bare = bool(fact.variants & {"chiseled", "distroless"})
    if ("composite" in fact.variants) != request.composite or ("aot" in fact.variants) != aot_sdk:
        return False
    if bare != request.distroless and not (bare and (request.composite or request.app == "aot")):
        return False
    if fact.fixed != request.fixed or (request.single_arch and fact.tag.multi_platform):
        return False
    if fact.suffixed and request.arch is None:
        return False
    alpine = any(release.startswith("alpine") for release in fact.releases)
    if request.globalization is True:
        if kind != "sdk" and "extra" not in fact.variants and (bare or alpine):
            return False
    elif "extra" in fact.variants and not (request.app == "aot" and request.globalization is None):
        return False
    return any(
        request.arch in (None, arch) and is_asked(catalog, release, request.os)
        for release, arch in fact.pairs
    )


def is_asked(catalog: Catalog, release: str, os: str | None) -> bool:
    system = catalog.systems[release]
    return os in (None, release, system.family, system.type)


@cache
def channels(catalog: Catalog) -> list[str]:
    return [channel.name for channel in (*catalog.channels, *catalog.framework)]


@cache
def systems(catalog: Catalog, channel: str) -> list[str | None]:
    """No system, the kinds and families, what the channel ever had, and two that it never had."""
    ever = {
        release
        for path in catalog.paths()
        for tag in (*catalog.listed(path, channel), *catalog.retired(path, channel))
        for release in tag.releases
    } - {"linux", "alpine", "ubuntu"}
    absent = sorted({"trusty", "resolute", "nanoserver-1709"} - ever)[:2]
    families = list(catalog.traits["families"])
    return [None, "linux", "windows", *families, *sorted(ever), *absent]


def verify(catalog: Catalog, channel: str, request: Request) -> None:
    expected = answers(catalog, channel, request)
    need = understood(catalog, request, DAY)
    found = None if isinstance(need, str) else find(catalog, need)
    if isinstance(need, str) or not found:
        assert not expected, (request, [fact.tag.name for fact in expected])
        return
    _, tag = found
    assert tag in {fact.tag for fact in expected}, (request, tag)
    release = chosen_release(need, tag)
    assert request.arch is None or request.arch in tag.architectures(release)
    if tag.retired:
        home = catalog.repositories[need.repository].paths[0]
        listed = {row.name for row in catalog.listed(home, channel)}
        assert not [fact for fact in expected if fact.tag.name in listed and not fact.tag.retired]


ASKED: tuple[tuple[Purpose, AppKind], ...] = (
    *(("build", "web"), ("build", "aot")),
    *(("run", "web"), ("run", "console"), ("run", "self-contained"), ("run", "aot")),
)


@pytest.mark.parametrize("channel", [c.name for c in (*Catalog().channels, *Catalog().framework)])
def test_every_answer_exists_and_every_no_is_right(catalog: Catalog, channel: str) -> None:
    bare = ((False, False), (True, False), (False, True))
    asked = product(ASKED, systems(catalog, channel), (None, "amd64", "arm64", "arm"), bare)
    count = 0
    for (purpose, app), os, arch, (distroless, composite) in some(asked, 5):
        verify(
            catalog, channel, Request(purpose, channel, os, arch, app, distroless, None, composite)
        )
        count += 1
    assert count > 140


@settings(max_examples=200)
@given(data=st.data())
def test_any_combination_of_options(catalog: Catalog, data: st.DataObject) -> None:
    channel = data.draw(st.sampled_from(channels(catalog)))
    arch = data.draw(st.sampled_from([None, "amd64", "arm64", "arm"]))
    request = Request(
        purpose=data.draw(st.sampled_from(["build", "run"])),
        version=channel,
        os=data.draw(st.sampled_from(systems(catalog, channel))),
        arch=arch,
        app=data.draw(st.sampled_from(["web", "console", "self-contained", "aot"])),
        distroless=data.draw(st.booleans()),
        globalization=data.draw(st.sampled_from([None, True, False])),
        composite=data.draw(st.booleans()),
        fixed=data.draw(st.booleans()),
        single_arch=arch is not None and data.draw(st.booleans()),
    )
    verify(catalog, channel, request)


def test_nearest_images_exist(catalog: Catalog) -> None:
    known = {f"{path}:{tag.name}" for path, _, tag in catalog.all_tags() if tag.published}
    for channel in channels(catalog):
        for os in systems(catalog, channel)[::4]:
            answer = pick(catalog, Request(version=channel, os=os, composite=True), DAY)
            if not isinstance(answer, Pick):
                assert answer.nearest
                assert set(answer.nearest) <= known
