"""Feeds of the three months after the shipped tables, made up from what these list.

The first brings the patches of the month, and a preview of the next .NET where there is none; the
second drops the oldest Ubuntu, and adds a repository and a variant; the third brings the release of
the newest .NET and a new Alpine.

`python -m tests.upstream.later DATA` updates the tables in a folder by them, month by month. In a
copy of this repository that shows whether all tests hold with newer tables.
"""

import copy
import hashlib
import re
import sys
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from dotimg.catalog.model import System
from dotimg.catalog.tables import Catalog
from dotimg.feeds.__main__ import main
from dotimg.names import versions
from tests.cli.refresh_feeds import lay_out, published, shipped
from tests.feeds.upstream_world import MCR, Json, World, channel, cycle, product, release

MONTH = timedelta(days=28)
NEW_REPOSITORY = f"{MCR}dotnet/made-up"
_VARIANTS = ("hardened", "sealed", "sparse", "plain", "tiny", "lean", "bare", "slight")
_SDK = f"{MCR}dotnet/sdk"
_NET = (_SDK, *(f"{MCR}dotnet/{name}" for name in ("aspnet", "runtime", "runtime-deps")))


class Publisher:
    """What the publisher's feeds say, month by month.

    Args:
        folder: An empty one.
        catalog: The tables that it goes on from.
    """

    def __init__(self, folder: Path, catalog: Catalog) -> None:
        self.world = shipped(World(folder), catalog)
        self.world.lifecycle["products"] = _products(catalog)
        self.catalog = catalog
        self.day = date.fromisoformat(catalog.as_of)
        self.newest = catalog.channels[0]
        self.runtimes = {one.name: one.runtime or "" for one in catalog.channels}
        self.sdks = {one.name: one.sdk or "" for one in catalog.channels}
        told = " ".join(tag.name for path, _, tag in catalog.all_tags() if path in _NET)
        self.variant = next(name for name in _VARIANTS if name not in told)
        for one in self.world.releases["channels"]:
            found = next(head for head in catalog.channels if head.name == one["channel-version"])
            known = {noted.version: noted for noted in catalog.releases(found.name)}
            one["releases"] = [
                {**noted, "cve-list": list(known[noted["release-version"]].cves or ())}
                for noted in one["releases"]
                if known[noted["release-version"]].cves is not None
            ]
            one["product"], one["release-type"] = found.product, found.kind
            one["support-phase"], one["eol-date"] = found.phase, found.end

    def feeds(self) -> dict[str, bytes]:
        """The files of today, by their paths."""
        return published(self.world)

    def months(self) -> list[Callable[[], None]]:
        """What happens in each month."""
        return [self.patch, self.drop_and_add, self.release_and_alpine]

    def patch(self) -> None:
        """All channels with images get their next patch; a preview stays what it is."""
        self.day += MONTH
        if self.newest.released:
            self._announce()
        for name in self._listed() - {self.newest.name}:
            self._renew(name, _next(self.runtimes[name]), _next(self.sdks[name]))

    def drop_and_add(self) -> None:
        """The oldest Ubuntu goes, a repository and a variant come."""
        self.day += MONTH
        oldest = self.oldest("ubuntu")
        for path in self.world.images:
            self._drop(path, oldest)
        for path in _NET:
            self.world.images[path] += [
                self._copy(one, self._varied)
                for one in self._on(path, "chiseled")
                if not any(variant in str(one) for variant in _VARIANTS)
            ]
        origin = self.world.images[_NET[1]][0]
        self.world.images[NEW_REPOSITORY] = [self._copy(origin, lambda tag: tag)]

    def release_and_alpine(self) -> None:
        """The newest .NET is released, and all channels have images on the next Alpine."""
        self.day += MONTH
        name = self.newest.name
        self._renew(name, f"{name}.0", f"{name}.100", {f"{name}-preview": name})
        head = next(
            one for one in self.world.releases["channels"] if one["channel-version"] == name
        )
        head.update({"support-phase": "active", "eol-date": str(self.day + 26 * MONTH)})
        dotnet = next(one for one in self.world.lifecycle["products"] if one["product"] == "dotnet")
        dotnet["cycles"].insert(0, cycle(name.partition(".")[0], str(self.day), head["eol-date"]))
        old = self.newest_alpine()
        new = f"alpine3.{int(old.rpartition('.')[2]) + 1}"
        alpine = next(
            one for one in self.world.lifecycle["products"] if one["product"] == "alpine-linux"
        )
        number = new.removeprefix("alpine")
        alpine["cycles"].insert(0, cycle(number, str(self.day), str(self.day + 26 * MONTH)))
        for path in _NET:
            for one in self._on(path, old):
                self.world.images[path].append(self._moved(one, old, new))

    def oldest(self, family: str) -> str:
        """The release of a family that has the shortest support left, of those with images."""
        systems = [self.catalog.systems[name] for name in self.systems()]
        return min((one for one in systems if one.family == family), key=_end).name

    def newest_alpine(self) -> str:
        """The newest Alpine with images."""
        alpines = [name for name in self.systems() if name.startswith("alpine3")]
        return max(alpines, key=lambda name: int(name.rpartition(".")[2]))

    def systems(self) -> set[str]:
        """The systems with images of .NET that the tables know."""
        return {
            word
            for path in _NET
            for image in self.world.images[path]
            for part in image["platforms"]
            for word in [part["osVersion"].removesuffix("-slim").partition("-chiseled")[0]]
            if word in self.catalog.systems
        }

    def _listed(self) -> set[str]:
        return set(self.catalog.channels_of(_SDK)) & {
            versions.channel(one["productVersion"]) for one in self.world.images[_SDK]
        }

    def _announce(self) -> None:
        """The first preview of the next .NET, built of the images of the newest."""
        old, name = self.newest.name, f"{int(self.newest.name.partition('.')[0]) + 1}.0"
        runtime, sdk = f"{name}.0-preview.1", f"{name}.100-preview.1"
        named = {self.runtimes[old]: runtime, self.sdks[old]: sdk, old: f"{name}-preview"}

        def renamed(tag: str) -> str:
            new = _replaced(tag, named)
            return "" if new == tag else new

        for path in _NET:
            images = self.world.images[path]
            of_old = [one for one in images if versions.channel(one["productVersion"]) == old]
            images += [self._copy(one, renamed) for one in of_old]
        kind = "lts" if self.newest.kind == "sts" else "sts"
        phase = {"support-phase": "preview", "release-type": kind}
        head = channel(name, release(runtime, str(self.day), sdk), **phase)
        self.world.releases["channels"].insert(0, head)
        self.newest = self.newest._replace(name=name, released=None)
        self.runtimes[name], self.sdks[name] = runtime, sdk

    def _renew(self, of: str, runtime: str, sdk: str, more: dict[str, str] | None = None) -> None:
        """Build all images of a channel again, with another version."""
        named = {self.runtimes[of]: runtime, self.sdks[of]: sdk, **(more or {})}
        for path in _NET:
            images = self.world.images[path]
            for number, one in enumerate(images):
                if versions.channel(one["productVersion"]) == of:
                    images[number] = self._copy(one, lambda tag: _replaced(tag, named))
        noted = release(runtime, str(self.day), sdk)
        head = next(one for one in self.world.releases["channels"] if one["channel-version"] == of)
        head["releases"].insert(0, noted)
        self.runtimes[of], self.sdks[of] = runtime, sdk

    def _copy(self, image: Json, renamed: Callable[[str], str]) -> Json:
        """The image built again today, under other tags; what gets none is left out."""
        one = copy.deepcopy(image)
        one["productVersion"] = renamed(one["productVersion"]) or one["productVersion"]
        index = one.get("manifest")
        for part in (*one["platforms"], *([index] if index else [])):
            names = "sharedTags" if part is index else "simpleTags"
            part[names] = [new for new in map(renamed, part[names]) if new]
            part["created"] = f"{self.day}T03:04:05.0000000Z"
            path, _, digest = part["digest"].partition("@")
            mixed = f"{digest}{self.day}{part[names]}".encode()
            part["digest"] = f"{path}@sha256:{hashlib.sha256(mixed).hexdigest()}"
        return one

    def _on(self, path: str, word: str) -> list[Json]:
        """The images of which each platform has a tag with a word."""
        return [
            one
            for one in self.world.images[path]
            if all(any(word in tag for tag in part["simpleTags"]) for part in one["platforms"])
        ]

    def _drop(self, path: str, system: str) -> None:
        self.world.images[path] = [
            one
            for one in self.world.images[path]
            if not any(part["osVersion"].startswith(system) for part in one["platforms"])
        ]

    def _varied(self, tag: str) -> str:
        return tag.replace("chiseled", f"chiseled-{self.variant}") if "chiseled" in tag else ""

    def _moved(self, image: Json, old: str, new: str) -> Json:
        """A copy on another system, which takes the tags that name none along."""
        moved = self._copy(image, lambda tag: tag.replace(old, new))
        for part in moved["platforms"]:
            part["osVersion"] = part["osVersion"].replace(old, new)
        for part, names in [(one, "simpleTags") for one in image["platforms"]] + [
            (image.get("manifest", {"sharedTags": []}), "sharedTags")
        ]:
            part[names] = [tag for tag in part[names] if old in tag]
        return moved


