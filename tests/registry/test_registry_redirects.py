"""Redirects: which are followed, and what goes along."""

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from dotimg.errors import UnreachableError
from tests.registry_doubles import IMAGE, MANIFEST, Connect, LogIn, Rude, sdk


def redirect(server: HTTPServer, target: str, more: dict[str, str] | None = None) -> None:
    headers = {"Location": target, **(more or {})}
    server.expect_ordered_request(MANIFEST).respond_with_data("", status=302, headers=headers)


def test_to_another_host_go_without_credentials(
    connect: Connect, server: HTTPServer, host: str, other: HTTPServer, log_in: LogIn
) -> None:
    log_in(host)
    server.expect_ordered_request(MANIFEST).respond_with_data(
        "", status=401, headers={"WWW-Authenticate": "Basic realm=x"}
    )
    redirect(server, other.url_for("/elsewhere"), {"Set-Cookie": "a=b; Domain=127.0.0.1"})
    answer = {"Content-Type": IMAGE.media_type}
    other.expect_request("/elsewhere").respond_with_data(IMAGE.body, headers=answer)
    client = connect()
    assert client.manifest(sdk(host)).digest == IMAGE.digest
    assert "Authorization" in server.log[1][0].headers
    assert "Authorization" not in other.log[0][0].headers
    assert "Cookie" not in other.log[0][0].headers


def test_on_the_same_host_keep_them(
    connect: Connect, server: HTTPServer, host: str, log_in: LogIn
) -> None:
    log_in(host)

    def moved(request: Request) -> Response:
        assert request.authorization
        return Response(IMAGE.body, content_type=IMAGE.media_type)

    server.expect_ordered_request(MANIFEST).respond_with_data(
        "", status=401, headers={"WWW-Authenticate": "Basic realm=x"}
    )
    redirect(server, "/moved")
    server.expect_ordered_request("/moved").respond_with_handler(moved)
    assert connect().manifest(sdk(host)).digest == IMAGE.digest


def test_another_host_may_not_ask_for_a_login(
    connect: Connect, server: HTTPServer, host: str, other: HTTPServer, log_in: LogIn
) -> None:
    log_in(host)
    redirect(server, other.url_for("/elsewhere"))
    other.expect_request("/elsewhere").respond_with_data(
        "", status=401, headers={"WWW-Authenticate": "Basic realm=x"}
    )
    with pytest.raises(UnreachableError, match=f"could not ask 127.0.0.1:{other.port} .*401"):
        connect().manifest(sdk(host))
    assert len(other.log) == 1


def test_loops_end(connect: Connect, server: HTTPServer, host: str) -> None:
    server.expect_request(MANIFEST).respond_with_data(
        "", status=307, headers={"Location": MANIFEST}
    )
    with pytest.raises(UnreachableError, match="redirects too many times"):
        connect().manifest(sdk(host))
    assert len(server.log) == 6


@pytest.mark.parametrize(
    "target",
    ["ftp://a/b", "http://a:b@127.0.0.1/", "http://[::1/", "http://a\\@b/", "http://é/"],
)
def test_strange_ones_are_not_followed(connect: Connect, rude: Rude, target: str) -> None:
    server = rude(f"HTTP/1.1 302 Found\r\nLocation: {target}\r\n\r\n".encode())
    with pytest.raises(UnreachableError, match="redirects to an address that cannot be foll"):
        connect().manifest(sdk(server.host))


def test_plain_http_elsewhere_is_not_followed(
    connect: Connect, server: HTTPServer, host: str
) -> None:
    redirect(server, "http://plain.example/")
    with pytest.raises(UnreachableError, match=r"plain\.example is not asked in plain HTTP"):
        connect().manifest(sdk(host))


def test_nor_is_one_from_https_to_http(
    connect: Connect, secure: HTTPServer, server: HTTPServer
) -> None:
    redirect(secure, server.url_for("/"))
    client = connect(insecure=frozenset({"secure.example"}))
    with pytest.raises(UnreachableError, match="redirects from HTTPS to plain HTTP"):
        client.manifest(sdk(f"secure.example:{secure.port}"))
    assert server.log == []
