"""Docker's configuration file and credential helpers."""

import base64
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from pytest_httpserver import HTTPServer

from dotimg.errors import InputError, UnreachableError
from dotimg.registry.credentials import Credentials, config_file, find, is_named
from tests.registry_doubles import Connect, guard, sdk
from tests.windows import Drive

HOST = "contoso.azurecr.io"
PAIR = Credentials("u", "p:q")
AUTH = base64.b64encode(b"u:p:q").decode()

Install = Callable[[str, str], None]


@pytest.fixture
def write(tmp_path: Path) -> Callable[[object], None]:
    def to_config(content: object) -> None:
        (tmp_path / "docker").mkdir()
        text = content if isinstance(content, str) else json.dumps(content)
        (tmp_path / "docker" / "config.json").write_text(text)

    return to_config


Write = Callable[[object], None]


@pytest.mark.parametrize("key", [HOST, f"https://{HOST}", f"https://{HOST}/v2/", HOST.upper()])
def test_a_login_is_found_under_every_key_of_its_host(write: Write, key: str) -> None:
    write({"auths": {"other.io": {"auth": "eDp5"}, key: {"auth": AUTH}}})
    assert find(HOST, 1) == PAIR
    assert is_named(HOST)
    assert not is_named("azurecr.io")


@pytest.mark.parametrize(
    "key", ["https://index.docker.io/v1/", "docker.io", "index.docker.io", "registry-1.docker.io"]
)
def test_docker_hub_has_keys_of_its_own(write: Write, key: str) -> None:
    write({"auths": {key: {"username": "u", "password": "p:q"}}})
    assert find("docker.io", 1) == PAIR


@pytest.mark.parametrize(
    "content",
    [{}, {"auths": {}}, {"auths": None}, {"auths": {HOST: {}}}, {"auths": {"x": {"auth": AUTH}}}],
)
def test_no_login(write: Write, content: object) -> None:
    write(content)
    assert find(HOST, 1) is None


def test_no_file() -> None:
    assert find(HOST, 1) is None
    assert not is_named(HOST)


def test_the_file_is_in_the_home_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DOCKER_CONFIG")
    assert config_file() == str(tmp_path / "home" / ".docker" / "config.json")


def test_on_windows_the_home_folder_is_the_profile(
    monkeypatch: pytest.MonkeyPatch, drive: Drive
) -> None:
    monkeypatch.delenv("DOCKER_CONFIG")
    monkeypatch.setenv("USERPROFILE", r"C:\Users\me")
    with drive.used():
        assert config_file() == r"C:\Users\me\.docker\config.json"


def test_a_file_of_a_windows_editor(write: Write, tmp_path: Path) -> None:
    write({})
    text = json.dumps({"auths": {HOST: {"auth": AUTH}}}, indent=1).replace("\n", "\r\n")
    (tmp_path / "docker" / "config.json").write_bytes(f"\ufeff{text}".encode())
    assert find(HOST, 1) == PAIR


def test_identity_token(write: Write) -> None:
    write({"auths": {HOST: {"auth": "dTo=", "identitytoken": "secret"}}})
    assert find(HOST, 1) == Credentials("u", "", "secret")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("{", id="no JSON"),
        pytest.param("[]", id="no object"),
        pytest.param({"auths": []}, id="auths is not an object"),
        pytest.param({"credHelpers": []}, id="credHelpers is not an object"),
        pytest.param({"auths": {HOST: []}}, id="the entry is not an object"),
        pytest.param({"auths": {HOST: {"auth": "%%%"}}}, id="no base64"),
        pytest.param({"auths": {HOST: {"auth": "/w=="}}}, id="no UTF-8"),
        pytest.param({"auths": {HOST: {"username": "\ud800", "password": "p"}}}, id="half of one"),
        pytest.param({"auths": {HOST: {"identitytoken": "t\udc00"}}}, id="half in a token"),
        pytest.param({"credsStore": "\ud800"}, id="half in a helper's name"),
    ],
)
def test_a_broken_file_is_named(write: Write, content: object) -> None:
    write(content)
    with pytest.raises(InputError) as error:
        find(HOST, 1)
    assert str(error.value).startswith(config_file())


def test_secrets_are_not_shown() -> None:
    assert "p:q" not in f"{PAIR} {PAIR!r} {[PAIR]}"
    assert PAIR.identity != Credentials("u", "r").identity


