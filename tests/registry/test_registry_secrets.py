"""What each host gets to see of a login: a registry, the token service it names, strangers."""

import socket
from typing import NamedTuple

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from dotimg.errors import UnreachableError
from dotimg.registry import Client
from tests.registry_doubles import IMAGE, MANIFEST, Connect, LogIn, sdk, served

BASIC = "Basic dTpw"  # u:p
SCOPE = "repository:dotnet/sdk:pull"
ADDRESSES = {
    "registry.example": "93.184.216.34",
    "login.example": "93.184.216.35",
    "house.example": "10.0.0.5",
    "cellar.example": "192.168.7.7",
    "metadata.example": "169.254.169.254",
    "anywhere.example": "0.0.0.0",  # noqa: S104  # an address to refuse
    "mapped.example": "::ffff:127.0.0.1",
    "local6.example": "fd00::7",
    "rebound.example": "127.0.0.1",
}


@pytest.fixture(autouse=True)
def _addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks where a name leads is told its address above; who connects comes to this machine."""
    real = socket.getaddrinfo

    def local(name: str, port: object, *rest: object, **more: object) -> object:
        if name not in ADDRESSES:
            return real(name, port, *rest, **more)  # type: ignore[arg-type]
        return real(ADDRESSES[name] if port is None else "127.0.0.1", port, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", local)


class World(NamedTuple):
    """A registry, and a server that is not part of it; both are called by any name."""

    registry: HTTPServer
    stranger: HTTPServer
    client: Client

    def challenge(self, challenge: str) -> None:
        """Let the registry send who has no token to a login."""

        def handle(request: Request) -> Response:
            if request.headers.get("Authorization") in ("Bearer sesame", BASIC):
                return served(IMAGE)
            return Response(status=401, headers={"WWW-Authenticate": challenge})

        self.registry.expect_request(MANIFEST).respond_with_handler(handle)
        for one in (self.registry, self.stranger):
            one.expect_request("/token").respond_with_json({"token": "sesame"})

    def ask(self, host: str) -> str:
        return self.client.digest(sdk(f"{host}:{self.registry.port}"))


@pytest.fixture
def world(server: HTTPServer, other: HTTPServer, connect: Connect) -> World:
    return World(server, other, connect(timeout=60.0, plain_http=frozenset(ADDRESSES)))


def seen(server: HTTPServer, path: str) -> list[str]:
    """Which logins came with the requests for a path."""
    return [
        request.headers.get("Authorization", "")
        for request, _ in server.log
        if request.path == path
    ]


@pytest.mark.parametrize(
    ("registry", "realm"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("127.0.0.1", "localhost"),
        ("127.0.0.1", "rebound.example"),
        ("localhost", "127.0.0.1"),
        ("registry.example", "login.example"),
        ("house.example", "house.example"),
        ("house.example", "cellar.example"),
        ("house.example", "local6.example"),
        ("house.example", "login.example"),
        ("metadata.example", "metadata.example"),
        ("127.0.0.1", "login.example"),
    ],
)
def test_a_token_service_gets_the_login(
    world: World, log_in: LogIn, registry: str, realm: str
) -> None:
    log_in(f"{registry}:{world.registry.port}")
    world.challenge(f'Bearer realm="http://{realm}:{world.stranger.port}/token",service="s"')
    assert world.ask(registry) == IMAGE.digest
    assert seen(world.stranger, "/token") == [BASIC]
    assert seen(world.registry, MANIFEST) == ["", "Bearer sesame"]


@pytest.mark.parametrize(
    ("registry", "realm"),
    [
        ("registry.example", "127.0.0.1"),
        ("registry.example", "127.0.0.2"),
        ("registry.example", "localhost"),
        ("registry.example", "rebound.example"),
        ("registry.example", "mapped.example"),
        ("registry.example", "127.1"),
        ("registry.example", "2130706433"),
        ("registry.example", "0.0.0.0"),  # noqa: S104
        ("registry.example", "anywhere.example"),
        ("registry.example", "[::1]"),
        ("registry.example", "[::]"),
        ("registry.example", "[::ffff:10.0.0.5]"),
        ("registry.example", "[fe80::1]"),
        ("registry.example", "10.0.0.5"),
        ("registry.example", "172.16.0.1"),
        ("registry.example", "100.64.0.1"),
        ("registry.example", "house.example"),
        ("registry.example", "local6.example"),
        ("registry.example", "169.254.169.254"),
        ("registry.example", "metadata.example"),
        ("house.example", "metadata.example"),
        ("house.example", "127.0.0.1"),
        ("127.0.0.1", "house.example"),
        ("127.0.0.1", "metadata.example"),
    ],
)
@pytest.mark.parametrize("entry", [{}, {"identitytoken": "secret"}])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_address_inside_gets_the_login_of_a_registry_elsewhere(
    world: World, log_in: LogIn, registry: str, realm: str, entry: dict[str, str], scheme: str
) -> None:
    log_in(f"{registry}:{world.registry.port}", **entry)
    world.challenge(f'Bearer realm="{scheme}://{realm}:{world.stranger.port}/token"')
    with pytest.raises(UnreachableError, match=rf"wants a login at .*:{world.stranger.port}, an"):
        world.ask(registry)
    assert world.stranger.log == []
    assert seen(world.registry, MANIFEST) == [""]


@pytest.mark.parametrize("registry", ["registry.example", "house.example", "metadata.example"])
def test_its_own_host_and_port_may_give_tokens(world: World, log_in: LogIn, registry: str) -> None:
    log_in(f"{registry}:{world.registry.port}")
    world.challenge(f'Bearer realm="http://{registry}:{world.registry.port}/token"')
    assert world.ask(registry) == IMAGE.digest
    assert seen(world.registry, "/token") == [BASIC]


@pytest.mark.parametrize(
    "more",
    [
        '",scope="repository:dotnet/sdk:pull,push,delete"',
        '",scope="repository:other:pull registry:catalog:*"',
        '?scope=repository:other:push"',
        '?scope=repository:other:push&scope=registry:catalog:*#scope"',
        '"',
    ],
)
@pytest.mark.parametrize("entry", [{}, {"identitytoken": "secret"}])
def test_the_scope_is_ours(world: World, log_in: LogIn, more: str, entry: dict[str, str]) -> None:
    log_in(f"registry.example:{world.registry.port}", **entry)
    world.challenge(
        f'Bearer service="s",realm="http://login.example:{world.stranger.port}/token{more}'
    )
    assert world.ask("registry.example") == IMAGE.digest
    (request,) = [request for request, _ in world.stranger.log]
    asked = request.form if entry else request.args
    assert (asked.getlist("scope"), asked["service"]) == ([SCOPE], "s")
    assert request.args.getlist("scope") == ([] if entry else [SCOPE])


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_takes_no_password_along(world: World, log_in: LogIn, status: int) -> None:
    def handle(request: Request) -> Response:
        if request.headers.get("Authorization") != BASIC:
            return Response(status=401, headers={"WWW-Authenticate": 'Basic realm="x"'})
        away = f"http://login.example:{world.stranger.port}/image"
        return Response(status=status, headers={"Location": away})

    world.registry.expect_request(MANIFEST).respond_with_handler(handle)
    world.stranger.expect_request("/image").respond_with_response(served(IMAGE))
    log_in(f"registry.example:{world.registry.port}")
    assert world.ask("registry.example") == IMAGE.digest
    assert seen(world.registry, MANIFEST) == ["", BASIC]
    assert seen(world.stranger, "/image") == [""]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_neither_does_one_of_a_token_service(world: World, log_in: LogIn, status: int) -> None:
    away = f"http://login.example:{world.stranger.port}/token"
    world.registry.expect_request("/token").respond_with_data(
        "", status=status, headers={"Location": away}
    )
    world.challenge(f'Bearer realm="http://registry.example:{world.registry.port}/token"')
    log_in(f"registry.example:{world.registry.port}")
    assert world.ask("registry.example") == IMAGE.digest
    assert BASIC not in seen(world.stranger, "/token")


@pytest.mark.parametrize("challenge", ['Basic realm="x"', 'Bearer realm="http://login.example/"'])
def test_a_stranger_behind_a_redirect_gets_no_login_by_asking(
    world: World, log_in: LogIn, challenge: str
) -> None:
    away = f"http://login.example:{world.stranger.port}/image"
    world.registry.expect_request(MANIFEST).respond_with_data(
        "", status=302, headers={"Location": away}
    )
    world.stranger.expect_request("/image").respond_with_data(
        "", status=401, headers={"WWW-Authenticate": challenge}
    )
    for host in ("registry.example", "login.example"):
        log_in(f"{host}:{world.registry.port}")
        with pytest.raises(UnreachableError, match="401"):
            world.ask("registry.example")
    assert set(seen(world.registry, MANIFEST) + seen(world.stranger, "/image")) == {""}


def test_nobody_is_sent_the_login_of_another(world: World, log_in: LogIn) -> None:
    log_in(f"house.example:{world.registry.port}")
    world.challenge(f'Bearer realm="http://login.example:{world.stranger.port}/token"')
    assert world.ask("registry.example") == IMAGE.digest
    assert seen(world.stranger, "/token") == [""]
