"""`dotimg scaffold`: what it writes, that `check` finds nothing in it, and what it leaves."""

import json
from pathlib import Path

import dockerfile as buildkit  # type: ignore[import-not-found]
import pytest

from tests.cli.conftest import Run

MCR = "mcr.microsoft.com/dotnet/"
DAY = "2026-11-22"
CACHE = "RUN --mount=type=cache,target=/root/.nuget/packages"
WEB, CONSOLE, WORKER = "Microsoft.NET.Sdk.Web", "Microsoft.NET.Sdk", "Microsoft.NET.Sdk.Worker"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "repo"
    (folder / ".git").mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


def project(path: Path, sdk: str = WEB, more: str = "", items: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f'<Project Sdk="{sdk}"><PropertyGroup><OutputType>Exe</OutputType>'
        f"<TargetFramework>net10.0</TargetFramework>{more}</PropertyGroup>"
        f"<ItemGroup>{items}</ItemGroup></Project>"
    )


def test_a_web_app_with_a_library_and_shared_settings(here: Path, dotimg: Run) -> None:
    reference = '<ProjectReference Include="../Lib/Lib.csproj" />'
    project(here / "src/Api/Api.csproj", items=reference)
    project(here / "src/Lib/Lib.csproj", CONSOLE)
    (here / "Directory.Build.props").write_text("<Project />")
    result = dotimg("-q", "scaffold", "src/Api", day=DAY)
    assert result == (0, "src/Api/Dockerfile\nsrc/Api/Dockerfile.dockerignore\n", "")
    assert (
        (here / "src/Api/Dockerfile").read_text()
        == f"""\
# syntax=docker/dockerfile:1
# Builds Api and the image that runs it:
# docker build -f src/Api/Dockerfile -t api .

# The SDK runs on the builder's own platform, and builds for the one asked for.
FROM --platform=$BUILDPLATFORM {MCR}sdk:10.0 AS build
ARG TARGETARCH
WORKDIR /source

# What restore needs: its layer is reused while only sources change.
COPY Directory.Build.props ./
COPY src/Api/Api.csproj src/Api/
COPY src/Lib/Lib.csproj src/Lib/
{CACHE} dotnet restore src/Api/Api.csproj --arch $TARGETARCH /p:UseAppHost=false

COPY . .
{CACHE} dotnet publish src/Api/Api.csproj --arch $TARGETARCH /p:UseAppHost=false --output /app

FROM {MCR}aspnet:10.0
# The port that the image sets in ASPNETCORE_HTTP_PORTS.
EXPOSE 8080
WORKDIR /app
COPY --from=build /app .
# Not root: the user app of the image, which sets its number in APP_UID.
# hadolint ignore=DL3066
USER $APP_UID
ENTRYPOINT ["dotnet", "Api.dll"]
"""
    )
    ignored = (here / "src/Api/Dockerfile.dockerignore").read_text()
    assert "**/bin/Release\nsrc/Api/obj\nsrc/Lib/obj\n" in ignored


@pytest.mark.parametrize(
    ("sdk", "more", "options", "expected"),
    [
        (WEB, "", (), f"FROM {MCR}aspnet:10.0\n"),
        (CONSOLE, "", (), f"FROM {MCR}runtime:10.0\n"),
        (WORKER, "", (), f"FROM {MCR}runtime:10.0\n"),
        (WEB, "", ("--os", "alpine"), f"FROM {MCR}aspnet:10.0-alpine-extra\n"),
        (
            WEB,
            "<InvariantGlobalization>true</InvariantGlobalization>",
            ("--os", "alpine"),
            f"FROM {MCR}aspnet:10.0-alpine\n",
        ),
        (CONSOLE, "<PublishAot>true</PublishAot>", (), "-aot AS build\n"),
        (CONSOLE, "<PublishAot>true</PublishAot>", (), 'ENTRYPOINT ["./My App"]\n'),
        (WEB, "<SelfContained>true</SelfContained>", (), f"FROM {MCR}runtime-deps:10.0"),
        (WEB, "<ContainerFamily>noble-chiseled</ContainerFamily>", (), "10.0-noble-chiseled-extra"),
        (WEB, "<RuntimeIdentifier>win-x64</RuntimeIdentifier>", (), "10.0-nanoserver-"),
    ],
)
def test_check_finds_nothing_in_it_and_buildkit_reads_it(
    here: Path, dotimg: Run, sdk: str, more: str, options: tuple[str, ...], expected: str
) -> None:
    project(here / "My App.csproj", sdk, more)
    assert dotimg("-q", "scaffold", *options, day=DAY).code == 0
    text = (here / "Dockerfile").read_text()
    assert expected in text
    assert [one.cmd.lower() for one in buildkit.parse_string(text)].count("from") == 2
    result = dotimg("check", "Dockerfile", "--format", "json", "--fail-on", "note", day=DAY)
    document = json.loads(result.out)
    assert (result.code, document["findings"], document["skipped"]) == (0, [], [])
    assert document["images"] == 2


