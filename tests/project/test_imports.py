"""Files that belong to a project: those that MSBuild finds, and those that are imported."""

from pathlib import Path

import pytest

from dotimg.errors import InputError
from dotimg.project.model import Location, Unknown
from dotimg.project.reader import read
from tests.project.trees import facts, make, project, shared


def properties(**values: str) -> str:
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in values.items())
    return f"<Project><PropertyGroup>{inner}</PropertyGroup></Project>"


def imports(path: str, rest: str = "", condition: str = "") -> str:
    attribute = f' Condition="{condition}"' if condition else ""
    return f'<Project><Import Project="{path}"{attribute} />{rest}</Project>'


def test_the_nearest_file_stands_before_and_after_a_project(tmp_path: Path) -> None:
    make(
        tmp_path,
        {
            "Directory.Build.props": properties(TargetFramework="net6.0", PublishTrimmed="true"),
            "src/Directory.Build.props": properties(
                TargetFramework="net9.0", ContainerFamily="$(MSBuildThisFileName)", OutputType="exe"
            ),
            "src/Directory.Build.targets": properties(
                ContainerBaseImage="$(AssemblyName)$(TargetFrameworkIdentifier)$(Mine)"
            ),
            "src/App/App.csproj": project("<Mine>1</Mine>").replace("net8.0", "$(TargetFramework)"),
        },
    )
    found = read(str(tmp_path / "src/App"))
    assert found.target_frameworks == ("net9.0",)
    assert found.output_type == "Exe"
    assert found.container_family == "Directory.Build"
    assert found.container_base_image == "App.NETCoreApp1"
    assert found.trimmed is False
    where = found.where["container_family"]
    assert where == Location(str(tmp_path / "src/Directory.Build.props"), 1)


@pytest.mark.parametrize(
    "path",
    [
        "../Directory.Build.props",
        "..\\Directory.Build.props",
        "$(MSBuildThisFileDirectory)../Directory.Build.props",
        "$(MSBuildThisFileDirectory)..\\Directory.Build.props",
        (
            "$([MSBuild]::GetPathOfFileAbove('Directory.Build.props', "
            "'$(MSBuildThisFileDirectory)../'))"
        ),
        "$([MSBuild]::GetPathOfFileAbove(Directory.Build.props, $(MSBuildThisFileDirectory)..))",
        (
            "$([MSBuild]::GetDirectoryNameOfFileAbove('$(MSBuildThisFileDirectory)..', 'mark'))"
            "/Directory.Build.props"
        ),
    ],
)
def test_a_directory_build_props_chains_to_the_one_above(tmp_path: Path, path: str) -> None:
    make(
        tmp_path,
        {
            "mark": "",
            "Directory.Build.props": properties(PublishTrimmed="true"),
            "src/Directory.Build.props": imports(path),
            "src/App/App.csproj": project(),
        },
    )
    assert read(str(tmp_path / "src/App")).trimmed is True


def test_this_file_is_the_file_that_is_read(tmp_path: Path) -> None:
    make(
        tmp_path,
        {"eng/a.props": properties(ContainerFamily="$(MSBuildThisFile)|$(MSBuildProjectFile)")},
    )
    text = project(
        rest='<Import Project="../eng/a.props" /><PropertyGroup><ContainerBaseImage>'
        "$(MSBuildThisFile)</ContainerBaseImage></PropertyGroup>"
    )
    found = facts(tmp_path, text)
    assert (found.container_family, found.container_base_image) == (
        "a.props|App.csproj",
        "App.csproj",
    )


HERE = "Condition=\"Exists('b')\""
TRIMMED = "<PublishTrimmed>true</PublishTrimmed>"
LATE = f"<PropertyGroup>{TRIMMED}</PropertyGroup>"


@pytest.mark.parametrize(
    ("text", "from_file"),
    [
        (f"<ImportGroup {HERE}><Import Project='b' /></ImportGroup>", True),
        (f"<Import {HERE} Project='b' />", True),
        (f"<PropertyGroup {HERE}>{TRIMMED}</PropertyGroup>", True),
        (LATE.replace("Trimmed>t", f"Trimmed {HERE}>t"), False),
        (f"<Choose><When {HERE}>{LATE}</When></Choose>", False),
    ],
)
@pytest.mark.parametrize("folder", ["eng", "App"])
def test_paths_in_conditions_are_seen_from_the_file_or_the_project(
    tmp_path: Path, text: str, from_file: bool, folder: str
) -> None:
    make(tmp_path, {"eng/a": f"<Project>{text}</Project>"})
    make(tmp_path, {f"{folder}/b": properties(PublishTrimmed="true")})
    found = facts(tmp_path, project(rest='<Import Project="../eng/a" />'))
    assert found.trimmed is (from_file == (folder == "eng"))


