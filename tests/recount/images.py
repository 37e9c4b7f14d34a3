"""What one tag or digest is: what it is of, its version, channel, platforms and days."""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from tests.recount import systems, versions
from tests.recount.raw import Key, Raw, Row

# The word in tags of microsoft/dotnet, and the repository that holds such images today.
_WORDS = {
    "runtime-deps": "runtime-deps",
    "deps": "runtime-deps",
    "aspnetcore-runtime": "aspnet",
    "runtime": "runtime",
    "core": "runtime",
}
_HUB = {
    "aspnetcore": "aspnet",
    "aspnetcore-build": "sdk",
    "dotnet-samples": "samples",
    "dotnet-framework": "framework/runtime",
    "dotnet-framework-build": "framework/sdk",
    "dotnet-framework-samples": "framework/samples",
    "wcf": "framework/wcf",
}
_ASPNET_5 = re.compile(r"1\.0\.0-|coreclr|nightly|vs-")
_VERSION = re.compile(r"(?:^|[a-z]-)(\d+\.\d+(?:\.\d+)*(?:-(?:alpha|beta|preview|rc)[\w.]*)?)")
_FIXED = re.compile(r"^\d+\.\d+\.\d|-20\d\d-\d\d\b")
_STAMPED = re.compile(r"20\d{6}|20\d\d\.\d\d|_KB\d+")
_OF_NET = ("runtime-deps", "runtime", "aspnet", "sdk")
_UNSEEN = ("manifest-only", "pending", "readme-only")

_VARIANTS = {"composite", "extra", "aot", "chiseled", "distroless"}


class Platform(NamedTuple):
    """One platform; `digest` and `size` are None where they are not known."""

    os: str
    architecture: str
    release: str
    digest: str | None = None
    size: int | None = None


class Base(NamedTuple):
    """An image of .NET by its repository and version."""

    repository: str
    version: str


class Era(NamedTuple):
    """One of the digests that an image had."""

    digest: str
    version: str | None
    first_seen: str
    last_seen: str | None


class Image(NamedTuple):
    """A tag or a digest.

    `tags` share its digest; `kind` is that of the JSON document; `repository` is the short name of
    what it is of; `version` is empty where unknown; `offered` are the platforms that its own row
    states, `platforms` those of its digest, where it has one; `base` is the image of
    .NET that it is built upon, where that is known; `history` are the digests that it had.
    """

    path: str
    tag: str | None
    tags: tuple[str, ...]
    kind: str
    repository: str
    version: str
    channel: str
    variants: frozenset[str]
    offered: tuple[Platform, ...]
    platforms: tuple[Platform, ...]
    digest: str | None
    first_seen: str
    last_seen: str | None
    retired: str | None
    published: bool
    base: Base | None
    history: frozenset[Era]

    @property
    def releases(self) -> set[str]:
        """The releases of operating systems that it offers."""
        return {platform.release for platform in self.offered}

    @property
    def kinds(self) -> set[str]:
        """The kinds of its systems."""
        return {platform.os for platform in self.offered}

    @property
    def own_versions(self) -> bool:
        """Whether its versions are not those of .NET or .NET Framework."""
        return self.repository in ("monitor", "monitor/base", "aspire-dashboard")

    @property
    def framework(self) -> bool:
        """Whether it is of .NET Framework."""
        return self.repository.startswith("framework/")


