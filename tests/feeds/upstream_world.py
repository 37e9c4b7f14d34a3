"""A small world in upstream's layout, complete and without contradictions, that tests then bend."""

import gzip
import json
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from dotimg.catalog.details import Cve, Digest
from dotimg.catalog.model import System, Tag
from dotimg.catalog.tables import Catalog
from dotimg.errors import InputError
from dotimg.feeds import build, encode
from dotimg.feeds.build import Earlier
from dotimg.feeds.history import Key
from dotimg.feeds.rows import FeedRow
from dotimg.feeds.systems import Systems

Json = dict[str, Any]

TRAITS = Catalog().traits
MCR = "mcr.microsoft.com/"
RUNTIME = MCR + "dotnet/runtime"
RUNTIME_DEPS = MCR + "dotnet/runtime-deps"
SDK = MCR + "dotnet/sdk"
FRAMEWORK = MCR + "dotnet/framework/runtime"
HUB = "docker.io/microsoft/dotnet"
SAMPLES_OF_OLD = "docker.io/microsoft/dotnet-samples"

FIRST, LAST, RETIRED = "2026-05-12", "2026-06-08", "2026-06-09"
TODAY, LATER = "2026-08-20", "2026-09-08"
CREATED = "2026-08-10T16:57:08.1234567Z"

_numbers = count(1)


def digest(repository: str = RUNTIME) -> str:
    """A digest that no other call gives."""
    return f"{repository}@sha256:{next(_numbers):064x}"


def part(
    release: str, architecture: str = "amd64", tags: tuple[str, ...] = (), **bent: object
) -> Json:
    """One platform of an image in an image-info file."""
    return {
        "simpleTags": list(tags),
        "digest": digest(),
        "osType": "Windows" if "server" in release else "Linux",
        "osVersion": release,
        "architecture": architecture,
        "created": CREATED,
        "layers": [{"size": 700}, {"size": 42}],
        **bent,
    }


def image(version: str, *parts: Json, tags: tuple[str, ...] = ()) -> Json:
    """One image in an image-info file; with an index where it has shared tags."""
    index = {"digest": digest(), "created": CREATED, "sharedTags": list(tags)}
    return {
        "productVersion": version,
        **({"manifest": index} if tags else {}),
        "platforms": list(parts),
    }


def row(repository: str, tag: str, version: str | None = None, **bent: object) -> Json:
    """One row of the history: a listed tag of one platform, Ubuntu 24.04 on amd64."""
    return {
        "repository": repository,
        "tag": tag,
        "era": _era(repository),
        "first_seen": FIRST,
        "last_seen": None,
        "delisted": None,
        "product_version": version,
        "os": ["linux"],
        "os_versions": ["noble"],
        "architectures": ["amd64"],
        "shared": False,
        "documented": True,
        "evidence": "image-info",
        "sources": {"image_info": [FIRST, TODAY, None]},
        **bent,
    }


def retired(repository: str, tag: str, version: str | None = None, **bent: object) -> Json:
    """One row of the history: a tag that is not listed any more."""
    days = {"last_seen": LAST, "delisted": RETIRED}
    return row(repository, tag, version, **{**days, **bent})


def _era(repository: str) -> str:
    if not repository.startswith(MCR):
        return "docker-hub"
    words = repository.split("/")
    return "mcr-" + (words[2] if words[2] in ("core", "framework") else "dotnet")


def rows_of(repository: str, listed: Json) -> list[Json]:
    """The rows of the history that an image in an image-info file stands for."""
    parts, version = listed["platforms"], listed["productVersion"]
    shared = listed.get("manifest", {}).get("sharedTags", ())
    found = [row(repository, tag, version, shared=True, **_offer(parts)) for tag in shared]
    for one in parts:
        found += [row(repository, tag, version, **_offer([one])) for tag in one["simpleTags"]]
    return found


def _offer(parts: list[Json]) -> Json:
    return {
        "os": list(dict.fromkeys(one["osType"].lower() for one in parts)),
        "os_versions": list(dict.fromkeys(one["osVersion"] for one in parts)),
        "architectures": list(dict.fromkeys(one["architecture"] for one in parts)),
        **({"platforms": _texts(parts)} if len(parts) > 1 else {}),
    }


def _texts(parts: list[Json]) -> list[str]:
    return [f"{p['osType'].lower()}/{p['architecture']}/{p['osVersion']}" for p in parts]