def test_an_import_under_a_false_condition_may_be_missing(tmp_path: Path) -> None:
    missing = '<Import Project="x.props" Condition="Exists(\'x.props\')" />'
    assert facts(tmp_path, project(rest=missing)).unknown == ()


def test_an_import_under_an_unknown_condition_leaves_its_properties_open(tmp_path: Path) -> None:
    make(tmp_path, {"a.props": properties(PublishTrimmed="true")})
    condition = "'$(NETCoreSdkVersion)' == '9'"
    found = facts(
        tmp_path, project(rest=f'<Import Project="../a.props" Condition="{condition}" />')
    )
    assert found.trimmed is None
    missing = f'<Import Project="../b.props" Condition="{condition}" />'
    assert facts(tmp_path, project(rest=missing)).trimmed is False


@pytest.mark.parametrize(
    ("path", "what", "reason"),
    [
        ("$(SolutionDir)a.props", "$(SolutionDir)", "is set by the tools that build"),
        ("*/a.props", "*/a.props", "imports folders by a pattern"),
        ("**.props", "**.props", "imports folders by a pattern"),
        ("\\\\server\\a.props", "\\\\server\\a.props", "is on a network share"),
    ],
)
def test_an_import_that_cannot_be_followed_is_said(
    tmp_path: Path, path: str, what: str, reason: str
) -> None:
    text = project(
        rest=f'\n<Import Project="{path}" /><PropertyGroup><PublishAot>$(Theirs)</PublishAot>'
        "<ContainerFamily>x</ContainerFamily></PropertyGroup>"
    )
    found = facts(tmp_path, text)
    assert (found.aot, found.container_family, found.trimmed) == (None, "x", False)
    doubt, followed = found.unknown
    assert followed == Unknown(what, found.path, 6, reason)
    assert doubt == Unknown(what, found.path, 6, f"{reason}, and may set $(Theirs)", ("aot",))


def test_the_files_of_the_tools_are_no_part_of_a_project(tmp_path: Path) -> None:
    rest = (
        '<Import Project="$(VSToolsPath)\\a.targets" />'
        '<Import Project="$(MSBuildToolsPath)\\b.targets" />'
    )
    assert facts(tmp_path, project(rest=rest)).unknown == ()


def test_a_file_is_read_once(tmp_path: Path) -> None:
    make(tmp_path, {"a.props": properties(ContainerFamily="$(ContainerFamily)x")})
    twice = '<Import Project="../a.props" /><Import Project="../App/../a.props" />'
    assert facts(tmp_path, project(rest=twice)).container_family == "x"


@pytest.mark.parametrize("kind", ["Props", "Targets"])
def test_implicit_files_can_be_moved_and_switched_off(tmp_path: Path, kind: str) -> None:
    name = f"Directory.Build.{kind.lower()}"
    make(
        tmp_path,
        {
            name: properties(PublishTrimmed="true"),
            "x": properties(PublishTrimmed="yes", ContainerFamily="x"),
        },
    )
    assert facts(tmp_path, project()).trimmed is True
    off = {f"ImportDirectoryBuild{kind}": "false"}
    assert facts(tmp_path, project(), **off).trimmed is False
    moved = {f"DirectoryBuild{kind}Path": "../x"}
    assert facts(tmp_path, project(), **moved).container_family == "x"


def test_a_moved_file_on_another_computer_is_not_read(tmp_path: Path) -> None:
    make(tmp_path, {"x": properties(ContainerFamily="x")})
    moved = {"DirectoryBuildPropsPath": f"/{tmp_path}/x"}
    assert facts(tmp_path, project(), **moved).container_family == ""


def test_central_package_versions_are_read_before_the_project(tmp_path: Path) -> None:
    own = "<ContainerFamily>$(Before)-central</ContainerFamily><Before>no</Before>"
    make(
        tmp_path,
        {
            "Directory.Build.props": shared("<Before>yes</Before>"),
            "Directory.Packages.props": shared(own).replace(
                "</Project>", '<Import Project="more.props" /></Project>'
            ),
            "more.props": shared("<PublishAot>true</PublishAot>"),
        },
    )
    found = facts(tmp_path, project())
    assert (found.container_family, found.aot, found.unknown) == ("yes-central", True, ())
    off = "<ImportDirectoryPackagesProps>false</ImportDirectoryPackagesProps>"
    make(tmp_path, {"Directory.Build.props": shared(off)})
    assert facts(tmp_path, project()).container_family == ""


