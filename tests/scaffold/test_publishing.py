"""The commands of a Dockerfile, and the images that it stands on."""

import json
import re
from pathlib import Path

import pytest

from dotimg.catalog.tables import Catalog
from dotimg.errors import NoMatchError
from dotimg.scaffold.service import Service, Wishes
from tests.cli.conftest import Run, dotimg
from tests.scaffold.trees import CONSOLE, DAY, WEB, judged, library, plant, project, scaffolded

__all__ = ["dotimg"]  # the fixture

BASE = "<ContainerBaseImage>registry.example.com:5000/base/web{}</ContainerBaseImage>"
DIGEST = f"@sha256:{'a' * 64}"
FUNCTION = (
    '<ItemGroup><PackageReference Include="Microsoft.Azure.Functions.Worker" Version="2.0.0" />'
    "</ItemGroup>"
)
LAMBDA = "<AWSProjectType>Lambda</AWSProjectType>"
LOCKED = "<RestoreLockedMode>true</RestoreLockedMode>"
MCR = "mcr.microsoft.com/"


def made(catalog: Catalog, root: Path, text: str, **more: str) -> Service:
    plant(
        root, {"App.csproj": text, **{name.replace("__", "."): own for name, own in more.items()}}
    )
    return scaffolded(catalog, root / "App.csproj")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (project(sdk=WEB), r"dotnet publish App\.csproj .*/p:UseAppHost=false"),
        (project(sdk=WEB), r"dotnet restore App\.csproj --arch \$TARGETARCH"),
        (
            project(sdk=WEB).replace("TargetFramework>", "TargetFrameworks>"),
            r"dotnet publish App\.csproj --framework net10\.0 ",
        ),
        (project(sdk=WEB, framework="net6.0"), r"dotnet publish App\.csproj -c Release "),
        (
            project("<A Condition=\"'$(Configuration)' == 'Release'\">1</A>"),
            r"restore .*/p:Configuration=Release\n(?s:.*)publish App\.csproj -c Release",
        ),
        (
            project(
                items="<Target Name=\"T\" Condition=\"'$(Configuration)' == 'Release'\" />"
            ),
            r"publish App\.csproj -c Release",
        ),
        (project(framework="net10.0-windows10.0.19041").replace("Exe", "Library"), ""),
        (project("<PublishAot>true</PublishAot>"), r"# Native code .*--platform"),
        (
            project("<PublishAot>true</PublishAot><RuntimeIdentifier>linux-arm64</RuntimeIdentifier>"),
            r"# docker build --platform linux/arm64 -t app \.\n",
        ),
        (
            project("<PublishSingleFile>true</PublishSingleFile><SelfContained>false</SelfContained>"),
            r'ENTRYPOINT \["\./App"\]\n$',
        ),
        (project("<SelfContained>true</SelfContained>"), r'ENTRYPOINT \["\./App"\]\n$'),
        (
            project(
                "<SelfContained>true</SelfContained><RuntimeIdentifier>win-x64</RuntimeIdentifier>"
            ),
            r'ENTRYPOINT \["App\.exe"\]\n$',
        ),
        (project("<A>$(SolutionDir)</A>"), r"publish .*/p:SolutionDir=/source/ --output /app"),
    ],
)  # fmt: skip
def test_each_project_gets_its_commands(
    tmp_path: Path, catalog: Catalog, text: str, expected: str
) -> None:
    if not expected:
        with pytest.raises(NoMatchError):
            made(catalog, tmp_path, text)
        return
    service = made(catalog, tmp_path, text, All__slnx="<Solution />")
    assert re.search(expected, service.text)
    assert "--no-restore" not in service.text


@pytest.mark.parametrize(
    ("identifiers", "arch"),
    [((), False), (("linux-x64",), False), (("linux-x64", "linux-arm64"), True)],
)
def test_a_lock_that_holds_leaves_out_what_it_does_not_cover(
    tmp_path: Path, catalog: Catalog, identifiers: tuple[str, ...], arch: bool
) -> None:
    names = ["net10.0", *(f"net10.0/{one}" for one in identifiers)]
    lock = json.dumps({"version": 1, "dependencies": {name: {} for name in names}})
    text = made(catalog, tmp_path, project(LOCKED), packages__lock__json=lock).text
    assert ("--arch" in text, "ARG TARGETARCH" in text) == (arch, arch)
    assert "FROM --platform=$BUILDPLATFORM " in text
    native = "<SelfContained>true</SelfContained>"
    text = made(catalog, tmp_path, project(LOCKED + native), packages__lock__json=lock).text
    assert ("--platform" in text) == arch


@pytest.mark.parametrize("reference", [":3", "", DIGEST])
def test_an_image_of_others_is_taken_as_it_is(
    tmp_path: Path, catalog: Catalog, reference: str
) -> None:
    text = made(catalog, tmp_path, project(BASE.format(reference), sdk=WEB)).text
    stage = text.partition("\nFROM registry.example.com:5000/base/web")[2]
    assert stage.startswith(f"{reference}\n")
    assert not re.search("(?m)^(?:EXPOSE|USER)", stage)
    assert "# Add EXPOSE and USER" in stage