def digest_row(repository: str, name: str, *tags: str, **bent: object) -> Json:
    """One row of the history of digests: a listed platform, Ubuntu 24.04 on amd64."""
    return {
        "repository": repository,
        "digest": name.rpartition("@")[2],
        "kind": "platform",
        "os": "linux",
        "architecture": "amd64",
        "os_version": "noble",
        "product_version": None,
        "created": CREATED,
        "tags": list(tags),
        "first_seen": FIRST,
        "last_seen": None,
        "delisted": None,
        "size": None,
        **bent,
    }


def index_row(repository: str, name: str, *tags: str, **bent: object) -> Json:
    """One row of the history of digests: a listed index of Ubuntu 24.04 on amd64."""
    facts = {"kind": "manifest-list", "platforms": ["linux/amd64/noble"]}
    return digest_row(repository, name, *tags, **{**facts, **bent})


def digest_rows_of(repository: str, listed: Json) -> list[Json]:
    """The rows of the history of digests that an image in an image-info file stands for."""
    version: Json = {"product_version": listed.get("productVersion")}
    found = [
        digest_row(
            *(repository, one["digest"], *one["simpleTags"]),
            os=one["osType"].lower(),
            architecture=one["architecture"],
            os_version=one["osVersion"],
            created=one["created"],
            size=sum(layer.get("size", 0) for layer in one.get("layers", ())),
            **version,
        )
        for one in listed["platforms"]
    ]
    if index := listed.get("manifest"):
        children = [row["digest"] for row in found]
        platforms = _texts(listed["platforms"])
        facts = {"created": index["created"], "platforms": platforms, **version}
        tags = index["sharedTags"]
        found.append(index_row(repository, index["digest"], *tags, children=children, **facts))
    return found


def release(version: str, day: str, *sdks: str, **bent: object) -> Json:
    """One release in `releases.json`."""
    return {
        "release-version": version,
        "release-date": day,
        "cve-list": [],
        "runtime": version,
        "sdks": list(sdks),
        **bent,
    }


def channel(name: str, *releases: Json, **bent: object) -> Json:
    """One channel in `releases.json`."""
    return {
        "channel-version": name,
        "product": ".NET",
        "support-phase": "active",
        "release-type": "lts",
        "eol-date": None,
        "releases": list(releases),
        **bent,
    }


def cycle(
    name: str,
    released: object,
    end: object,
    codename: str | None = None,
    extended_end: object = None,
) -> Json:
    """One release of a product in `os-lifecycle.json`."""
    return {
        "cycle": name,
        "codename": codename,
        "release": released,
        "eol": end,
        "extended_end": extended_end,
    }


def product(name: str, *cycles: Json) -> Json:
    """One product in `os-lifecycle.json`."""
    return {"product": name, "cycles": list(cycles)}


def cve(number: str, fixed: dict[str, str], *components: str, **bent: object) -> Json:
    """One row of `cves.jsonl`: of all platforms."""
    return {
        "id": number,
        "title": ".NET Denial of Service Vulnerability",
        "kind": "denial-of-service",
        "components": list(components),
        "platforms": "all",
        "fixed": fixed,
        **bent,
    }


def lifecycle() -> Json:
    """What `os-lifecycle.json` holds, a few products of it."""
    return {
        "source": "endoflife-date/endoflife.date",
        "commit": "a70eca33",
        "as_of": "2026-08-22",
        "products": [
            product(
                "ubuntu",
                cycle("24.04", "2024-04-25", "2029-05-31", "Noble Numbat", "2036-05-31"),
            ),
            product("debian", cycle("12", "2023-06-10", "2026-07-11", "Bookworm", "2028-06-30")),
            product("alpine-linux", cycle("3.23", "2025-12-04", "2027-11-01")),
            product(
                "windows-nano-server",
                cycle("2022", "2021-08-18", "2031-10-14"),
                cycle("20h2", "2020-10-20", "2022-08-09"),
                cycle("2019", "2018-11-13", "2029-01-09"),
                cycle("1607", "2016-10-15", "2018-09-10"),
            ),
            product(
                "windows-server-core",
                cycle("2022", "2021-08-18", "2031-10-14"),
                cycle("20h2", "2020-10-20", "2022-08-09"),
            ),
            product("dotnet", cycle("10", "2025-11-11", "2028-11-14")),
            product("dotnetfx", cycle("4.8.1", "2022-08-09", False)),
        ],
    }


