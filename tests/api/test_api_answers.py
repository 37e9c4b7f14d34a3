"""The Python API gives the answers of the commands."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import dotimg
from dotimg.catalog.tables import Catalog
from dotimg.cli import run
from dotimg.cli.render import explanation, lifecycles
from dotimg.cli.render.findings import json as findings_json
from dotimg.resolver.model import Request
from tests.resolver.test_contract import CHOICES, EXAMPLES

pytestmark = pytest.mark.usefixtures("nobodys_home")

DAY = "2026-11-22"
MCR = "mcr.microsoft.com/dotnet/"
MIRROR = "contoso.azurecr.io/mcr"
REFUSED = [
    Request(version="10", os="debian"),
    Request(version="13"),
    Request(version="3.1", app="aot"),
    Request("build", version="8.0.999"),
]
DOCKERFILE = b"""ARG VERSION=8.0
FROM mcr.microsoft.com/dotnet/sdk:$VERSION AS build
COPY . /src
FROM contoso.azurecr.io/mcr/dotnet/aspnet:8.0-alpine3.18
"""
COMPOSE = b"services:\n  web:\n    image: mcr.microsoft.com/dotnet/aspnet:5.0\n"
REFERENCES = [
    "aspnet:8.0-alpine3.18",
    "sha256:9716850cd3b3",
    "aspnet:8.0-noble-chisled",
    "microsoft/dotnet:2.1-sdk",
    "docker.io/library/alpine:3",
    f"{MIRROR}/dotnet/sdk:9.0",
]


Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(capfd: pytest.CaptureFixture[str]) -> Command:
    def invoke(*arguments: str) -> tuple[int, str, str]:
        code = run(["-q", "--today", DAY, *arguments])
        return code, *capfd.readouterr()

    return invoke


def options(request: Request) -> list[str]:
    """What asks a command for the same."""
    found = ["--purpose", request.purpose, "--version", request.version, "--app", request.app]
    for name in ("os", "arch"):
        if (word := getattr(request, name)) is not None:
            found += [f"--{name}", word]
    for name in ("distroless", "composite", "fixed", "single_arch"):
        if getattr(request, name):
            found.append(f"--{name.replace('_', '-')}")
    if request.globalization is not None:
        found.append("--globalization" if request.globalization else "--invariant")
    return found


def arguments(request: Request) -> dict[str, Any]:
    """What asks the API for the same."""
    found = request._asdict()
    assert found.pop("also") == ()
    return found


@pytest.mark.parametrize("request_", EXAMPLES + CHOICES, ids=str)
def test_pick(catalog: Catalog, command: Command, request_: tuple[Request, str]) -> None:
    asked, expected = request_
    code, out, _ = command("pick", *options(asked), "--format", "json")
    document = json.loads(out)
    found = dotimg.pick(**arguments(asked), today=DAY, catalog=catalog)
    assert code == 0
    assert found.reference == document["reference"] == MCR + expected
    assert found.support._asdict() == document["support"]
    assert list(found.why) == document["why"]
    assert [*found.warnings, *found.notes] == document["notes"]


@pytest.mark.parametrize(
    ("day", "os", "over"),
    [
        ("2024-06-10", "alpine3.18", False),
        ("2025-01-01", "alpine3.18", True),  # retired, while .NET 8.0 is supported
        ("2025-01-01", "alpine", False),
        ("2026-11-22", "alpine", True),
    ],
)
def test_support_is_over_where_strict_fails(
    catalog: Catalog, capfd: pytest.CaptureFixture[str], day: str, os: str, over: bool
) -> None:
    code = run(["-q", "--today", day, "pick", "--version", "8", "--os", os, "--strict"])
    assert dotimg.pick(version="8", os=os, today=day, catalog=catalog).support.over is over
    assert code == int(over), capfd.readouterr()


@pytest.mark.parametrize("asked", REFUSED, ids=str)
def test_no_pick(catalog: Catalog, command: Command, asked: Request) -> None:
    code, _, err = command("pick", *options(asked), "--registry", MIRROR)
    with pytest.raises(dotimg.NoMatchError) as refused:
        dotimg.pick(**arguments(asked), registry=MIRROR, today=DAY, catalog=catalog)
    assert (code, err) == (refused.value.exit_code, f"dotimg: {refused.value}\n")
    assert refused.value.nearest
    shown = str(refused.value).replace(" (ended)", "")
    assert shown.endswith(f"nearest: {', '.join(refused.value.nearest)}")
    assert all(one.startswith(MIRROR) for one in refused.value.nearest)


@pytest.mark.parametrize("version", ["10", "5.0"])
def test_pick_on_a_mirror_with_a_digest(catalog: Catalog, command: Command, version: str) -> None:
    _, out, _ = command("pick", "--version", version, "--digest", "--registry", MIRROR)
    found = dotimg.pick(version=version, digest=True, registry=MIRROR, today=DAY, catalog=catalog)
    assert found.reference == out.strip()
    assert found.digest
    assert found.reference.endswith(found.digest)


def test_no_pick_where_no_digest_is_known(catalog: Catalog, command: Command) -> None:
    code, _, err = command("pick", "--version", "1.1", "--purpose", "build", "--digest")
    with pytest.raises(dotimg.NoMatchError) as refused:
        dotimg.pick(purpose="build", version="1.1", digest=True, today=DAY, catalog=catalog)
    assert (code, err) == (1, f"dotimg: {refused.value}\n")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({}, []),
        ({"version": "10", "os": "alpine"}, ["--version", "10", "--os", "alpine"]),
        ({"purpose": "build", "all": True}, ["--purpose", "build", "--all"]),
        (
            {"repository": "runtime", "tags": True, "registry": MIRROR},
            ["--repository", "runtime", "--tags", "--registry", MIRROR],
        ),
        (
            {"app": "aot", "globalization": False, "arch": "arm64"},
            ["--app", "aot", "--invariant", "--arch", "arm64"],
        ),
        ({"distroless": True, "composite": True}, ["--distroless", "--composite"]),
    ],
    ids=str,
)
def test_images(
    catalog: Catalog, command: Command, asked: dict[str, Any], words: list[str]
) -> None:
    _, out, _ = command("list", *words, "--format", "refs")
    found = dotimg.images(**asked, today=DAY, catalog=catalog)
    assert [one.reference for one in found] == out.splitlines()


def test_no_images(catalog: Catalog) -> None:
    assert dotimg.images(version="10", os="debian", today=DAY, catalog=catalog) == []


@pytest.mark.parametrize("reference", REFERENCES)
def test_explain(catalog: Catalog, command: Command, reference: str) -> None:
    code, out, _ = command("explain", reference, "--registry", MIRROR, "--format", "json")
    found = dotimg.explain(reference, registry=MIRROR, today=DAY, catalog=catalog)
    assert explanation.document(found, catalog.as_of) == json.loads(out)
    assert code == (0 if found.found else 1)


def test_explain_all(catalog: Catalog, command: Command) -> None:
    asked = [*REFERENCES, "no reference", REFERENCES[0]]
    _, out, _ = command("explain", *asked, "--registry", MIRROR, "--format", "json")
    found = dotimg.explain_all(iter(asked), registry=MIRROR, today=DAY, catalog=catalog)
    assert [explanation.document(one, catalog.as_of) for one in found] == json.loads(out)


@pytest.mark.parametrize(
    ("name", "content", "asked", "words"),
    [
        ("Dockerfile", DOCKERFILE, {}, []),
        ("Dockerfile", DOCKERFILE, {"registry": MIRROR}, ["--registry", MIRROR]),
        (
            "Dockerfile",
            DOCKERFILE,
            {"build_args": {"VERSION": "10.0"}, "ignore": ["DI202"], "require_digest": True},
            ["--build-arg", "VERSION=10.0", "--ignore", "DI202", "--require-digest"],
        ),
        ("Dockerfile", DOCKERFILE, {"target": "build"}, ["--target", "build"]),
        ("compose.yaml", COMPOSE, {}, []),
    ],
)
def test_check(
    catalog: Catalog,
    command: Command,
    tmp_path: Path,
    name: str,
    content: bytes,
    asked: dict[str, Any],
    words: list[str],
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    _, out, _ = command("check", str(path), *words, "--format", "json")
    found = dotimg.check(content, path=str(path), **asked, today=DAY, catalog=catalog)
    assert found.findings
    assert findings_json.document(
        list(found.findings), list(found.skipped), 1, found.images
    ) == json.loads(out)
    assert found == dotimg.check(
        content.decode(), path=str(path), **asked, today=DAY, catalog=catalog
    )


def test_check_holds_the_families_that_are_allowed(catalog: Catalog) -> None:
    found = dotimg.check(DOCKERFILE, families=["Alpine"], today=DAY, catalog=catalog)
    assert "DI404" in {one.rule for one in found.findings}
    found = dotimg.check(DOCKERFILE, families=["debian"], today=DAY, catalog=catalog)
    assert "DI404" not in {one.rule for one in found.findings}


@pytest.mark.parametrize(
    ("name", "content", "asked", "words"),
    [
        ("Dockerfile", DOCKERFILE, {}, []),
        (
            "Dockerfile",
            DOCKERFILE,
            {"registry": MIRROR, "digest": True},
            ["--registry", MIRROR, "--digest"],
        ),
        (
            "Dockerfile",
            DOCKERFILE,
            {"to": "10", "os": "alpine"},
            ["--to", "10", "--os", "alpine"],
        ),
        ("compose.yaml", COMPOSE, {"to": "latest"}, ["--to", "latest"]),
    ],
)
def test_upgrade(
    catalog: Catalog,
    command: Command,
    tmp_path: Path,
    name: str,
    content: bytes,
    asked: dict[str, Any],
    words: list[str],
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    command("upgrade", str(path), "--write", *words)
    found = dotimg.upgrade(content, path=str(path), **asked, today=DAY, catalog=catalog)
    assert content == found.old != found.new == path.read_bytes()


def test_upgrade_keeps_to_the_families_that_are_allowed(catalog: Catalog) -> None:
    found = dotimg.upgrade(
        b"FROM mcr.microsoft.com/dotnet/aspnet:8.0\n",
        families=["azurelinux"], today=DAY, catalog=catalog,
    )  # fmt: skip
    assert found.new == b"FROM mcr.microsoft.com/dotnet/aspnet:10.0-azurelinux3.0\n"


@pytest.mark.parametrize("everything", [False, True])
def test_support_windows(catalog: Catalog, command: Command, everything: bool) -> None:
    _, out, _ = command("support", "--format", "json", *(["--all"] if everything else []))
    found = dotimg.support_windows(all=everything, today=DAY, catalog=catalog)
    assert lifecycles.document(found, DAY, catalog.as_of) == json.loads(out)
