"""Projects as people write them, and the facts that they state."""

from pathlib import Path

import pytest

from dotimg.project.model import Location, Project
from dotimg.project.reader import read
from tests.project.trees import facts, make, project, shared

SHOP = """<?xml version="1.0" encoding="utf-8"?>
<!-- the shop -->
<Project Sdk="Microsoft.NET.Sdk.Web">

  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <RuntimeIdentifiers>linux-musl-x64; linux-musl-arm64</RuntimeIdentifiers>
    <ContainerFamily>alpine</ContainerFamily>
    <InvariantGlobalization>true</InvariantGlobalization>
    <AssemblyName>Contoso.$(MSBuildProjectName)</AssemblyName>
  </PropertyGroup>

  <PropertyGroup Condition=" '$(Configuration)' == 'Release' ">
    <PublishAot>True</PublishAot>
  </PropertyGroup>
  <PropertyGroup Condition=" '$(Configuration)' == 'Debug' ">
    <PublishAot>false</PublishAot>
    <ContainerFamily>noble</ContainerFamily>
  </PropertyGroup>

  <ItemGroup>
    <PackageReference Include="Dapper.AOT" />
    <ProjectReference Include="..\\Lib\\Lib.csproj" />
  </ItemGroup>

  <Target Name="Late" BeforeTargets="Build">
    <PropertyGroup><PublishAot>false</PublishAot></PropertyGroup>
  </Target>
</Project>
"""


def test_a_web_app_with_all_its_facts(tmp_path: Path) -> None:
    make(tmp_path, {"Shop/Shop.csproj": SHOP})
    path = str(tmp_path / "Shop/Shop.csproj")
    lines = {
        "sdks": 3, "target_frameworks": 6, "runtime_identifiers": 7, "container_family": 8,
        "invariant_globalization": 9, "assembly_name": 10, "aot": 14, "package_references": 22,
        "references": 23,
    }  # fmt: skip
    assert read(path) == Project(
        path=path,
        sdks=("Microsoft.NET.Sdk.Web",),
        framework="net10.0",
        target_frameworks=("net10.0",),
        output_type="Exe",
        assembly_name="Contoso.Shop",
        test=False,
        web=True,
        framework_references=("Microsoft.AspNetCore.App",),
        runtime_identifier="",
        runtime_identifiers=("linux-musl-x64", "linux-musl-arm64"),
        container_runtime_identifier="",
        container_runtime_identifiers=(),
        self_contained=None,
        single_file=False,
        trimmed=False,
        aot=True,
        invariant_globalization=True,
        container_base_image="",
        container_family="alpine",
        references=(str(tmp_path / "Lib/Lib.csproj"),),
        package_references=("Dapper.AOT",),
        where={fact: Location(path, line) for fact, line in lines.items()},
        unknown=(),
        as_image=True,
    )
    debug = read(path, properties={"Configuration": "Debug"})
    assert (debug.aot, debug.container_family) == (False, "noble")
    assert read(path, properties={"PUBLISHAOT": "false"}).aot is False


@pytest.mark.parametrize(
    ("sdk", "output_type", "references", "web"),
    [
        ("Microsoft.NET.Sdk", "Library", (), False),
        ("Microsoft.NET.Sdk.Web", "Exe", ("Microsoft.AspNetCore.App",), True),
        ("microsoft.net.sdk.web", "Exe", ("Microsoft.AspNetCore.App",), True),
        ("Microsoft.NET.Sdk.Worker", "Exe", (), False),
        ("Microsoft.NET.Sdk.Razor", "Library", (), False),
        ("Microsoft.NET.Sdk.BlazorWebAssembly", "Exe", (), False),
        ("Aspire.AppHost.Sdk/13.0.0", "Library", (), False),
        ("MSBuild.Sdk.Extras/3.0.44", "Library", (), False),
    ],
)
def test_each_sdk_implies_its_facts(
    tmp_path: Path, sdk: str, output_type: str, references: tuple[str, ...], web: bool
) -> None:
    found = facts(tmp_path, project(sdk=sdk))
    assert (found.output_type, found.framework_references, found.web) == (
        output_type, references, web,
    )  # fmt: skip
    assert found.unknown == ()