class TestHelpers:
    ANSWER = "print(json.dumps({'Username': 'u', 'Secret': 'p:q', 'ServerURL': sys.stdin.read()}))"

    def test_of_a_registry(self, write: Write, helper_program: Install) -> None:
        write({"credHelpers": {HOST: "own"}, "credsStore": "missing"})
        helper_program("own", f"assert sys.argv[1:] == ['get']\n{self.ANSWER}")
        assert find(HOST, 5) == PAIR
        assert is_named(HOST)

    @pytest.mark.parametrize(
        ("registry", "server"), [(HOST, HOST), ("docker.io", "https://index.docker.io/v1/")]
    )
    def test_for_all(
        self, write: Write, helper_program: Install, registry: str, server: str
    ) -> None:
        write({"credsStore": "all"})
        helper_program("all", f"assert sys.stdin.read() == {server!r}\n{self.ANSWER}")
        assert find(registry, 5) == PAIR

    def test_identity_token(self, write: Write, helper_program: Install) -> None:
        write({"credsStore": "all"})
        helper_program("all", self.ANSWER.replace("'u'", "'<token>'"))
        assert find(HOST, 5) == Credentials("", "", "p:q")

    def test_not_found_is_anonymous(self, write: Write, helper_program: Install) -> None:
        write({"credsStore": "all"})
        helper_program("all", "print('credentials not found in native keychain'); sys.exit(1)")
        assert find(HOST, 5) is None

    def test_one_in_the_current_folder_is_not_run(
        self,
        write: Write,
        helper_program: Install,
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path,
    ) -> None:
        write({"credsStore": "all"})
        helper_program("all", self.ANSWER)
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("PATH", os.pathsep.join(("", ".", "/usr/bin")))
        with pytest.raises(UnreachableError, match="'docker-credential-all' is not on PATH"):
            find(HOST, 5)

    def test_on_windows_it_is_a_program_by_its_ending(
        self, write: Write, helper_program: Install, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write({"credsStore": "all"})
        helper_program("all", "raise SystemExit")
        helper_program("all.exe", self.ANSWER)
        monkeypatch.setattr("dotimg.registry.credentials.sys", SimpleNamespace(platform="win32"))
        assert find(HOST, 5) == PAIR

    def test_not_found_leaves_the_file(self, write: Write, helper_program: Install) -> None:
        write({"credsStore": "all", "auths": {HOST: {"auth": AUTH}}})
        helper_program("all", "print('credentials not found in native keychain'); sys.exit(1)")
        assert find(HOST, 5) == PAIR

    @pytest.mark.parametrize(
        "body",
        [
            pytest.param("print('no JSON')", id="no JSON"),
            pytest.param("print('[]')", id="no object"),
            pytest.param("pass", id="nothing"),
            pytest.param("sys.stdout.buffer.write(b'\\xff')", id="no UTF-8"),
            pytest.param('print(\'{"Username": "\\\\ud800"}\')', id="half a character"),
            pytest.param('print(\'{"Secret": "\\\\udfff"}\')', id="the other half"),
        ],
    )
    def test_an_answer_that_cannot_be_read_is_an_input(
        self, write: Write, helper_program: Install, body: str
    ) -> None:
        write({"credsStore": "all"})
        helper_program("all", body)
        with pytest.raises(InputError, match="helper 'docker-credential-all' gave no"):
            find(HOST, 30)

    @pytest.mark.parametrize(
        ("body", "said"),
        [
            ("sys.exit(3)", "failed with exit code 3$"),
            ("sys.exit('\\x1b[2Jlocked\\nmore')", r"failed with exit code 1: '\\x1b\[2Jlocked'$"),
            ("time.sleep(9)", "did not answer in time"),
        ],
    )
    def test_broken(self, write: Write, helper_program: Install, body: str, said: str) -> None:
        write({"credsStore": "all"})
        helper_program("all", body)
        with pytest.raises(UnreachableError, match=f"'docker-credential-all' {said}"):
            find(HOST, 0.5 if "sleep" in body else 30)

    @pytest.mark.parametrize("printed", ["json.dumps({'Secret': 's3cret'})", "'s3cret'"])
    def test_what_a_failing_one_prints_is_not_shown(
        self, write: Write, helper_program: Install, printed: str
    ) -> None:
        write({"credsStore": "all"})
        helper_program("all", f"print({printed})\nsys.exit(1)")
        with pytest.raises(UnreachableError, match="failed with exit code 1") as error:
            find(HOST, 5)
        assert "s3cret" not in str(error.value)

    def test_one_that_hangs_ends_with_the_deadline(
        self,
        write: Write,
        helper_program: Install,
        connect: Connect,
        server: HTTPServer,
        host: str,
    ) -> None:
        write({"credsStore": "all"})
        helper_program("all", "time.sleep(20)")
        guard(server, "Basic realm=x")
        begin = time.monotonic()
        with pytest.raises(UnreachableError, match="'docker-credential-all' did not answer in"):
            connect(timeout=0.5).digest(sdk(host))
        assert time.monotonic() - begin < 5

    @pytest.mark.parametrize("name", ["missing", "../x", "a/b", "-", "a b", "\x1b[2J"])
    def test_missing(self, write: Write, helper_program: Install, name: str) -> None:
        helper_program("x", self.ANSWER)
        write({"credsStore": name})
        with pytest.raises(UnreachableError, match="is not on PATH") as error:
            find(HOST, 5)
        assert str(error.value).isprintable()

    def test_in_another_folder(
        self, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        program = tmp_path / "docker-credential-a" / "b"
        program.parent.mkdir()
        program.write_text("#!/bin/sh\necho credentials not found\nexit 1\n")
        program.chmod(0o755)
        monkeypatch.chdir(tmp_path)
        write({"credsStore": "a/b"})
        with pytest.raises(UnreachableError, match="is not on PATH"):
            find(HOST, 5)
