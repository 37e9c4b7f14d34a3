"""Ways in: challenges, tokens, and what is sent to whom."""

import time
from threading import Barrier, Event, Thread

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from dotimg.errors import UnreachableError
from dotimg.registry import credentials, each
from tests.registry_doubles import (
    IMAGE,
    MANIFEST,
    Connect,
    LogIn,
    Tick,
    asked,
    bearer,
    guard,
    sdk,
    served,
)

BASIC = "Basic dTpw"  # u:p


@pytest.mark.parametrize("name", ["token", "access_token"])
def test_a_digest_with_a_token_takes_three_requests(
    connect: Connect, server: HTTPServer, host: str, name: str
) -> None:
    guard(server, bearer(server, 'scope="repository:dotnet/sdk:pull"'))
    server.expect_request("/token").respond_with_json({name: "sesame"})
    client = connect()
    assert client.digest(sdk(host)) == IMAGE.digest
    assert asked(server) == [f"GET {MANIFEST}", "GET /token", f"GET {MANIFEST}"]
    token = server.log[1][0]
    assert token.args.to_dict() == {
        "service": 'a "registry"',
        "scope": "repository:dotnet/sdk:pull",
    }
    assert "Authorization" not in token.headers
    client.digest(sdk(host))
    assert asked(server)[3:] == [f"GET {MANIFEST}"]


def test_a_challenge_without_a_scope(connect: Connect, server: HTTPServer, host: str) -> None:
    guard(server, f"Negotiate abc==, {bearer(server)}")
    server.expect_request("/token").respond_with_json({"token": "sesame"})
    assert connect().digest(sdk(host)) == IMAGE.digest
    assert server.log[1][0].args["scope"] == "repository:dotnet/sdk:pull"


def test_many_threads_share_one_token(connect: Connect, server: HTTPServer, host: str) -> None:
    guard(server, bearer(server))
    server.expect_request("/token").respond_with_json({"token": "sesame"})
    assert list(each([sdk(host)] * 8, connect().digest)) == [IMAGE.digest] * 8
    assert asked(server).count("GET /token") == 1


def test_those_turned_away_together_share_one_token(
    connect: Connect, server: HTTPServer, host: str
) -> None:
    together = Barrier(4)

    def turn_away(request: Request) -> Response:
        if "Authorization" in request.headers:
            return served(IMAGE)
        together.wait(5)
        return Response("", status=401, headers={"WWW-Authenticate": bearer(server)})

    def give(_: Request) -> Response:
        time.sleep(0.05)  # time enough for the others to ask as well
        return Response('{"token": "sesame"}')

    server.expect_request(MANIFEST).respond_with_handler(turn_away)
    server.expect_request("/token").respond_with_handler(give)
    assert list(each([sdk(host)] * 4, connect().digest)) == [IMAGE.digest] * 4
    assert asked(server).count("GET /token") == 1


def test_a_token_service_that_hangs_holds_up_no_other_registry(
    connect: Connect, server: HTTPServer, other: HTTPServer
) -> None:
    hangs, released = Event(), Event()
    in_time: list[bool] = []

    def hang(_: Request) -> Response:
        hangs.set()
        in_time.append(released.wait(3))
        return Response('{"token": "sesame"}')

    server.expect_request("/token").respond_with_handler(hang)
    other.expect_request("/token").respond_with_json({"token": "sesame"})
    for one in (server, other):
        guard(one, bearer(one))
    client = connect()
    slow = Thread(target=client.digest, args=(sdk(server),))
    slow.start()
    assert hangs.wait(3)
    assert client.digest(sdk(other)) == IMAGE.digest
    released.set()
    slow.join()
    assert in_time == [True]