def _end(system: System) -> str:
    return system.end or ""


def _next(version: str) -> str:
    head, _, last = version.rpartition(".")
    return f"{head}.{int(last) + 1}"


def _replaced(text: str, named: dict[str, str]) -> str:
    for old, new in named.items():
        text = re.sub(rf"^{re.escape(old)}(?![\d.])", new, text)
    return text


def _products(catalog: Catalog) -> list[Json]:
    """The life cycles that lead to the windows which the tables have."""
    families = catalog.traits["families"]
    products = [
        product(
            one["product"],
            *(
                _cycle(system, one.get("cycles", {}))
                for system in catalog.systems.values()
                if system.family == name != system.name
            ),
        )
        for name, one in families.items()
        if "product" in one
    ]
    of_net = [
        cycle(
            one.name.removesuffix(".0") if int(one.name.partition(".")[0]) > 4 else one.name,
            one.released,
            one.end or False,
        )
        for one in catalog.channels
        if one.released
    ]
    framework = [cycle(one.name, one.released, one.end or False) for one in catalog.framework]
    return [*products, product("dotnet", *of_net), product("dotnetfx", *framework)]


def _cycle(system: System, renamed: dict[str, str]) -> Json:
    number = system.title.rpartition(" ")[2]
    named = renamed.get(number, number.removeprefix("ltsc").lower())
    codename = system.name.capitalize() if system.family in ("ubuntu", "debian") else None
    extended = system.end if system.family == "debian" else None
    return cycle(named, system.released, system.end or False, codename, extended)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        told = Publisher(Path(scratch) / "world", Catalog(sys.argv[1]))
        for number, happens in enumerate(told.months()):
            happens()
            feeds = lay_out(told.feeds(), Path(scratch) / f"month{number}")
            main(["update", "--today", str(told.day), "--source", str(feeds), sys.argv[1]])