def test_the_next_file_above_is_found_by_its_well_known_name(tmp_path: Path) -> None:
    start = "$(MSBuildThisFileDirectory)../"
    above = f"$([MSBuild]::GetPathOfFileAbove('$(_DirectoryBuildPropsFile)', '{start}'))"
    make(
        tmp_path,
        {
            "Directory.Build.props": shared("<ContainerFamily>top</ContainerFamily>"),
            "App/Directory.Build.props": f'<Project><Import Project="{above}" /></Project>',
        },
    )
    assert facts(tmp_path, project()).container_family == "top"


def test_the_build_tools_of_net_read_the_versions_of_a_repository(tmp_path: Path) -> None:
    arcade = '<Import Project="Sdk.props" Sdk="Microsoft.DotNet.Arcade.Sdk" />'
    make(
        tmp_path,
        {
            "global.json": "{}",
            "Directory.Build.props": f"<Project>{arcade}</Project>",
            "eng/Versions.props": shared("<NetNow>net9.0</NetNow>"),
        },
    )
    found = facts(tmp_path, project("<TargetFramework>$(NetNow)</TargetFramework>"))
    assert found.target_frameworks == ("net9.0",)
    found = facts(tmp_path, project("<TargetFramework>$(NetThen)</TargetFramework>"))
    assert found.target_frameworks is None


CIRCLE = {"a": imports("b"), "b": imports("c"), "c": imports("a")}
CHAIN = {"a": imports("1"), **{str(n): imports(str(n + 1)) for n in range(1, 90)}}


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"a": imports("b")}, "a: line 1: imports {}b, which is not there"),
        ({"a": imports("App/App.csproj")}, "a: line 1: imports {}App/App.csproj, which imports"),
        ({"a": imports("a")}, "a: line 1: imports {}a, which imports this file in turn"),
        (CIRCLE, "c: line 1: imports {}a, which imports this file in turn"),
        ({"a": imports("$(Nothing)")}, "a: line 1: '$(Nothing)' imports nothing"),
        ({"a": imports("App")}, "a: line 1: imports {}App, which is not there"),
        ({"a": "<Project>\n</Projekt>"}, "a: line 2: invalid XML: mismatched tag in column 3"),
        (CHAIN, ": line 1: imports and choices are nested more than 60 levels deep"),
    ],
)
def test_imports_without_end_or_without_a_file_are_refused(
    tmp_path: Path, files: dict[str, str], message: str
) -> None:
    make(tmp_path, files)
    with pytest.raises(InputError) as caught:
        facts(tmp_path, project(rest='<Import Project="../a" />'))
    assert message.replace("{}", f"{tmp_path}/") in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_pattern_imports_files_in_their_order(tmp_path: Path) -> None:
    more = "<ContainerFamily>$(ContainerFamily){}</ContainerFamily>"
    names = ("b.props", "a.PROPS", "c.txt", "[a].props")
    make(tmp_path, {f"eng/{name}": shared(more.format(name[0])) for name in names})
    found = facts(tmp_path, project(rest='<Import Project="..\\eng\\?.props" />'))
    assert (found.container_family, found.unknown) == ("ab", ())
    found = facts(tmp_path, project(rest='<Import Project="../none/*.props" />'))
    assert (found.container_family, found.unknown) == ("", ())


@pytest.mark.parametrize(
    "name", ["CustomBeforeMicrosoftCommonProps", "CustomAfterMicrosoftCommonTargets"]
)
def test_the_files_that_properties_name_for_the_sdk_are_read(tmp_path: Path, name: str) -> None:
    hook = properties(**{name: "$(MSBuildThisFileDirectory)eng/Hook.props"})
    make(tmp_path, {"Directory.Build.props": hook, "eng/Hook.props": properties(PublishAot="true")})
    assert facts(tmp_path, project()).aot is True


def test_the_versions_of_packages_before_central_ones_are_read(tmp_path: Path) -> None:
    make(tmp_path, {"Packages.props": properties(PublishAot="true")})
    sdk = '<Sdk Name="Microsoft.Build.CentralPackageVersions" Version="2.1.3" />'
    assert facts(tmp_path, project(rest=sdk)).aot is True
    assert facts(tmp_path, project()).aot is False