def test_sdks_can_be_named_in_three_ways(tmp_path: Path) -> None:
    body = "<PropertyGroup><TargetFramework>net9.0</TargetFramework></PropertyGroup>"
    element = '<Sdk Name="Aspire.AppHost.Sdk" Version="9.5.0" />'
    found = facts(tmp_path, f'<Project Sdk="Microsoft.NET.Sdk">{element}{body}</Project>')
    assert found.sdks == ("Microsoft.NET.Sdk", "Aspire.AppHost.Sdk")
    found = facts(tmp_path, f'<Project Sdk="Microsoft.NET.Sdk;A.B/1">{body}</Project>')
    assert found.sdks == ("Microsoft.NET.Sdk", "A.B")
    assert found.unknown[0][:4] == (
        "A.B", str(tmp_path / "App/App.csproj"), 1, "is an SDK whose files are not read",
    )  # fmt: skip
    make(tmp_path, {"Directory.Build.props": project("<ContainerFamily>noble</ContainerFamily>")})
    by_hand = (
        '<Project>\n<Import Project="Sdk.props" Sdk="Microsoft.NET.Sdk.Web" />'
        f"{body}<PropertyGroup><ContainerFamily>$(ContainerFamily)-chiseled</ContainerFamily>"
        '</PropertyGroup><Import Project="Sdk.targets" Sdk="Microsoft.NET.Sdk.Web" /></Project>'
    )
    found = facts(tmp_path, by_hand)
    assert (found.sdks, found.where["sdks"].line, found.output_type) == (
        ("Microsoft.NET.Sdk.Web",), 2, "Exe",
    )  # fmt: skip
    assert found.container_family == "noble-chiseled"


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ([], None),
        (["<SelfContained>true</SelfContained>"], True),
        (["<SelfContained>false</SelfContained>"], False),
        (["<PublishSelfContained>true</PublishSelfContained>"], True),
        (
            [
                "<SelfContained>true</SelfContained>",
                "<PublishSelfContained>false</PublishSelfContained>",
            ],
            False,
        ),
        (["<SelfContained>$(NETCoreSdkVersion)</SelfContained>"], None),
    ],
)
def test_what_is_published_goes_before_what_is_built(
    tmp_path: Path, properties: list[str], expected: bool | None
) -> None:
    assert facts(tmp_path, project(*properties)).self_contained is expected


def test_runtime_identifiers_of_all_four_kinds(tmp_path: Path) -> None:
    found = facts(
        tmp_path,
        project(
            "<RuntimeIdentifier>linux-x64</RuntimeIdentifier>",
            "<ContainerRuntimeIdentifier>linux-arm64</ContainerRuntimeIdentifier>",
            "<ContainerRuntimeIdentifiers>linux-x64;;linux-arm64%3B;</ContainerRuntimeIdentifiers>",
        ),
    )
    assert found.runtime_identifier == "linux-x64"
    assert found.runtime_identifiers == ()
    assert found.container_runtime_identifier == "linux-arm64"
    assert found.container_runtime_identifiers == ("linux-x64", "linux-arm64;")


def test_the_last_value_holds_and_unset_ones_are_empty(tmp_path: Path) -> None:
    found = facts(
        tmp_path,
        project(
            "<ContainerFamily>a</ContainerFamily>",
            "<containerfamily>$(ContainerFamily)$(Nothing)b</containerfamily>",
            "<ContainerFamily Condition=\"'$(ContainerFamily)' == 'x'\">c</ContainerFamily>",
            "<PublishTrimmed>yes</PublishTrimmed>",
            "<PublishSingleFile>1</PublishSingleFile>",
        ),
    )
    assert (found.container_family, found.where["container_family"].line) == ("ab", 4)
    assert (found.trimmed, found.single_file) == (True, False)


def test_a_value_under_an_unknown_condition_is_unknown_unless_it_changes_nothing(
    tmp_path: Path,
) -> None:
    unknown = "Condition=\"'$(NETCoreSdkVersion)' == '9'\""
    found = facts(
        tmp_path,
        project(
            "<PublishTrimmed>true</PublishTrimmed>",
            f"<PublishTrimmed {unknown}>true</PublishTrimmed>",
            f"<PublishAot {unknown}>true</PublishAot>",
            f"<PublishSingleFile {unknown}>true</PublishSingleFile>",
            "<PublishSingleFile>true</PublishSingleFile>",
        ),
    )
    assert (found.trimmed, found.aot, found.single_file) == (True, None, True)
    doubt = found.doubt("aot")
    assert doubt is not None
    assert doubt == (
        "$(NETCoreSdkVersion)", found.path, 5, "is set by the tools that build", ("aot",)
    )  # fmt: skip
    assert found.doubt("trimmed") is None


