"""No way in: wrong passwords, strange realms, tokens that are none."""

import pytest
from pytest_httpserver import HTTPServer

from dotimg.errors import UnreachableError
from tests.registry_doubles import Connect, LogIn, bearer, guard, sdk


@pytest.mark.parametrize("challenge", ['Basic realm="x"', "Negotiate", "", "\x80=,,="])
def test_no_way_in(connect: Connect, server: HTTPServer, host: str, challenge: str) -> None:
    guard(server, challenge)
    with pytest.raises(UnreachableError, match="401, log in with 'docker login'"):
        connect().digest(sdk(host))


def test_wrong_password(connect: Connect, server: HTTPServer, host: str, log_in: LogIn) -> None:
    log_in(host)
    guard(server, "Basic", "Basic other")
    with pytest.raises(UnreachableError, match="401, log in"):
        connect().digest(sdk(host))
    assert len(server.log) == 2


def test_wrong_password_at_the_token_service(
    connect: Connect, server: HTTPServer, host: str, log_in: LogIn
) -> None:
    log_in(host)
    guard(server, bearer(server))
    server.expect_request("/token").respond_with_data("", status=401)
    with pytest.raises(UnreachableError, match=f"for a token for {host}/dotnet/sdk: 401, log in"):
        connect().digest(sdk(host))


def test_a_token_service_cannot_say_that_an_image_is_absent(
    connect: Connect, server: HTTPServer, host: str
) -> None:
    guard(server, bearer(server))
    server.expect_request("/token").respond_with_json(
        {"errors": [{"code": "NAME_UNKNOWN"}]}, status=404
    )
    with pytest.raises(UnreachableError, match="404 NAME_UNKNOWN, which does not prove absence"):
        connect().digest(sdk(host))


def test_a_token_that_does_not_suffice(connect: Connect, server: HTTPServer, host: str) -> None:
    guard(server, bearer(server))
    server.expect_request("/token").respond_with_json({"token": "other"})
    with pytest.raises(UnreachableError, match="401, log in"):
        connect().digest(sdk(host))
    assert len(server.log) == 3


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("[]", id="no object"),
        pytest.param("<html>", id="no JSON"),
        pytest.param("{}", id="no token"),
        pytest.param('{"token": 5}', id="a number"),
        pytest.param('{"token": "a\\r\\nX-Evil: 1"}', id="another header in it"),
        pytest.param('{"token": "' + "a" * 70_000 + '"}', id="too large"),
    ],
)
def test_nonsense_instead_of_a_token(
    connect: Connect, server: HTTPServer, host: str, body: str
) -> None:
    guard(server, bearer(server))
    server.expect_request("/token").respond_with_data(body)
    with pytest.raises(UnreachableError, match=f"{host} gave no usable answer: .*(sent|token)"):
        connect().digest(sdk(host))


@pytest.mark.parametrize(
    "realm", ["", "token", "ftp://a/b", "http://u:p@127.0.0.1/", "http://a\\@b/"]
)
def test_strange_realms_are_not_asked(
    connect: Connect, server: HTTPServer, host: str, realm: str
) -> None:
    guard(server, f'Bearer realm="{realm}"')
    with pytest.raises(UnreachableError, match="it sends for a token to"):
        connect().digest(sdk(host))


def test_no_credentials_in_plain_http_for_a_registry_in_https(
    connect: Connect, secure: HTTPServer, server: HTTPServer, log_in: LogIn
) -> None:
    image = sdk(f"secure.example:{secure.port}")
    log_in(image.registry)
    guard(secure, bearer(server))
    with pytest.raises(UnreachableError, match=r"wants a login in plain HTTP at 127\.0\.0\.1"):
        connect(insecure=frozenset({"secure.example"})).digest(image)
    assert server.log == []


def test_no_credentials_in_plain_http_for_a_host_that_is_not_named(
    connect: Connect, server: HTTPServer, host: str, log_in: LogIn
) -> None:
    log_in(host)
    guard(server, 'Bearer realm="http://login.example/"')
    with pytest.raises(UnreachableError, match=r"login\.example is not asked in plain HTTP"):
        connect().digest(sdk(host))