def test_an_sdk_that_global_json_accepts_is_taken(here: Path, dotimg: Run) -> None:
    project(here / "App.csproj")
    (here / "global.json").write_text('{"sdk": {"version": "10.0.300"}}')
    assert dotimg("-q", "scaffold", day=DAY).code == 0
    text = (here / "Dockerfile").read_text()
    assert "COPY App.csproj global.json ./\n" in text
    assert f"{MCR}sdk:10.0.3" in text
    assert dotimg("-q", "check", ".", day=DAY).out.count("DI305") == 0


def test_the_same_project_gives_the_same_bytes(here: Path, dotimg: Run) -> None:
    project(here / "App.csproj")
    dotimg("-q", "scaffold", day=DAY)
    first = (here / "Dockerfile").read_bytes()
    dotimg("-q", "scaffold", "--force", day=DAY)
    assert (here / "Dockerfile").read_bytes() == first


def test_nothing_that_is_there_is_written_over(here: Path, dotimg: Run) -> None:
    project(here / "App.csproj")
    (here / ".dockerignore").write_text("**/obj\n")
    result = dotimg("scaffold", day="2026-08-25")
    assert (result.code, result.out) == (0, "Dockerfile\n")
    assert "note: .dockerignore exists and is not changed" in result.err
    (here / "Dockerfile").write_text("mine\n")
    result = dotimg("-q", "scaffold", day=DAY)
    assert (result.code, result.err) == (
        1,
        (
            "dotimg: Dockerfile exists: use --output PATH for another file, or --force to "
            "overwrite it\n"
        ),
    )
    assert (here / "Dockerfile").read_text() == "mine\n"
    assert dotimg("-q", "scaffold", "--force", day=DAY).code == 0
    assert (here / ".dockerignore").read_text() == "**/obj\n"


def test_a_name_that_a_dockerfile_cannot_hold_is_refused_and_nothing_lost(
    here: Path, dotimg: Run
) -> None:
    (here / "Dockerfile").write_text("mine\n")
    project(here / "A\nB.csproj")
    result = dotimg("-q", "scaffold", "--force", day=DAY)
    assert (result.code, result.err.count("\n")) == (3, 1)
    assert "cannot be written into a Dockerfile" in result.err
    assert (here / "Dockerfile").read_text() == "mine\n"


def test_a_read_only_file_is_named_and_stays(here: Path, dotimg: Run) -> None:
    project(here / "App.csproj")
    (here / "Dockerfile").write_text("mine\n")
    (here / "Dockerfile").chmod(0o444)
    result = dotimg("-q", "scaffold", "--force", day=DAY)
    assert (result.code, result.err) == (
        3,
        "dotimg: Dockerfile: is read-only: nothing was written\n",
    )
    assert (here / "Dockerfile").read_text() == "mine\n"


def test_a_mirror_is_named(here: Path, dotimg: Run) -> None:
    project(here / "App.csproj")
    dotimg("-q", "scaffold", "--registry", "contoso.azurecr.io/mcr", day=DAY)
    text = (here / "Dockerfile").read_text()
    assert "FROM contoso.azurecr.io/mcr/dotnet/aspnet:10.0\n" in text


SHORT = (
    '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>{}</TargetFramework>'
    "</PropertyGroup></Project>"
)


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        (SHORT.format("net9.9"), 1, "there is no image of .NET 9.9"),
        (SHORT.format("net48"), 1, "is for .NET Framework, which scaffold does not support"),
        (SHORT.format("net35"), 1, "is for .NET Framework, which scaffold does not support"),
        (SHORT.format("net20"), 1, "is for .NET Framework, which scaffold does not support"),
        ("<Project>\n<Broken", 3, "line 2"),
    ],
)
def test_what_cannot_be_scaffolded_is_said(
    here: Path, dotimg: Run, text: str, code: int, message: str
) -> None:
    (here / "App.csproj").write_text(text)
    result = dotimg("scaffold", day=DAY)
    assert result.code == code
    assert message in result.err
    assert not (here / "Dockerfile").exists()


def test_a_folder_without_a_project_is_said(here: Path, dotimg: Run) -> None:
    result = dotimg("scaffold", day=DAY)
    assert (result.code, list(here.iterdir())) == (3, [here / ".git"])


def test_a_project_whose_name_begins_as_an_option_does_is_none(here: Path, dotimg: Run) -> None:
    project(here / "--x.csproj", CONSOLE)
    result = dotimg("-q", "scaffold", day=DAY)
    assert (result.code, result.err) == (0, "")
    text = (here / "Dockerfile").read_text()
    assert "docker build -t x .\n" in text
    assert "COPY ./--x.csproj ./\n" in text
    assert "dotnet restore ./--x.csproj --arch" in text
    assert "dotnet publish ./--x.csproj --arch" in text
    assert text.endswith('ENTRYPOINT ["dotnet", "./--x.dll"]\n')