def test_credentials_that_are_long_in_coming_hold_up_no_other_registry(
    connect: Connect,
    server: HTTPServer,
    other: HTTPServer,
    host: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hangs, released = Event(), Event()
    in_time: list[bool] = []

    def find(registry: str, _: float) -> None:
        if registry == host:
            hangs.set()
            in_time.append(released.wait(3))

    monkeypatch.setattr(credentials, "find", find)
    for one in (server, other):
        guard(one, bearer(one))
        one.expect_request("/token").respond_with_json({"token": "sesame"})
    client = connect()
    slow = Thread(target=client.digest, args=(sdk(server),))
    slow.start()
    assert hangs.wait(3)
    assert client.digest(sdk(other)) == IMAGE.digest
    released.set()
    slow.join()
    assert in_time == [True]


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        pytest.param(300, (290, 10), id="what it says"),
        pytest.param(None, (50, 10), id="a minute when it says nothing"),
        pytest.param("x", (50, 10), id="or nonsense"),
        pytest.param(-1, (50, 10), id="or less than nothing"),
        pytest.param(10**400, (3500, 100), id="an hour at most"),
    ],
)
def test_a_token_is_used_as_long_as_it_holds(
    connect: Connect, server: HTTPServer, tick: Tick, said: object, seconds: tuple[float, float]
) -> None:
    guard(server, bearer(server))
    server.expect_request("/token").respond_with_json({"token": "sesame", "expires_in": said})
    client = connect(timeout=1e6)
    client.digest(sdk(server))
    for later, tokens in zip(seconds, (1, 2), strict=True):
        tick.offset += later
        client.digest(sdk(server))
        assert asked(server).count("GET /token") == tokens


def test_the_token_service_gets_the_credentials_of_the_registry(
    connect: Connect, server: HTTPServer, host: str, log_in: LogIn, other: HTTPServer
) -> None:
    log_in(host)
    guard(server, bearer(other))
    other.expect_request("/token", headers={"Authorization": BASIC}).respond_with_json(
        {"token": "sesame"}
    )
    assert connect().digest(sdk(host)) == IMAGE.digest
    assert server.log[0][0].headers.get("Authorization") is None


def test_and_nobody_else_does(
    connect: Connect, server: HTTPServer, host: str, log_in: LogIn, other: HTTPServer
) -> None:
    log_in(host)
    guard(server, bearer(other))
    moved = {"Location": server.url_for("/moved")}
    other.expect_request("/token").respond_with_data("", status=307, headers=moved)
    server.expect_request("/moved").respond_with_json({"token": "sesame"})
    assert connect().digest(sdk(host)) == IMAGE.digest
    assert other.log[0][0].headers["Authorization"] == BASIC
    assert "Authorization" not in server.log[1][0].headers


def test_credentials_of_another_registry_are_not_used(
    connect: Connect, server: HTTPServer, host: str, log_in: LogIn
) -> None:
    log_in("127.0.0.1:1")
    guard(server, bearer(server))
    server.expect_request("/token").respond_with_json({"token": "sesame"})
    connect().digest(sdk(host))
    assert "Authorization" not in server.log[1][0].headers


def test_an_identity_token_is_exchanged_by_post(
    connect: Connect, server: HTTPServer, host: str, log_in: LogIn
) -> None:
    log_in(host, identitytoken="secret", auth="dTo=")
    guard(server, bearer(server))
    server.expect_request("/token", method="POST").respond_with_json({"access_token": "sesame"})
    assert connect().digest(sdk(host)) == IMAGE.digest
    assert server.log[1][0].form.to_dict() == {
        "grant_type": "refresh_token",
        "refresh_token": "secret",
        "service": 'a "registry"',
        "scope": "repository:dotnet/sdk:pull",
        "client_id": "dotimg",
    }


@pytest.mark.parametrize("status", [307, 503])
def test_a_post_is_neither_repeated_nor_redirected(
    connect: Connect, server: HTTPServer, host: str, log_in: LogIn, status: int
) -> None:
    log_in(host, identitytoken="secret")
    guard(server, bearer(server))
    server.expect_request("/token").respond_with_data(
        "", status=status, headers={"Location": "/token"}
    )
    with pytest.raises(UnreachableError, match=f"for a token for {host}/dotnet/sdk: {status}, "):
        connect().digest(sdk(host))
    assert asked(server) == [f"GET {MANIFEST}", "POST /token"]


def test_basic(connect: Connect, server: HTTPServer, host: str, log_in: LogIn) -> None:
    log_in(host)
    guard(server, 'Basic realm="a, b"', BASIC)
    client = connect()
    assert [client.digest(sdk(host)) for _ in range(2)] == [IMAGE.digest] * 2
    assert len(server.log) == 3