def successors() -> list[Json]:
    """What `successors.json` holds."""
    homes = {
        "aspnetcore": "dotnet/aspnet",
        "aspnetcore-build": "dotnet/sdk",
        "wcf": "dotnet/framework/wcf",
        "dotnet": "dotnet/runtime-deps, aspnet, runtime, sdk",
        "dotnet-framework": "dotnet/framework/runtime, sdk",
        "dotnet-framework-build": "dotnet/framework/sdk",
        "dotnet-samples": "dotnet/samples",
        "dotnet-framework-samples": "dotnet/framework/samples",
        "iis": "windows/servercore/iis",
    }
    pairs = [*homes.items(), ("aspnet", "dotnet/framework/aspnet"), ("aspnet", "dotnet/aspnet")]
    return [
        {"repository": f"docker.io/microsoft/{name}", "successor": MCR + home}
        for name, home in pairs
    ]


def image_family(name: str, repository: str, **channel: object) -> Json:
    """One family in `derived.json`, which names its channel in the tag."""
    return {
        "id": name,
        "repositories": [{"registry": "example.com", "pattern": repository, "kind": "brace"}],
        "publisher": "Contoso (images)",
        "channel": {"from": "tag", "examples": {}, **channel},
        "channels": {},
    }


def derived() -> Json:
    """What `derived.json` holds: one family of images of another publisher."""
    tag = r"^(?P<channel>\d+\.\d)$"
    examples = {"10.0": "10.0", "latest": None}
    return {
        "evidence_newest": "2026-08-23",
        "channel_ends": {"10.0": "2028-11-14", "3.1": "2022-12-13"},
        "families": [
            image_family("suse-bci-dotnet", "bci/dotnet-sdk", pattern=tag, examples=examples)
        ],
    }


class World:
    """The input folder as values to change, and the catalog that is built from it.

    Listed are the runtime on Ubuntu, the SDK on Alpine and .NET Framework's runtime on Windows;
    retired are the runtime's patch before and an SDK of the Docker Hub years.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "input"
        self.output = folder / "output"
        self.images: dict[str, list[Json]] = {
            RUNTIME: [
                image(
                    "10.0.8",
                    part("noble", "amd64", ("10.0-noble-amd64",)),
                    part("noble", "arm64", ("10.0-noble-arm64v8",)),
                    tags=("10.0", "10.0.8"),
                )
            ],
            SDK: [
                image(
                    "10.0.302", part("alpine3.23", tags=("10.0-alpine3.23", "10.0.302-alpine3.23"))
                )
            ],
            FRAMEWORK: [image("4.8.1", part("windowsservercore-ltsc2022", tags=("4.8.1",)))],
        }
        self.history = [
            row
            for path, images in self.images.items()
            for one in images
            for row in rows_of(path, one)
        ]
        self.history += [
            retired(RUNTIME, "10.0.7", "10.0.7"),
            retired(
                HUB, "2.0-sdk", "2.0.9", evidence="manifest", sources={}, os_versions=["stretch"]
            ),
        ]
        # What stands in the folder of Docker Hub.
        self.hub: list[Json] = []
        self.earlier_days: list[Json] = []
        self.seen: list[Json] = []
        self.successors = successors()
        # Instead of the rows that follow from what is listed, where a test bends them.
        self.digests: list[Json] | None = None
        self.left_digest = digest()
        self.layers: list[Json] = []
        self.releases: Json = {
            "source": "dotnet/core",
            "commit": "0e9eb882",
            "as_of": "2026-07-24",
            "channels": [
                channel(
                    "10.0",
                    release("10.0.8", "2026-07-14", "10.0.302"),
                    release("10.0.7", FIRST, "10.0.301"),
                    release("10.0.0", "2025-11-11", "10.0.100"),
                )
            ],
        }
        self.lifecycle = lifecycle()
        self.derived = derived()
        self.cves = [cve("CVE-2026-1000", {"10.0": "10.0.8"}, "runtime")]

    def add(self, repository: str, *listed: Json) -> None:
        """List more images, in the snapshot and in the history."""
        for one in listed:
            self.images.setdefault(repository, []).append(one)
            self.history += rows_of(repository, one)

    def row(self, repository: str, tag: str) -> Json:
        """The row of one tag in the history."""
        return next(
            row for row in self.history if (row["repository"], row["tag"]) == (repository, tag)
        )

    def digest_rows(self) -> list[Json]:
        """The history of digests: all that are listed, and that of the runtime's patch before."""
        days = {"first_seen": "2026-04-14", "last_seen": LAST, "delisted": RETIRED}
        tags = ("10.0", "10.0.7")
        found = [digest_row(RUNTIME, self.left_digest, *tags, product_version="10.0.7", **days)]
        for path, images in self.images.items():
            for one in images:
                found += digest_rows_of(path, one)
        return found

    def write(self) -> None:
        """Write all files of the input folder."""
        repos = [
            {"repo": path.removeprefix(MCR), **({"images": images} if images else {})}
            for path, images in self.images.items()
        ]
        digests = self.digest_rows() if self.digests is None else self.digests
        histories = ("tags", self.history), ("digests", digests), ("layers", self.layers)
        for name, rows in histories:
            lines = "".join(json.dumps(row) + "\n" for row in rows)
            self.put(f"{name}-history.jsonl.gz", gzip.compress(lines.encode(), mtime=0))
        hub = "".join(json.dumps(row) + "\n" for row in self.hub)
        self.put("docker-hub/tags-history-hub.jsonl.gz", gzip.compress(hub.encode(), mtime=0))
        for name, rows in (("earlier-days", self.earlier_days), ("seen-in-use", self.seen)):
            text = "".join(json.dumps(row) + "\n" for row in rows)
            self.put(f"docker-hub/{name}.jsonl", text.encode())
        self.put("docker-hub/successors.json", json.dumps(self.successors).encode())
        for name, of_framework in (("main", False), ("framework", True)):
            own = [repo for repo in repos if ("framework" in str(repo["repo"])) == of_framework]
            self.put(f"snapshot/image-info-{name}.json", json.dumps({"repos": own}).encode())
        self.put("releases/releases.json", json.dumps(self.releases).encode())
        lines = "".join(json.dumps(row) + "\n" for row in self.cves)
        self.put("cves.jsonl", lines.encode())
        self.put("os-lifecycle.json", json.dumps(self.lifecycle).encode())
        self.put("derived/derived.json", json.dumps(self.derived).encode())

    def put(self, name: str, content: bytes) -> None:
        """Write one file of the input folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def files(self) -> dict[str, bytes]:
        """The files of the catalog, built from the written input with all of history."""
        return build.from_history(str(self.folder), TRAITS)

    def catalog(self) -> Catalog:
        """The catalog, written and read."""
        self.write()
        return self.opened(self.files())

    def carried_on(self, catalog: Catalog, day: str = LATER) -> Catalog:
        """The catalog after this world's snapshot of one day."""
        self.write()
        return self.opened(
            encode.encode(
                build.from_feeds(build.in_folder(str(self.folder)), TRAITS, earlier(catalog), day)
            )
        )

    def opened(self, files: dict[str, bytes]) -> Catalog:
        """The catalog of these files."""
        encode.write(str(self.output), files)
        return Catalog(str(self.output))

    def refusal(self) -> str:
        """What the builder says that refuses the written input."""
        with pytest.raises(InputError) as caught:
            encode.write(str(self.output), self.files())
        assert not self.output.exists()
        return str(caught.value)

    def refused(self) -> str:
        """What the builder says that refuses this world."""
        self.write()
        return self.refusal()


