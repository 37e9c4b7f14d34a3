"""Which host is asked: the one that a reference names, else that of `--registry`, and no other."""

import socket

import pytest
from pytest_httpserver import HTTPServer

from tests.cli.conftest import Run
from tests.registry_doubles import asked

pytestmark = pytest.mark.usefixtures("stranger")

DIGEST = f"sha256:{'0' * 64}"
COMMANDS = {
    "digest": ["digest"],
    "inspect": ["inspect"],
    "compare": ["compare", "localhost:1/x"],
    "tags": ["tags"],
}


@pytest.fixture
def resolved(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hosts that somebody wants an address of; only those of this machine have one."""
    hosts: list[str] = []
    real = socket.getaddrinfo

    def record(name: str, *rest: object, **more: object) -> object:
        hosts.append(name)
        if name not in ("127.0.0.1", "localhost"):
            raise socket.gaierror(socket.EAI_NONAME, "no such host")
        return real(name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", record)
    return hosts


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("nosuch", "nosuch"),
        ("dotnet/foo", "dotnet/foo"),
        ("library/nginx", "library/nginx"),
        ("team/app", "team/app"),
        ("sdk", "dotnet/sdk"),
        ("dotnet/sdk", "dotnet/sdk"),
        ("monitor/base", "dotnet/monitor/base"),
        ("dotnet/core/sdk", "dotnet/core/sdk"),
        ("microsoft/dotnet", "microsoft/dotnet"),
    ],
)
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("folder", ["", "/mirror"])
def test_a_name_without_a_host_is_asked_of_the_registry_given(
    dotimg: Run,
    server: HTTPServer,
    resolved: list[str],
    command: str,
    folder: str,
    name: str,
    path: str,
) -> None:
    given = f"127.0.0.1:{server.port}{folder}"
    result = dotimg(*COMMANDS[command], name, "--registry", given)
    assert result.code == 4
    rest = "tags/list" if command == "tags" else "manifests/latest"
    assert asked(server) == [f"GET /v2{folder}/{path}/{rest}"]
    assert set(resolved) <= {"127.0.0.1", "localhost"}


@pytest.mark.parametrize("rest", [":1.2", f"@{DIGEST}", f":1.2@{DIGEST}"])
@pytest.mark.parametrize("name", ["nosuch", "sdk"])
def test_with_its_tag_and_digest(
    dotimg: Run, server: HTTPServer, host: str, name: str, rest: str
) -> None:
    dotimg("digest", name + rest, "--registry", host)
    wanted = DIGEST if DIGEST in rest else "1.2"
    path = "dotnet/sdk" if name == "sdk" else name
    assert asked(server) == [f"GET /v2/{path}/manifests/{wanted}"]


@pytest.mark.parametrize(
    ("name", "host"),
    [
        ("mcr.microsoft.com/dotnet/sdk", "mcr.microsoft.com"),
        ("docker.io/library/nginx", "registry-1.docker.io"),
        ("contoso.example/a", "contoso.example"),
    ],
)
@pytest.mark.parametrize("command", ["digest", "inspect", "tags"])
def test_a_name_with_a_host_keeps_it(
    dotimg: Run, server: HTTPServer, resolved: list[str], name: str, host: str, command: str
) -> None:
    given = f"127.0.0.1:{server.port}"
    result = dotimg(command, name, "--registry", given, "--timeout", "30")
    assert (result.code, asked(server)) == (4, [])
    assert set(resolved) == {host}


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("nosuch", "docker.io/library/nosuch"),
        ("dotnet/foo", "mcr.microsoft.com/dotnet/foo"),
        ("dotnet/nightly/sdk", "mcr.microsoft.com/dotnet/nightly/sdk"),
        ("microsoft/foo", "docker.io/microsoft/foo"),
    ],
)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_short_name_that_is_none_of_dotnets_is_refused(
    dotimg: Run, resolved: list[str], command: str, name: str, written: str
) -> None:
    result = dotimg(*COMMANDS[command], name)
    assert (result.code, result.out) == (2, "")
    assert f"'{name}' is not a .NET image and has no registry: write {written}" in result.err
    assert result.err.endswith(", or give --registry\n")
    assert resolved == []


@pytest.mark.parametrize(
    ("name", "host"),
    [
        ("sdk", "mcr.microsoft.com"),
        ("dotnet/monitor", "mcr.microsoft.com"),
        ("dotnet/core/runtime", "mcr.microsoft.com"),
        ("microsoft/dotnet", "registry-1.docker.io"),
    ],
)
def test_dotnets_own_are_where_they_are(
    dotimg: Run, resolved: list[str], name: str, host: str
) -> None:
    assert dotimg("tags", name).code == 4
    assert set(resolved) == {host}


def test_a_mirrors_name_is_known_by_what_is_behind_the_prefix(
    dotimg: Run, server: HTTPServer, host: str
) -> None:
    server.expect_request("/v2/m/microsoft/dotnet/tags/list").respond_with_json(
        {"tags": ["2.1-sdk", "unheard-of"]}
    )
    result = dotimg("tags", "microsoft/dotnet", "--registry", f"{host}/m", "--format", "json")
    assert '"version": "2.1' in result.out