@pytest.mark.parametrize(
    ("text", "settings", "lines"),
    [
        (
            project(items=FUNCTION),
            {},
            (
                f"FROM {MCR}azure-functions/dotnet-isolated:4-dotnet-isolated10.0",
                "COPY --from=build /app /home/site/wwwroot",
            ),
        ),
        (project(LAMBDA), {}, ("FROM public.ecr.aws/lambda/dotnet:10", 'CMD ["App"]')),
        (
            library(),
            {"package-type": "Image", "image-command": "App::App.F::Run"},
            ("FROM public.ecr.aws/lambda/dotnet:10", 'CMD ["App::App.F::Run"]'),
        ),
        (
            library(properties=LAMBDA, framework="net8.0"),
            {"function-handler": "App::App.F::Run"},
            ("FROM public.ecr.aws/lambda/dotnet:8", 'CMD ["App::App.F::Run"]'),
        ),
        (library(properties=LAMBDA), {}, ("FROM public.ecr.aws/lambda/dotnet:10", "# Add CMD: ")),
        (project(LAMBDA, sdk=WEB), {}, (f"FROM {MCR}dotnet/aspnet:10.0", "ENTRYPOINT ")),
    ],
)
def test_functions_get_the_image_that_starts_them(
    tmp_path: Path, catalog: Catalog, text: str, settings: dict[str, str], lines: tuple[str, ...]
) -> None:
    plant(tmp_path, {"aws-lambda-tools-defaults.json": json.dumps(settings)})
    stage = made(catalog, tmp_path, text).text.rpartition("\n\n")[2].splitlines()
    assert stage[0] == lines[0]
    assert any(line.startswith(lines[1]) for line in stage)


def test_a_function_of_a_framework_without_an_image_is_refused(
    tmp_path: Path, catalog: Catalog
) -> None:
    with pytest.raises(NoMatchError, match=r"has no image of \.NET 9\.9$"):
        made(catalog, tmp_path, project(LAMBDA, framework="net9.9"))


@pytest.mark.parametrize(
    ("name", "image"),
    [
        ("My.Web App", "my-web-app"),
        ("Über_", "uber"),
        ("--x", "x"),
        ("日本", "app"),
        ("A..B__C", "a-b-c"),
    ],
)
def test_the_comment_names_a_valid_image(
    tmp_path: Path, catalog: Catalog, name: str, image: str
) -> None:
    plant(tmp_path, {f"{name}.csproj": project()})
    text = scaffolded(catalog, tmp_path / f"{name}.csproj").text
    assert f"# docker build -t {image} .\n" in text


def test_the_simple_form_is_asked_for(tmp_path: Path, catalog: Catalog) -> None:
    plant(tmp_path, {"App.csproj": project()})
    service = scaffolded(catalog, tmp_path / "App.csproj", Wishes(simple=True))
    (publish,) = judged(service)
    cache = "--mount=type=cache,target=/root/.nuget/packages"
    assert f"COPY . .\nRUN {cache} dotnet publish App.csproj " in service.text
    assert publish.files == {"App.csproj"}


def test_check_says_of_an_ended_framework_only_that(
    tmp_path: Path, catalog: Catalog, dotimg: Run
) -> None:
    for channel in ("net5.0", "net6.0", "net7.0"):
        plant(tmp_path / channel, {"App.csproj": project(sdk=WEB, framework=channel)})
        service = scaffolded(catalog, tmp_path / channel / "App.csproj")
        (tmp_path / channel / "Dockerfile").write_text(service.text)
        assert service.remarks
    result = dotimg("check", str(tmp_path), "--format", "json", "--fail-on", "note", day=DAY)
    assert {one["rule"] for one in json.loads(result.out)["findings"]} == {"DI201"}


def test_projects_for_windows_are_restored_on_linux(tmp_path: Path, catalog: Catalog) -> None:
    text = library(framework="net10.0").replace(
        "<TargetFramework>net10.0</TargetFramework>",
        "<TargetFrameworks>net10.0;net10.0-windows</TargetFrameworks>",
    )
    plant(tmp_path, {"Lib/Lib.csproj": text})
    own = project(items='<ItemGroup><ProjectReference Include="Lib/Lib.csproj" /></ItemGroup>')
    found = made(catalog, tmp_path, own).text
    assert found.count("/p:EnableWindowsTargeting=true") == 2


def test_a_project_for_browsers_keeps_the_identifier_that_is_its_own(
    tmp_path: Path, catalog: Catalog
) -> None:
    client = library().replace(CONSOLE, "Microsoft.NET.Sdk.BlazorWebAssembly")
    plant(tmp_path, {"Client/Client.csproj": client})
    items = '<ItemGroup><ProjectReference Include="Client/Client.csproj" /></ItemGroup>'
    found = made(catalog, tmp_path, project(items=items, sdk=WEB)).text
    assert "FROM --platform=$BUILDPLATFORM " in found
    assert "--arch" not in found
