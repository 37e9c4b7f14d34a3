"""The publisher's feeds for tests of `refresh`: of a small world or of the shipped catalog."""

import hashlib
import json
import re
from pathlib import Path

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from dotimg.catalog.tables import Catalog
from dotimg.feeds import publisher
from tests.feeds.upstream_world import MCR, Json, World, channel, release

_ANY = re.compile(".*")


def published(world: World) -> dict[str, bytes]:
    """The world's snapshot as the publisher's feeds have it, by their paths."""
    files: dict[str, object] = {
        publisher.IMAGES + name: {"repos": []} for name in publisher.IMAGE_FILES
    }
    of_net, _, of_framework, _ = (publisher.IMAGES + name for name in publisher.IMAGE_FILES)
    for address, framework in ((of_net, False), (of_framework, True)):
        files[address] = {
            "schemaVersion": "2.0",
            "repos": [
                {"repo": path.removeprefix(MCR), "images": images or None}
                for path, images in world.images.items()
                if ("framework" in path) == framework
            ],
        }
    channels = world.releases["channels"]
    files[publisher.INDEX] = {"releases-index": [_head(one) for one in channels]}
    for one in channels:
        content = {"eol-date": one["eol-date"], "releases": list(map(_noted, one["releases"]))}
        files[f"{publisher.RELEASES}{one['channel-version']}/releases.json"] = content
    for product in world.lifecycle["products"]:
        files[f"{publisher.CYCLES}{product['product']}.json"] = list(map(_cycle, product["cycles"]))
    return {
        publisher.located(where, "/")[1:]: json.dumps(file).encode()
        for where, file in files.items()
    }


def shipped(world: World, catalog: Catalog | None = None) -> World:
    """The world, with the images and releases that the shipped catalog lists instead of its own."""
    catalog = catalog or Catalog()
    folder = Path(catalog.folder)
    table = (folder / "images.jsonl").read_bytes()
    sections = json.loads((folder / "catalog.json").read_bytes())["sections"]["images"]
    versions = {(path, tag.name): tag.version for path, _, tag in catalog.all_tags()}
    world.images = {
        path: [
            _image(json.loads(line), path, versions)
            for start, end in of_channels.values()
            for line in table[start:end].splitlines()
        ]
        for path, of_channels in sections.items()
    }
    for path, _, tag in catalog.all_tags():
        if not tag.retired:  # listed, but between two releases
            world.images.setdefault(path, [])
    world.releases["channels"] = [
        channel(
            one.name,
            *(
                release(noted.version, noted.day, *noted.sdks, runtime=noted.runtime)
                for noted in catalog.releases(one.name)
            ),
        )
        for one in catalog.channels
    ]
    return world


def lay_out(files: dict[str, bytes], folder: Path) -> Path:
    """Write the feeds into a folder, under their paths."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


class Mirror:
    """Serves feeds with entity tags, and tells what was asked and how it was answered."""

    def __init__(self, server: HTTPServer, files: dict[str, bytes]) -> None:
        self.files = files
        self.url = server.url_for("/feeds")
        self.answers: list[tuple[int, str]] = []
        self.tagged = True
        server.expect_request(_ANY).respond_with_handler(self._answer)

    @property
    def statuses(self) -> set[int]:
        return {status for status, _ in self.answers}

    def _answer(self, request: Request) -> Response:
        path = request.path.removeprefix("/feeds/")
        response = self._response(path, request)
        self.answers.append((response.status_code, path))
        return response

    def _response(self, path: str, request: Request) -> Response:
        if path not in self.files:
            return Response(status=404)
        content = self.files[path]
        tag = f'"{hashlib.sha256(content).hexdigest()}"'
        if not self.tagged:
            return Response(content)
        if request.headers.get("If-None-Match") == tag:
            return Response(status=304)
        return Response(content, headers={"ETag": tag})


def _head(one: Json) -> Json:
    names = ("channel-version", "product", "support-phase", "release-type")
    return {name: one[name] for name in names}


def _noted(one: Json) -> Json:
    return {
        **one,
        "security": bool(one["cve-list"]),
        "cve-list": [{"cve-id": cve, "cve-url": f"/{cve}"} for cve in one["cve-list"]] or None,
        "runtime": {"version": one["runtime"], "files": []} if one["runtime"] else None,
        "sdks": [{"version": sdk, "files": []} for sdk in one["sdks"]],
    }


def _cycle(one: Json) -> Json:
    # The site leaves out what a product does not have.
    codename = {"codename": one["codename"]} if one["codename"] else {}
    dates = {"releaseDate": one["release"], "eol": one["eol"]}
    return {"cycle": one["cycle"], **codename, **dates, "lts": False, "latest": "1"}


def _image(row: list[object], path: str, versions: dict[tuple[str, str], str]) -> Json:
    digest, created, tags, parts = row
    assert isinstance(tags, list)
    assert isinstance(parts, list)
    platforms = [
        {
            "osType": os.title(),
            "architecture": architecture,
            "osVersion": system,
            "digest": f"{path}@{one}",
            "layers": [] if size is None else [{"size": size}],
            "created": built,
            "simpleTags": names,
        }
        for os, architecture, system, one, size, built, names in parts
    ]
    version = versions[path, [*tags, *(tag for part in platforms for tag in part["simpleTags"])][0]]
    index = {"digest": f"{path}@{digest}", "created": created, "sharedTags": tags}
    return {
        **({"productVersion": version} if version else {}),
        **({"manifest": index} if digest else {}),
        "platforms": platforms,
    }