def earlier(catalog: Catalog) -> Earlier:
    """What a newer catalog takes over from this one."""
    tags, digests, cves = all_tags(catalog), all_digests(catalog), all_cves(catalog)
    publishers, packages = catalog.publisher_table(), catalog.package_document()
    layers = dict(zip(digests, catalog.layer_marks(), strict=True))
    return Earlier(
        *(catalog.as_of, tags, digests, layers, catalog.systems, cves, publishers, packages),
        distros=catalog.dependencies(),
    )


def all_tags(catalog: Catalog) -> dict[Key, Tag]:
    """Every tag of a catalog by repository and name."""
    return {(repository, tag.name): tag for repository, _, tag in catalog.all_tags()}


def all_digests(catalog: Catalog) -> dict[Key, Digest]:
    """Every digest of a catalog by repository and digest."""
    return {(digest.repository, digest.digest): digest for digest in catalog.all_digests()}


def all_cves(catalog: Catalog) -> dict[str, dict[str, Cve]]:
    """Every CVE of a catalog by channel and number."""
    channels = (channel.name for channel in catalog.channels)
    return {name: {cve.id: cve for cve in catalog.cves(name)} for name in channels}


def systems(found: Json | None = None) -> Systems:
    """Operating systems as `os-lifecycle.json` tells them, for tests of one part."""
    return Systems(TRAITS, FeedRow("os-lifecycle.json", "the file", found or lifecycle()))


def system(upstream: str, os_type: str = "linux") -> System:
    """One release by upstream's name."""
    known = systems()
    return known.known[known.release(upstream, os_type)]
