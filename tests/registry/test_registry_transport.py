"""Connections: broken, slow, lying, redirected, too large."""

import gzip
import time
from collections.abc import Callable
from pathlib import Path
from threading import Lock

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from dotimg.errors import UnreachableError
from dotimg.names.reference import Reference
from dotimg.registry import Client, each
from tests.registry_doubles import IMAGE, MANIFEST, Connect, LogIn, Rude, Tick, guard, sdk, served

OK = b"HTTP/1.1 200 OK\r\nContent-Type: " + IMAGE.media_type.encode() + b"\r\n"


def length(count: int) -> bytes:
    return b"Content-Length: %d\r\n\r\n" % count


@pytest.mark.parametrize(
    ("script", "said", "visits"),
    [
        pytest.param([], "the connection broke off", 4, id="hangs up"),
        pytest.param([b"HTTP/1.1 200 OK\r\nConte"], "it sent is not JSON", 1, id="half a header"),
        pytest.param([b"\0\xff\n\n"], "the connection broke off", 4, id="not HTTP"),
        pytest.param([OK, length(999), IMAGE.body], "the connection broke off", 4, id="truncated"),
        pytest.param([OK, length(99), IMAGE.body], "not JSON", 1, id="Content-Length too short"),
        pytest.param(
            [OK, b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"], "broke off", 4, id="bad chunk"
        ),
        pytest.param(
            [OK + b"X: y\r\n" * 200 + b"\r\n"], "the connection broke off", 4, id="200 headers"
        ),
    ],
)
def test_broken_answers(
    connect: Connect, rude: Rude, script: list[bytes], said: str, visits: int
) -> None:
    server = rude(*script)
    with pytest.raises(UnreachableError, match=said):
        connect(timeout=60.0).manifest(sdk(server.host))
    assert server.visits == visits


@pytest.mark.parametrize(
    "script",
    [
        pytest.param([1.5], id="silence"),
        pytest.param([b"HTTP/1.1 200 OK\r\n", *[b"A", 0.1] * 15], id="slow headers"),
        pytest.param([OK, length(999), *[b"{", 0.1] * 15], id="slow body"),
    ],
)
def test_slow_answers_end_with_the_deadline(
    connect: Connect, rude: Rude, script: list[bytes | float]
) -> None:
    begin = time.monotonic()
    with pytest.raises(UnreachableError, match="no answer in time"):
        connect(timeout=0.4).manifest(sdk(rude(*script).host))
    assert 0.3 < time.monotonic() - begin < 1.2


def test_no_time_at_all(server: HTTPServer, host: str) -> None:
    with Client(timeout=0.0) as client, pytest.raises(UnreachableError, match="no answer in time"):
        client.manifest(sdk(host))
    assert server.log == []


def test_refused_connection(connect: Connect, rude: Rude, tick: Tick) -> None:
    server = rude()
    server.close()
    with pytest.raises(
        UnreachableError, match=f"^could not ask {server.host}: the connection was r"
    ):
        connect().manifest(sdk(server.host))
    assert tick.slept == []


def test_unknown_host(connect: Connect, tick: Tick) -> None:
    with pytest.raises(UnreachableError, match=r"nowhere\.invalid: the name cannot be resolved"):
        connect().manifest(sdk("nowhere.invalid"))
    assert tick.slept == []


def test_broken_proxy(connect: Connect, monkeypatch: pytest.MonkeyPatch, rude: Rude) -> None:
    proxy = rude()
    proxy.close()
    monkeypatch.setenv("HTTPS_PROXY", f"http://{proxy.host}")
    with pytest.raises(UnreachableError, match=r"registry\.example: the proxy cannot be used"):
        connect().manifest(sdk("registry.example"))


class TestTls:
    def test_self_signed_is_refused(self, connect: Connect, secure: HTTPServer) -> None:
        with pytest.raises(UnreachableError, match="TLS certificate is not trusted"):
            connect(insecure=frozenset({"other.example"})).digest(self._image(secure))
        assert secure.log == []

    @pytest.mark.parametrize("name", ["secure.example", "SECURE.example:{port}"])
    def test_unless_the_very_host_is_named(
        self, connect: Connect, secure: HTTPServer, name: str
    ) -> None:
        secure.expect_request(MANIFEST).respond_with_response(served(IMAGE))
        client = connect(insecure=frozenset({name.format(port=secure.port)}))
        assert client.digest(self._image(secure)) == IMAGE.digest

    def test_or_the_environment_names_a_bundle(
        self,
        connect: Connect,
        secure: HTTPServer,
        self_signed: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(self_signed))
        secure.expect_request(MANIFEST).respond_with_response(served(IMAGE))
        assert connect().digest(self._image(secure)) == IMAGE.digest

    def test_a_bundle_that_is_missing_is_named(
        self, connect: Connect, secure: HTTPServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/no/bundle")
        with pytest.raises(UnreachableError, match=r"secure.example:\d+: .*: /no/bundle"):
            connect().digest(self._image(secure))

    def test_what_speaks_no_tls_has_no_bad_certificate(
        self, connect: Connect, server: HTTPServer, rude: Rude, host: str
    ) -> None:
        for place in (host, rude(b"GET / HTTP/1.1\r\n\r\n").host):
            with pytest.raises(
                UnreachableError, match="does not use TLS: name it with --plain-http"
            ):
                connect(insecure=frozenset({"127.0.0.1"})).digest(sdk(place))
        assert server.log == []

    def test_a_handshake_that_is_refused_is_told(self, connect: Connect, rude: Rude) -> None:
        server = rude(b"\x15\x03\x03\x00\x02\x02\x28")
        with pytest.raises(UnreachableError, match=r"TLS with it failed: .*HANDSHAKE_FAILURE$"):
            connect(insecure=frozenset({server.host})).digest(sdk(server.host))
        assert server.visits == 1

    def test_a_handshake_that_breaks_off_is_tried_again(self, connect: Connect, rude: Rude) -> None:
        server = rude()
        with pytest.raises(UnreachableError, match="the connection broke off, try again later"):
            connect(insecure=frozenset({server.host}), timeout=60.0).digest(sdk(server.host))
        assert server.visits == 4

    @staticmethod
    def _image(secure: HTTPServer) -> Reference:
        return sdk(f"secure.example:{secure.port}")


@pytest.mark.usefixtures("example_hosts")
def test_plain_http_is_only_for_hosts_that_are_named(connect: Connect, server: HTTPServer) -> None:
    server.expect_request(MANIFEST).respond_with_response(served(IMAGE))
    image = sdk(f"plain.example:{server.port}")
    assert connect(plain_http=frozenset({"plain.example"})).digest(image) == IMAGE.digest
    with pytest.raises(UnreachableError, match="TLS"):
        connect(plain_http=frozenset({"other.example"})).digest(image)


class TestSizes:
    @pytest.mark.parametrize(
        ("operation", "limit"), [(Client.manifest, 4096), (Client.tags, 16384)]
    )
    def test_huge_bodies_are_not_read(
        self, connect: Connect, rude: Rude, operation: Callable[..., object], limit: int
    ) -> None:
        server = rude(OK, b"\r\n", *[b" " * 2**20] * 40)
        with pytest.raises(UnreachableError, match=f"larger than {limit} KiB"):
            operation(connect(), sdk(server.host))

    def test_a_compressed_error_is_an_error_still(
        self, connect: Connect, server: HTTPServer, host: str
    ) -> None:
        headers = {"Content-Encoding": "gzip"}
        server.expect_request(MANIFEST).respond_with_data(b"x", status=403, headers=headers)
        with pytest.raises(UnreachableError, match="403, access is denied"):
            connect().manifest(sdk(host))

    @pytest.mark.parametrize("packed", [gzip.compress(b" " * 10_000_000), IMAGE.body])
    def test_compressed_bodies_are_not_unpacked(
        self, connect: Connect, server: HTTPServer, host: str, packed: bytes
    ) -> None:
        headers = {"Content-Encoding": "gzip"}
        server.expect_request(MANIFEST).respond_with_data(packed, headers=headers)
        with pytest.raises(UnreachableError, match="it compressed what was asked for as it is"):
            connect().manifest(sdk(host))
        assert server.log[0][0].headers["Accept-Encoding"] == "identity"


def test_four_requests_at_once_whoever_asks(connect: Connect, server: HTTPServer) -> None:
    lock, now, most = Lock(), 0, 0

    def handle(_: Request) -> Response:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.02)
        with lock:
            now -= 1
        return served(IMAGE)

    server.expect_request(MANIFEST).respond_with_handler(handle)
    client = connect()

    def ask_many(_: int) -> int:
        return len(list(each(range(4), lambda _: client.digest(sdk(server)))))

    assert list(each(range(4), ask_many)) == [4] * 4
    assert most == 4


def test_the_time_is_that_of_all_operations_together(
    connect: Connect, server: HTTPServer, tick: Tick
) -> None:
    server.expect_request(MANIFEST).respond_with_response(served(IMAGE))
    client = connect(timeout=10.0)
    client.digest(sdk(server))
    tick.offset += 10
    with pytest.raises(UnreachableError, match="no answer in time"):
        client.digest(sdk(server))


def test_no_cookie_is_kept(connect: Connect, server: HTTPServer, host: str) -> None:
    cookie = served(IMAGE, **{"Set-Cookie": "a=b"})
    server.expect_request(MANIFEST).respond_with_response(cookie)
    client = connect()
    for _ in range(2):
        client.digest(sdk(host))
    assert "Cookie" not in server.log[1][0].headers


def test_netrc_is_not_read(
    connect: Connect,
    server: HTTPServer,
    host: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login a password b\n")
    monkeypatch.setenv("NETRC", str(netrc))
    server.expect_request(MANIFEST).respond_with_response(served(IMAGE))
    connect().digest(sdk(host))
    assert "Authorization" not in server.log[0][0].headers


def test_no_proxy_sees_what_is_for_this_machine(
    connect: Connect,
    server: HTTPServer,
    host: str,
    other: HTTPServer,
    log_in: LogIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, other.url_for("/"))
    log_in(host)
    guard(server, "Basic realm=x", "Basic dTpw")
    assert connect().digest(sdk(host)) == IMAGE.digest
    assert other.log == []


@pytest.mark.usefixtures("example_hosts")
def test_a_proxy_sees_what_is_for_others(
    connect: Connect, server: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", server.url_for("/"))
    monkeypatch.setenv("http_proxy", server.url_for("/"))
    server.expect_request(MANIFEST).respond_with_response(served(IMAGE))
    client = connect(plain_http=frozenset({"plain.example"}))
    assert client.digest(sdk("plain.example:1")) == IMAGE.digest


@pytest.mark.parametrize(
    "proxy",
    [
        "http://user:hunter2@proxy.example:99999",
        "http://user:hunter2#2026@proxy.example:8080",
        "http://user:hunter2/x@proxy.example:8080",
        "http://user:hunter2@",
        "http://user:hunter2@[::1",
        "user:hunter2@:1",
        "gopher://user:hunter2@127.0.0.1:1",
        "socks5://user:hunter2@127.0.0.1:1",
        "http://user:hunter2@127.0.0.1:1",
    ],
)
def test_a_proxy_that_cannot_be_used_keeps_its_password(
    connect: Connect, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, proxy)
    with pytest.raises(UnreachableError, match=r"^could not ask reg\.example: the proxy") as error:
        connect().digest(sdk("reg.example"))
    assert "hunter2" not in str(error.value)


@pytest.mark.parametrize(
    "chunk", [b"-5\r\nabc\r\n0\r\n\r\n", b"-1\r\n", b"99999999999999999999999\r\nabc"]
)
def test_a_chunk_of_no_possible_size(connect: Connect, rude: Rude, chunk: bytes) -> None:
    server = rude(OK, b"Transfer-Encoding: chunked\r\n\r\n", chunk)
    for ask in (connect().digest, connect().tags):
        with pytest.raises(UnreachableError, match=f"^could not ask {server.host}: "):
            ask(sdk(server.host))