class Images:
    """Makes images of the raw rows."""

    def __init__(self, raw: Raw) -> None:
        self._raw = raw

    def tag(self, key: Key) -> Image:
        """What a tag points at, or pointed at last."""
        row, (path, name) = self._raw.tags[key], key
        published = row["evidence"] not in _UNSEEN
        history = self._raw.digests_of.get(key, []) if published else []
        repository = repository_of(path, name)
        version = row["product_version"] or ""
        kind = "fixed" if is_fixed(name, repository) else "floating"
        offered = _stated(row)
        return Image(
            path=path,
            tag=name,
            tags=self._sharing(name, history),
            kind=kind,
            repository=repository,
            version=version,
            channel=_channel(repository, version, (name,)),
            variants=_variants((name, *row["os_versions"], *row.get("platforms", ()))),
            offered=offered,
            platforms=self._platforms(history[0]) if history else offered,
            digest=history[0]["digest"] if history else None,
            first_seen=row["first_seen"],
            last_seen=row["last_seen"],
            retired=row["delisted"],
            published=published,
            base=self._base(history[0]) if history else None,
            history=frozenset(_era(one, _version_then(one, kind, version)) for one in history),
        )

    def digest(self, key: Key) -> Image:
        """What a digest is by its own record."""
        row, (path, digest) = self._raw.digests[key], key
        tags = tuple(sorted(row["tags"]))
        repository = repository_of(path, tags[0])
        version = row["product_version"] or ""
        platforms = self._platforms(row)
        return Image(
            path=path,
            tag=None,
            tags=tags,
            kind="digest",
            repository=repository,
            version=version,
            channel=_channel(repository, version, tags),
            variants=_variants((*tags, row.get("os_version", ""), *row.get("platforms", ()))),
            offered=platforms,
            platforms=platforms,
            digest=digest,
            first_seen=row["first_seen"],
            last_seen=row["last_seen"],
            retired=row["delisted"],
            published=True,
            base=self._base(row),
            history=frozenset({_era(row, version)}),
        )

    def _platforms(self, row: Row) -> tuple[Platform, ...]:
        """Those of a digest: its own, or its children's."""
        if row["kind"] != "platform":
            return tuple(platform for child in self._children(row) for platform in child)
        release = systems.release_in(row["tags"], systems.release(row["os_version"]))
        architecture = systems.ARCHITECTURES[row["architecture"]]
        # The publisher's sum is zero where no layer has a size.
        return (Platform(row["os"], architecture, release, row["digest"], row["size"] or None),)

    def _children(self, row: Row) -> list[tuple[Platform, ...]]:
        keys = ((row["repository"], child) for child in row["children"])
        return [self._platforms(self._raw.digests[key]) for key in keys]

    def _sharing(self, tag: str, history: list[Row]) -> tuple[str, ...]:
        """The tags whose newest digest is that of a listed tag; of another all it carried."""
        if not history:
            return (tag,)
        newest = history[0]
        if newest["delisted"]:
            return tuple(sorted(newest["tags"]))
        keys = ((newest["repository"], other) for other in newest["tags"])
        return tuple(
            sorted(
                key[1]
                for key in keys
                if self._raw.digests_of[key][0] is newest and not self._raw.tags[key]["delisted"]
            )
        )

    def _base(self, row: Row) -> Base | None:
        """What an image of another product is built upon; of an index what all of it is."""
        if row["kind"] != "platform":
            parts = [self._raw.digests[row["repository"], child] for child in row["children"]]
            bases = {self._base(part) for part in parts}
            return bases.pop() if len(bases) == 1 else None
        path, _, digest = (row["base_image_digest"] or "").partition("@")
        base = self._raw.digests.get((path, digest))
        if not base:
            return None
        repository = repository_of(path, "")
        own = repository in _OF_NET and base["product_version"]
        return Base(repository, base["product_version"]) if own else self._base(base)


def repository_of(path: str, tag: str) -> str:
    """The short name of the repository that holds such images today."""
    name = path.partition("/dotnet/")[2].removeprefix("core/")
    if path.startswith("mcr."):
        return name
    name = path.rpartition("/")[2]
    if name == "aspnet":
        return "aspnet" if _ASPNET_5.match(tag) else "framework/aspnet"
    if name == "dotnet":
        words = tag.split("-")
        pairs = {"-".join(pair) for pair in pairwise(words)}
        named = (found for word, found in _WORDS.items() if word in pairs | set(words))
        return next(named, "sdk")
    if name == "dotnet-framework" and "sdk" in tag.split("-"):
        return "framework/sdk"
    return _HUB[name]


def is_fixed(tag: str, repository: str) -> bool:
    """Whether a tag names one patch, or the month or the day of its images."""
    if repository.endswith("samples"):
        return False
    return bool((_STAMPED if repository.startswith("framework/") else _FIXED).search(tag))


def _era(row: Row, version: str) -> Era:
    return Era(row["digest"], versions.short(version) or None, row["first_seen"], row["last_seen"])


def _version_then(row: Row, kind: str, version: str) -> str:
    """The version that a tag of a version had in a digest.

    Channels shared images of runtime-deps, which are stated with the oldest one's version.
    """
    stated, channel = row["product_version"] or "", versions.channel(version)
    if not stated or not version or versions.channel(stated) == channel:
        return version if kind == "fixed" and stated else stated
    if kind == "fixed":
        return version
    named = {match[1] for tag in row["tags"] for match in _VERSION.finditer(tag)}
    own = [name for name in named if _FIXED.match(name) and versions.channel(name) == channel]
    return max(own, key=versions.order, default=stated)


def _variants(names: Iterable[str]) -> frozenset[str]:
    """The variants in the names of tags and in the publisher's words for systems."""
    words = {word for name in names for word in re.split("[-/]", name)}
    return frozenset(words & _VARIANTS)


def _channel(repository: str, version: str, tags: tuple[str, ...]) -> str:
    """The channel of .NET or .NET Framework, empty where neither version nor tags tell one."""
    named = {match[1] for tag in tags for match in _VERSION.finditer(tag)}
    if not version and len(named) == 1:
        version = named.pop()
    if repository.startswith("framework/"):
        return version
    if repository.startswith("monitor") and version:
        return f"{version.partition('.')[0]}.0"
    return "" if repository == "aspire-dashboard" else versions.channel(version)


def _stated(row: Row) -> tuple[Platform, ...]:
    """The platforms that the row of a tag states; some samples state no release."""
    sole = row["os"][0], row["architectures"][0], *(row["os_versions"] or [""])
    listed = row.get("platforms") or ["/".join(sole)]
    unstated = "stretch" if "stretch" in row["tag"] else ""
    return tuple(
        Platform(os, systems.ARCHITECTURES[word], systems.release(name) or unstated or os)
        for os, word, name in (text.split("/") for text in listed)
    )
