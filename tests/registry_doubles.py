"""Stand-ins for what the registry tests talk to: a clock, image documents, a rude server."""

import hashlib
import json
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from threading import Event, Thread
from typing import NamedTuple

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from dotimg.names.reference import Reference, parse
from dotimg.registry import Client, Clock
from dotimg.registry.manifests import DOCKER_LIST, DOCKER_MANIFEST

Connect = Callable[..., Client]
LogIn = Callable[..., None]

MANIFEST = "/v2/dotnet/sdk/manifests/8.0"


class Tick:
    """A clock that a test moves, and that a sleep moves without sleeping."""

    def __init__(self) -> None:
        self.offset = 0.0
        self.slept: list[float] = []
        self.clock = Clock(
            monotonic=lambda: time.monotonic() + self.offset,
            now=lambda: time.time() + self.offset,
            sleep=self._sleep,
            chance=lambda: 1.0,
        )

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.offset += seconds


class Blob(NamedTuple):
    """Bytes with their media type."""

    media_type: str
    body: bytes

    @property
    def digest(self) -> str:
        return f"sha256:{hashlib.sha256(self.body).hexdigest()}"

    def descriptor(self, **more: object) -> dict[str, object]:
        size = len(self.body)
        return {"mediaType": self.media_type, "digest": self.digest, "size": size, **more}

    @property
    def headers(self) -> dict[str, str]:
        return {"Docker-Content-Digest": self.digest}


def document(media_type: str, content: Mapping[str, object]) -> Blob:
    return Blob(media_type, json.dumps(content).encode())


def config(architecture: str) -> Blob:
    content = {
        "os": "linux",
        "architecture": architecture,
        "created": "2024-11-12T18:09:31.123456789Z",
        "config": {
            "Env": ["PATH=/bin:/usr/bin", "DOTNET_VERSION=8.0.11", "EMPTY="],
            "Labels": {"org.opencontainers.image.version": "8.0.11"},
        },
        "rootfs": {"type": "layers", "diff_ids": []},
    }
    return document("application/vnd.docker.container.image.v1+json", content)


def layer(content: bytes) -> Blob:
    return Blob("application/vnd.docker.image.rootfs.diff.tar.gzip", content)


def manifest(settings: Blob, *layers: Blob) -> Blob:
    content = {
        "schemaVersion": 2,
        "mediaType": DOCKER_MANIFEST,
        "config": settings.descriptor(),
        "layers": [one.descriptor() for one in layers],
    }
    return document(DOCKER_MANIFEST, content)


def index(images: Mapping[str, Blob]) -> Blob:
    members = [
        image.descriptor(platform={"os": "linux", "architecture": architecture})
        for architecture, image in images.items()
    ]
    return document(
        DOCKER_LIST, {"schemaVersion": 2, "mediaType": DOCKER_LIST, "manifests": members}
    )


IMAGE = manifest(config("amd64"), layer(b"base"))


def served(blob: Blob, **more: str) -> Response:
    """The answer of a registry that has it."""
    return Response(blob.body, headers={**blob.headers, **more}, content_type=blob.media_type)


def sdk(host: str | HTTPServer, rest: str = ":8.0") -> Reference:
    """A reference into the repository that the scripted servers serve."""
    where = host if isinstance(host, str) else f"127.0.0.1:{host.port}"
    return parse(f"{where}/dotnet/sdk{rest}")


def publish(server: HTTPServer, repository: str, tag: str, blob: Blob) -> None:
    """Serve an index or manifest by its tag and by its digest."""
    for name in (tag, blob.digest):
        server.expect_request(f"/v2/{repository}/manifests/{name}").respond_with_data(
            blob.body, content_type=blob.media_type, headers=blob.headers
        )


def refuse(server: HTTPServer, path: str, status: int, code: str) -> None:
    """Answer with an error as registries word it."""
    server.expect_request(path).respond_with_json({"errors": [{"code": code}]}, status=status)


def guard(server: HTTPServer, challenge: str, authorization: str = "Bearer sesame") -> None:
    """Let nobody see the image without this header."""

    def handle(request: Request) -> Response:
        if request.headers.get("Authorization") == authorization:
            return served(IMAGE)
        return Response("", status=401, headers={"WWW-Authenticate": challenge})

    server.expect_request(MANIFEST).respond_with_handler(handle)


def bearer(server: HTTPServer, more: str = "") -> str:
    """A challenge that sends to this server for a token."""
    return f'Bearer realm="{server.url_for("/token")}",service="a \\"registry\\"",{more}'


def asked(server: HTTPServer) -> list[str]:
    return [f"{request.method} {request.path}" for request, _ in server.log]


class RudeServer:
    """Plays a script to everyone who connects: bytes are sent, numbers are seconds to wait."""

    def __init__(self, *script: bytes | float) -> None:
        self._script = script
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.host = f"127.0.0.1:{self._socket.getsockname()[1]}"
        self.visits = 0
        self._closed = Event()
        self._thread = Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        self._closed.set()
        with suppress(OSError):
            socket.create_connection(self._socket.getsockname()).close()
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while True:
            visitor, _ = self._socket.accept()
            with visitor, suppress(OSError):
                if self._closed.is_set():
                    return
                self.visits += 1
                visitor.recv(65536)
                self._play(visitor)

    def _play(self, visitor: socket.socket) -> None:
        for step in self._script:
            if isinstance(step, bytes):
                visitor.sendall(step)
            else:
                self._closed.wait(step)


Rude = Callable[..., RudeServer]
