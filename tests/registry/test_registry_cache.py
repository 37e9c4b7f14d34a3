"""What is cached, when it is used without asking, for whom."""

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from dotimg.errors import NoMatchError, UnreachableError
from dotimg.registry import Cache
from dotimg.registry.cache import Entry
from dotimg.registry.manifests import ACCEPTED
from tests.registry_doubles import (
    IMAGE,
    Blob,
    Connect,
    LogIn,
    Tick,
    config,
    layer,
    manifest,
    sdk,
    served,
)

MANIFESTS = "/v2/dotnet/sdk/manifests"
ENTRY = Entry({"etag": '"x"'}, b"body\nof\nlines")
KEY = ("https://mcr.example/v2/", "*/*", "")


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(str(tmp_path / "cache"))


def files(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "cache").iterdir())


class TestEntries:
    def test_come_back(self, cache: Cache) -> None:
        assert cache.find(KEY) is None
        cache.keep(KEY, ENTRY)
        assert cache.find(KEY) == ENTRY
        assert cache.find((*KEY[:2], "someone")) is None

    def test_of_another_version_are_not_there(
        self, cache: Cache, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        cache.keep(KEY, ENTRY)
        monkeypatch.setattr("dotimg.registry.cache.__version__", "0.0.9")
        assert cache.find(KEY) is None

    def test_are_for_this_user_alone(self, cache: Cache, tmp_path: Path) -> None:
        cache.keep(KEY, ENTRY)
        assert [stat.S_IMODE(file.stat().st_mode) for file in files(tmp_path)] == [0o600]
        assert stat.S_IMODE((tmp_path / "cache").stat().st_mode) == 0o700

    @pytest.mark.parametrize(
        "damage",
        [
            lambda _: b"",
            lambda content: content[:-1],
            lambda content: content[:20],
            lambda content: content + b"x",
            lambda content: content.replace(b"lines", b"liars"),
            lambda content: content.replace(b"mcr.example", b"mcr.invalid"),
            lambda content: content.replace(b'"headers": {', b'"headers": [{').replace(
                b"}}", b"}]}"
            ),
            lambda content: b"\xff" + content,
        ],
    )
    def test_that_are_damaged_are_not_there(
        self, cache: Cache, tmp_path: Path, damage: Callable[[bytes], bytes]
    ) -> None:
        cache.keep(KEY, ENTRY)
        (file,) = files(tmp_path)
        content = file.read_bytes()
        assert damage(content) != content
        file.write_bytes(damage(content))
        assert cache.find(KEY) is None

    def test_are_bounded_and_the_oldest_go(self, tmp_path: Path) -> None:
        small = Cache(str(tmp_path / "cache"), size_limit=40_960)
        keys = [(*KEY[:2], str(number)) for number in range(12)]
        for age, key in enumerate(keys):
            small.keep(key, ENTRY)
            for file in files(tmp_path):
                os.utime(file, (file.stat().st_atime, file.stat().st_mtime - 10))
            assert age >= 0
        assert [bool(small.find(key)) for key in keys] == [False] * 2 + [True] * 10

    def test_that_are_too_large_are_not_kept(self, tmp_path: Path) -> None:
        Cache(str(tmp_path / "cache"), size_limit=40).keep(KEY, ENTRY)
        assert not (tmp_path / "cache").exists()

    def test_need_no_folder(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        cache = Cache(str(tmp_path / "file" / "cache"))
        cache.keep(KEY, ENTRY)
        assert cache.find(KEY) is None

    def test_leave_nothing_behind_when_the_disk_is_full(
        self, cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "replace", full)
        cache.keep(KEY, ENTRY)
        assert files(tmp_path) == []


class TestFetching:
    def serve(self, server: HTTPServer, name: str = "8.0", image: Blob = IMAGE) -> None:
        """A registry that knows ETags."""

        def handle(request: Request) -> Response:
            if request.headers.get("If-None-Match") == f'"{image.digest}"':
                return Response(status=304)
            etag = {"ETag": f'"{image.digest}"', "Content-Type": image.media_type}
            return Response(image.body, headers={**image.headers, **etag})

        server.expect_request(f"{MANIFESTS}/{name}").respond_with_handler(handle)

    def statuses(self, server: HTTPServer) -> list[int]:
        return [response.status_code for _, response in server.log]

    def test_a_tag_is_always_asked_for_and_confirmed(
        self, connect: Connect, server: HTTPServer, host: str, cache: Cache
    ) -> None:
        self.serve(server)
        for _ in range(3):
            assert connect(cache=cache).manifest(sdk(host)).digest == IMAGE.digest
        assert self.statuses(server) == [200, 304, 304]

    def test_a_tag_that_moved_is_seen_at_once(
        self, connect: Connect, server: HTTPServer, host: str, cache: Cache
    ) -> None:
        newer = manifest(config("amd64"), layer(b"newer"))
        for image in (IMAGE, newer, IMAGE):
            server.clear()
            self.serve(server, image=image)
            assert connect(cache=cache).digest(sdk(host)) == image.digest
            assert connect(cache=cache).manifest(sdk(host)).digest == image.digest
            assert self.statuses(server) == [200, 304]

    def test_what_a_digest_names_is_asked_for_once(
        self, connect: Connect, server: HTTPServer, host: str, cache: Cache, tick: Tick
    ) -> None:
        self.serve(server, IMAGE.digest)
        for later in (0, 1e9):
            tick.offset += later
            client = connect(cache=cache)
            assert client.digest(sdk(host, f"@{IMAGE.digest}")) == IMAGE.digest
            assert client.manifest(sdk(host, f"@{IMAGE.digest}")).digest == IMAGE.digest
        assert self.statuses(server) == [200]

    def test_lists_of_tags_are_confirmed_page_by_page(
        self, connect: Connect, server: HTTPServer, host: str, cache: Cache
    ) -> None:
        path = "/v2/dotnet/sdk/tags/list"
        second = ["b"]

        def handle(request: Request) -> Response:
            first = not request.args
            tags = ["a"] if first else second
            if request.headers.get("If-None-Match") == f'"{len(tags)}"':
                return Response(status=304)
            link = {"Link": f"<{path}?last=a>; rel=next"} if first else {}
            return Response(json.dumps({"tags": tags}), headers={"ETag": f'"{len(tags)}"', **link})

        server.expect_request(path).respond_with_handler(handle)
        for _ in range(2):
            assert connect(cache=cache).tags(sdk(host)) == ("a", "b")
        second.append("c")
        assert connect(cache=cache).tags(sdk(host)) == ("a", "b", "c")
        assert self.statuses(server) == [200, 200, 304, 304, 304, 200]

    def test_what_is_refused_is_not_kept(
        self, connect: Connect, server: HTTPServer, host: str, cache: Cache
    ) -> None:
        server.expect_ordered_request(f"{MANIFESTS}/8.0").respond_with_data("<html>")
        self.serve(server)
        with pytest.raises(UnreachableError):
            connect(cache=cache).manifest(sdk(host))
        assert connect(cache=cache).manifest(sdk(host)).digest == IMAGE.digest

    @pytest.mark.parametrize(("rest", "then"), [(":8.0", 304), (f"@{IMAGE.digest}", None)])
    def test_what_is_kept_and_cannot_be_read_is_asked_anew(
        self,
        connect: Connect,
        server: HTTPServer,
        host: str,
        cache: Cache,
        rest: str,
        then: int | None,
    ) -> None:
        self.serve(server, rest[1:])
        headers = {"etag": f'"{IMAGE.digest}"', "content-type": IMAGE.media_type}
        key = (server.url_for(f"{MANIFESTS}/{rest[1:]}"), ACCEPTED, "")
        cache.keep(key, Entry(headers, b"[]"))
        for _ in range(2):
            assert connect(cache=cache).manifest(sdk(host, rest)).digest == IMAGE.digest
        assert self.statuses(server) == [200, *([then] if then else [])]

    def test_absence_is_asked_and_not_remembered(
        self, connect: Connect, server: HTTPServer, host: str, cache: Cache
    ) -> None:
        self.serve(server)
        connect(cache=cache).manifest(sdk(host))
        server.clear()
        body = '{"errors": [{"code": "MANIFEST_UNKNOWN"}]}'
        server.expect_request(f"{MANIFESTS}/8.0").respond_with_data(body, status=404)
        with pytest.raises(NoMatchError):
            connect(cache=cache).digest(sdk(host))
        with pytest.raises(NoMatchError):
            connect(cache=cache).manifest(sdk(host))


class TestSecrecy:
    def test_nobody_reads_what_another_login_was_given(
        self, connect: Connect, server: HTTPServer, host: str, cache: Cache, log_in: LogIn
    ) -> None:
        def handle(request: Request) -> Response:
            who = request.authorization
            if who is None or who.username not in ("a", "b"):
                return Response(status=401, headers={"WWW-Authenticate": "Basic realm=x"})
            return Response(IMAGE.body, headers={"Content-Type": IMAGE.media_type})

        server.expect_request(f"{MANIFESTS}/{IMAGE.digest}").respond_with_handler(handle)
        image = sdk(host, f"@{IMAGE.digest}")
        requests = []
        for user in ("a", "a", "b", "a", ""):
            log_in(host, username=user, password=f"of {user}")
            server.log.clear()
            try:
                assert connect(cache=cache).manifest(image).digest == IMAGE.digest
            except UnreachableError:
                assert user == ""
            requests.append(len(server.log))
        assert requests == [2, 0, 2, 0, 1]

    def test_what_an_unverified_host_said_is_for_such_runs_alone(
        self, connect: Connect, secure: HTTPServer, cache: Cache
    ) -> None:
        etag = served(IMAGE, ETag='"x"')
        secure.expect_request(f"{MANIFESTS}/8.0").respond_with_response(etag)
        secure.expect_request(f"{MANIFESTS}/{IMAGE.digest}").respond_with_response(etag)
        name = f"secure.example:{secure.port}"
        for image in (sdk(name), sdk(name, f"@{IMAGE.digest}")):
            for _ in range(2):
                unverified = connect(cache=cache, insecure=frozenset({"secure.example"}))
                assert unverified.digest(image) == IMAGE.digest
            with pytest.raises(UnreachableError, match="certificate is not trusted"):
                connect(cache=cache).digest(image)
        assert len(secure.log) == 3

    def test_a_broken_docker_configuration_matters_only_when_it_is_needed(
        self, connect: Connect, server: HTTPServer, host: str, cache: Cache, tmp_path: Path
    ) -> None:
        (tmp_path / "docker").mkdir()
        (tmp_path / "docker" / "config.json").write_text("{")
        server.expect_request(f"{MANIFESTS}/8.0").respond_with_data(
            IMAGE.body, content_type=IMAGE.media_type
        )
        assert connect(cache=cache).manifest(sdk(host)).digest == IMAGE.digest
