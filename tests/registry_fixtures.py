"""Registries, scripted and real, and who asks them: fixtures of the tests that go live."""

import json
import os
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from dotimg.registry import Client
from tests.needs import need
from tests.real_registry import RealRegistry, start
from tests.registry_doubles import Connect, LogIn, Rude, RudeServer, Tick


@pytest.fixture
def stranger(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A user without logins, proxies and kept answers."""
    for name in list(os.environ):
        if name.lower().endswith(("_proxy", "xdg_cache_home")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / "docker"))


@pytest.fixture
def tick() -> Tick:
    return Tick()


@pytest.fixture
def connect(tick: Tick) -> Iterator[Connect]:
    """Makes clients that do not sleep, and closes them."""
    clients: list[Client] = []

    def make(**settings: object) -> Client:
        client = Client(**{"timeout": 10.0, "clock": tick.clock, **settings})  # type: ignore[arg-type]
        clients.append(client)
        return client

    yield make
    for client in clients:
        client.close()


@pytest.fixture(scope="session")
def running() -> Iterator[tuple[HTTPServer, HTTPServer]]:
    """Two scripted servers for all tests, since each takes half a second to stop."""
    with HTTPServer("127.0.0.1", threaded=True) as one, HTTPServer("127.0.0.1") as another:
        yield one, another


@pytest.fixture
def server(running: tuple[HTTPServer, HTTPServer]) -> HTTPServer:
    """A scripted registry."""
    running[0].clear()
    return running[0]


@pytest.fixture
def host(server: HTTPServer) -> str:
    return f"127.0.0.1:{server.port}"


@pytest.fixture
def other(running: tuple[HTTPServer, HTTPServer]) -> HTTPServer:
    """A scripted server at another port, which makes it another origin."""
    running[1].clear()
    return running[1]


@pytest.fixture
def log_in(tmp_path: Path) -> LogIn:
    """Writes one login into docker's configuration: that of user u with password p."""

    def write(host: str, **entry: str) -> None:
        folder = tmp_path / "docker"
        folder.mkdir(exist_ok=True)
        content = {"auths": {host: entry or {"auth": "dTpw"}}}
        (folder / "config.json").write_text(json.dumps(content))

    return write


@pytest.fixture
def rude() -> Iterator[Rude]:
    servers: list[RudeServer] = []

    def make(*script: bytes | float) -> RudeServer:
        servers.append(RudeServer(*script))
        return servers[-1]

    yield make
    for one in servers:
        one.close()


@pytest.fixture
def example_hosts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names under .example lead to this machine, so that a test can have a host of any name."""
    real = socket.getaddrinfo

    def local(name: str, *rest: object, **more: object) -> object:
        return real("127.0.0.1" if name.endswith(".example") else name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", local)


@pytest.fixture(scope="session")
def self_signed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a key and a certificate for secure.example that nobody vouches for."""
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=secure.example", "-addext", "subjectAltName=DNS:secure.example"),
            *("-keyout", folder / "key.pem", "-out", folder / "certificate.pem"),
        ],
        check=True,
        capture_output=True,
    )
    both = folder / "both.pem"
    both.write_bytes(
        b"".join((folder / f"{name}.pem").read_bytes() for name in ("key", "certificate"))
    )
    return both


@pytest.fixture(scope="session")
def running_tls(self_signed: Path) -> Iterator[HTTPServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed)
    with HTTPServer("127.0.0.1", ssl_context=context) as tls:
        yield tls


@pytest.fixture
def secure(running_tls: HTTPServer, example_hosts: None) -> HTTPServer:  # noqa: ARG001
    """A scripted registry at secure.example, over TLS."""
    running_tls.clear()
    return running_tls


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealRegistry]:
    """Debian's registry, with images in it."""
    for program in ("docker-registry", "skopeo"):
        need(program)
    with start(tmp_path_factory.mktemp("registry")) as registry:
        yield registry


@pytest.fixture
def helper_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Puts a credential helper with a given body on PATH."""
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)

    def install(name: str, body: str) -> None:
        program = tmp_path / f"docker-credential-{name}"
        program.write_text(f"#!{sys.executable}\nimport json, sys, time\n{body}\n")
        program.chmod(0o755)

    return install
