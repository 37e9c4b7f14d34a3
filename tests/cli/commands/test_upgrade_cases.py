"""Inputs of real repositories' shapes: what is advised, and that nothing fixable is left."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run

DAY = "2026-11-27"
MCR = "mcr.microsoft.com/dotnet/"
UID = "ubuntu with the ID 1000: "
NOBLE = "not of Ubuntu 24.04"

# Of each case its files, and what `upgrade` says of which line.
CASES: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "38-uid-1000/H1": (
        {"Dockerfile": f"FROM {MCR}runtime:8.0\nRUN useradd -m -u 1000 vintage\nUSER vintage\n"},
        {"Dockerfile:2": f"{UID}useradd cannot use it"},
    ),
    "38-uid-1000/H3": (
        {
            "Dockerfile": f"FROM {MCR}aspnet:8.0\n"
            "RUN groupadd -g 1000 svc && useradd -u 1000 -g svc svc\n"
            'RUN echo "deb http://mirror.example.com/debian bookworm contrib" > /etc/apt/x.list\n'
        },
        {
            "Dockerfile:2": f"{UID}groupadd and useradd cannot use it",
            "Dockerfile:3": f"http://mirror.example.com/debian and bookworm are {NOBLE}",
        },
    ),
    "39-debian-only-lines/H2": (
        {
            "Dockerfile": f"FROM {MCR}aspnet:8.0\n"
            "RUN apt-get update && apt-get install -y --no-install-recommends libjpeg62-turbo "
            "libgdiplus chromium && rm -rf /var/lib/apt/lists/*\n"
        },
        {"Dockerfile:2": "libjpeg62-turbo is libjpeg-turbo8 in Ubuntu 24.04"},
    ),
    "39-debian-only-lines/H4": (
        {
            "Dockerfile": f"FROM {MCR}aspnet:8.0\n"
            "RUN sed -i 's/^Components: main/& contrib/' /etc/apt/sources.list.d/debian.sources\n"
            "RUN wget https://packages.microsoft.com/config/debian/12/p.deb && dpkg -i p.deb\n"
        },
        {
            "Dockerfile:2": f"debian.sources is {NOBLE}",
            "Dockerfile:3": f"https://packages.microsoft.com/config/debian/12/p.deb is {NOBLE}",
        },
    ),
    "42-wrong-repo-and-ended": (
        {
            "Dockerfile": f"FROM {MCR}sdk:10.0 AS build\nCOPY Sub.csproj .\n"
            f"RUN dotnet publish Sub.csproj -o /out\nFROM {MCR}runtime:8.0\n"
            'COPY --from=build /out /app\nENTRYPOINT ["dotnet", "/app/Sub.dll"]\n',
            "Sub.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup>'
            "<TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>",
        },
        {"Dockerfile:4": "runtime has no ASP.NET Core: use aspnet"},
    ),
    "corpus/apt": (
        {
            "Dockerfile": f"FROM {MCR}sdk:9.0.317-bookworm-slim\nARG CMAKE_VERSION=3.25.1-1\n"
            "ARG CLANG_VERSION=1:14.0-55.7~deb12u1\n"
            "RUN wget https://packages.microsoft.com/config/debian/12/p.deb && apt-get update; \\\n"
            '    apt-get install -y cmake="${CMAKE_VERSION}" clang="${CLANG_VERSION}"\n'
            "RUN sed -i 's|www.debian.org|mirror.local|' /etc/apt/sources.list.d/debian.sources\n"
        },
        {
            "Dockerfile:3": f"deb12u1 is {NOBLE}",
            "Dockerfile:4": "clang=1:14.0-55.7~deb12u1, cmake=3.25.1-1: look for the names",
            "Dockerfile:6": f"www.debian.org and debian.sources are {NOBLE}",
        },
    ),
    "corpus/strip": (
        {"Dockerfile": f"FROM {MCR}sdk:8.0\nRUN apt-get update && tar xz --strip-components=1\n"},
        {},
    ),
    "corpus/uid": (
        {
            "Dockerfile": f"FROM {MCR}aspnet:8.0\n"
            "RUN groupadd --gid 1000 svc && useradd --uid 1000 --gid 1000 -m svc\nUSER svc\n"
        },
        {"Dockerfile:2": f"{UID}groupadd and useradd cannot use it"},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_advised_of_it_and_that_nothing_fixable_is_left(
    name: str, dotimg: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, said = CASES[name]
    tree = tmp_path / "tree"
    (tree / ".git").mkdir(parents=True)
    monkeypatch.chdir(tree)
    for path, text in files.items():
        (tree / path).write_text(text)
    upgraded = dotimg("upgrade", ".", "--write", day=DAY)
    told = " ".join(upgraded.err.split())
    assert upgraded.code == 0
    for place, message in said.items():
        assert place in told
        assert message in told
    assert any(page in told for page in ("rule packages", "rule user", "DI302")) == bool(said)
    assert dotimg("-q", "upgrade", ".", "--check", day=DAY).code == 0
    assert "fixable with" not in dotimg("-q", "check", ".", day=DAY).out


def test_the_replacement_of_a_wrong_repository_is_right_in_full(
    dotimg: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    for path, text in CASES["42-wrong-repo-and-ended"][0].items():
        (tmp_path / path).write_text(text)
    found = dotimg("-q", "check", ".", day=DAY).out
    assert [rule for rule in ("DI201", "DI302", "DI303") if rule in found] == [
        "DI201",
        "DI302",
        "DI303",
    ]
    assert [line for line in found.split("\n") if " = use " in line] == [
        f"    = use {MCR}aspnet:10.0"
    ]
    dockerfile = tmp_path / "Dockerfile"
    dockerfile.write_text(dockerfile.read_text().replace("runtime:8.0", "aspnet:10.0"))
    assert dotimg("-q", "check", ".", day=DAY).code == 0
