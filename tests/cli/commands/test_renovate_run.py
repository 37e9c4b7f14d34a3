"""Renovate itself, on files of a repository, with the feeds and the preset on loopback.

`DOTIMG_RENOVATE` names the folder into which npm installed it, and the Node that it needs, as
`.ci/run` has it do.
"""

import json
import os
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from dotimg.catalog.tables import Catalog
from dotimg.explain import Explainer
from tests.cli.conftest import Run
from tests.conftest import DAY

HOST = "mcr.microsoft.com/dotnet"
DEAD = f"{HOST}/sdk:8.0.404-alpine3.20"
PINNED = f"{DEAD}@sha256:{'0' * 64}"
# What each image of a file is to become; None for nothing.
FILES = {
    DEAD: "10.0.400-alpine3.24",
    PINNED: "10.0.400-alpine3.24",
    f"{HOST}/sdk:8.0-jammy": "10.0-noble",
    f"{HOST}/sdk:8.0.401-1-jammy": "10.0.400-noble",
    f"{HOST}/sdk:10.0.100-noble": "10.0.400-noble",
    f"{HOST}/sdk:10.0.100-resolute": "10.0.400-resolute",
    f"{HOST}/sdk:9.0": "10.0",
    f"{HOST}/sdk:11.0.100-preview.1-alpine3.23": "11.0.100-preview.7-alpine3.24",
    f"{HOST}/sdk:latest": None,
    f"{HOST}/sdk:8.0-bookworm-slim": None,
    f"{HOST}/sdk:10.0.400-alpine3.24": None,
    f"{HOST}/aspnet:8.0.11-noble-chiseled-extra": "10.0.11-noble-chiseled-extra",
    f"{HOST}/aspnet:8.0-alpine3.20": "10.0-alpine3.24",
    f"{HOST}/aspnet:8.0.11-cbl-mariner2.0-distroless": "10.0.11-azurelinux3.0-distroless",
    f"{HOST}/aspnet:8.0-nanoserver-1809": None,
    f"{HOST}/runtime:7.0.5-alpine3.17-amd64": "10.0.11-alpine3.24-amd64",
    f"{HOST}/runtime-deps:9.0.0-noble-chiseled": "10.0.11-noble-chiseled",
    f"{HOST}/framework/sdk:4.8-20240813-windowsservercore-ltsc2019": (
        "4.8-20260811-windowsservercore-ltsc2019"
    ),
    f"{HOST}/core/sdk:2.1": None,
    "microsoft/dotnet:2.1-sdk": None,
}


@pytest.fixture
def installed() -> Path:
    """Where npm installed both."""
    if "DOTIMG_RENOVATE" not in os.environ:
        pytest.skip("DOTIMG_RENOVATE names no folder with Renovate and its Node")
    return Path(os.environ["DOTIMG_RENOVATE"])


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder, and its address on loopback."""
    folder = tmp_path / "feed"
    folder.mkdir()
    handler = partial(QuietHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield folder, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files and says nothing of it."""

    def log_message(self, *said: object) -> None:
        """Say nothing."""


def proposals(installed: Path, repository: Path) -> dict[str, list[str]]:
    """What Renovate would write for the image of each Dockerfile of a repository."""
    report = repository.parent / "report.json"
    environment = {
        "HOME": str(repository.parent / "home"),
        "PATH": f"{installed / 'node/node_modules/node/bin'}{os.pathsep}{os.environ['PATH']}",
        "RENOVATE_BASE_DIR": str(repository.parent / "base"),
        "RENOVATE_REPORT_TYPE": "file",
        "RENOVATE_REPORT_PATH": str(report),
    }
    program = installed / "renovate/node_modules/renovate/dist/renovate.js"
    command = ["node", str(program), "--platform=local", "--dry-run=lookup"]
    subprocess.run(
        command, cwd=repository, env=environment, check=True, capture_output=True, timeout=300
    )
    (found,) = json.loads(report.read_bytes())["repositories"].values()
    return {
        file["packageFile"]: [one["newValue"] for one in dep.get("updates", ()) if one["newValue"]]
        for file in found["packageFiles"]["dockerfile"]
        for dep in file["deps"]
    }


def test_renovate_proposes_what_lives_of_the_same_shape(
    installed: Path,
    served: tuple[Path, str],
    dotimg: Run,
    catalog: Catalog,
    tmp_path: Path,
) -> None:
    folder, url = served
    assert dotimg("renovate", "--output", str(folder), "--url", url, day=DAY).code == 0
    repository = tmp_path / "repository"
    places = {}
    for number, image in enumerate(FILES):
        places[f"{number}/Dockerfile"] = image
        (repository / str(number)).mkdir(parents=True)
        (repository / str(number) / "Dockerfile").write_text(f"FROM {image}\n")
    (repository / "renovate.json").write_text(json.dumps({"extends": [f"{url}/default.json"]}))
    (tmp_path / "home").mkdir()
    subprocess.run(["git", "init", "-q", repository], check=True)
    subprocess.run(["git", "-C", repository, "add", "."], check=True)
    found = proposals(installed, repository)
    assert {image: found[path] for path, image in places.items()} == {
        image: [new] if new else [] for image, new in FILES.items()
    }
    explainer = Explainer(catalog, DAY)
    for path, image in places.items():
        for new in found[path]:
            reference = f"{image.partition(':')[0]}:{new}"
            assert explainer.explain(reference).support.status in ("supported", "preview")