OLD = """<?xml version="1.0" encoding="utf-8"?>
<Project ToolsVersion="15.0" xmlns="http://schemas.microsoft.com/developer/msbuild/2003">
  <Import Project="$(MSBuildExtensionsPath)\\$(MSBuildToolsVersion)\\Microsoft.Common.props"
          Condition="Exists('$(MSBuildExtensionsPath)\\Microsoft.Common.props')" />
  <PropertyGroup>
    <Configuration Condition=" '$(Configuration)' == '' ">Debug</Configuration>
    <ProjectTypeGuids>{349C5851-65DF-11DA-9384-00065B846F21};{fae04ec0}</ProjectTypeGuids>
    <OutputType>library</OutputType>
    <TargetFrameworkVersion>v4.7.2</TargetFrameworkVersion>
    <VSToolsPath Condition="'$(VSToolsPath)' == ''">$(MSBuildExtensionsPath32)\\VS</VSToolsPath>
  </PropertyGroup>
  <Import Project="$(MSBuildBinPath)\\Microsoft.CSharp.targets" />
  <Import Project="$(VSToolsPath)\\WebApplications\\Microsoft.WebApplication.targets" />
</Project>
"""


def test_an_old_style_web_app_of_net_framework(tmp_path: Path) -> None:
    make(
        tmp_path,
        {"Directory.Build.props": shared("<ContainerFamily>x</ContainerFamily>")},
    )
    found = facts(tmp_path, OLD)
    assert (found.sdks, found.web) == ((), True)
    assert (found.target_frameworks, found.framework) == (("net472",), "net472")
    assert (found.output_type, found.assembly_name) == ("Library", "App")
    assert found.container_family == "x"
    assert found.unknown == ()


def test_paths_are_shown_as_the_project_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(
        tmp_path,
        {
            "src/Shop/Shop.csproj": SHOP,
            "Directory.Build.props": project("<PublishTrimmed>true</PublishTrimmed>"),
        },
    )
    monkeypatch.chdir(tmp_path / "src")
    found = read("Shop")
    assert found.path == "Shop/Shop.csproj"
    assert found.references == ("Lib/Lib.csproj",)
    assert found.where["trimmed"] == Location("../Directory.Build.props", 3)


CLASSIC = (
    '<Project ToolsVersion="15.0"><PropertyGroup><OutputType>Library</OutputType>'
    "<ProjectTypeGuids></ProjectTypeGuids>"
    "<TargetFrameworkVersion>v4.8</TargetFrameworkVersion></PropertyGroup></Project>"
)


@pytest.mark.parametrize(
    ("files", "fact"),
    [
        ({"App.csproj": project(sdk="Aspire.AppHost.Sdk/13.0.0")}, "app_host"),
        ({"App.csproj": project("<IsAspireHost>true</IsAspireHost>")}, "app_host"),
        (
            {"App.csproj": project(rest='<Sdk Name="Aspire.AppHost.Sdk" Version="9.0.0" />')},
            "app_host",
        ),
        ({"App.csproj": project("<UseMaui>true</UseMaui>")}, "maui"),
        ({"App.csproj": project(sdk="MSTest.Sdk/3.8.0")}, "test"),
        (
            {
                "App.csproj": project(),
                "Directory.Build.props": shared("<IsTestProject>true</IsTestProject>"),
            },
            "test",
        ),
        ({"App.csproj": CLASSIC, "Web.config": "<configuration />"}, "web"),
        (
            {
                "App.csproj": CLASSIC.replace(
                    "Guids>", "Guids>{349C5851-65DF-11DA-9384-00065B846F21}"
                )
            },
            "web",
        ),
    ],
)
def test_what_an_image_does_not_run_is_seen(
    tmp_path: Path, files: dict[str, str], fact: str
) -> None:
    make(tmp_path / "it", files)
    assert getattr(read(str(tmp_path / "it")), fact) is True
    make(tmp_path / "plain", {"App.csproj": project()})
    assert getattr(read(str(tmp_path / "plain")), fact) is False


def test_a_project_that_is_not_published_says_so(tmp_path: Path) -> None:
    assert facts(tmp_path, project()).publishable is True
    assert facts(tmp_path, project("<IsPublishable>False</IsPublishable>")).publishable is False
