"""References to packages, projects and frameworks, and what they tell."""

from pathlib import Path

import pytest

from tests.project.trees import facts, make, project

MADE = '<M Include="{}" /><ProjectReference Include="{}" />'


@pytest.mark.parametrize(
    ("properties", "packages", "expected"),
    [
        ([], ["Dapper"], False),
        ([], ["Microsoft.NET.Test.Sdk"], True),
        ([], ["XUnit.V3"], True),
        ([], ["xunit.assert"], False),
        (["<IsTestProject>true</IsTestProject>"], [], True),
        (["<IsTestProject>false</IsTestProject>"], ["Microsoft.NET.Test.Sdk"], False),
        (["<IsTestProject>$(NuGetPackageRoot)</IsTestProject>"], [], None),
        (["<IsTestProject>$(MSBuildProjectName.EndsWith('p'))</IsTestProject>"], [], True),
    ],
)
def test_tests_are_known_by_property_or_package(
    tmp_path: Path, properties: list[str], packages: list[str], expected: bool | None
) -> None:
    items = "".join(f'<PackageReference Include="{name}" Version="1" />' for name in packages)
    text = project(*properties, rest=f"<ItemGroup>{items}</ItemGroup>")
    assert facts(tmp_path, text).test is expected


def test_items_are_judged_with_the_final_properties(tmp_path: Path) -> None:
    items = """<ItemGroup Condition="'$(Late)' == '1'">
    <PackageReference Include="A;B" /><PackageReference Remove="b" />
    <PackageReference Include="Dapper" Condition="$(NETCoreSdkVersion) == 9" />
    <PackageReference Update="C" /><Compile Remove="x" />
    <FrameworkReference Include="Microsoft.AspNetCore.App" />
    <ProjectReference Include="@(Others->Distinct())" />
    <ProjectReference Include="..\\Lib\\$(Late).csproj" />
    </ItemGroup><PropertyGroup><Late>1</Late></PropertyGroup>"""
    found = facts(tmp_path, project(rest=items))
    assert found.package_references == ("A",)
    assert found.framework_references == ("Microsoft.AspNetCore.App",)
    assert (found.web, found.test) == (True, False)
    assert found.references == (str(tmp_path / "Lib/1.csproj"),)
    assert {fact for one in found.unknown for fact in one.facts} == {
        "package_references",
        "references",
    }


def test_an_item_in_doubt_leaves_open_what_it_would_decide(tmp_path: Path) -> None:
    items = """<ItemGroup Condition="$(NETCoreSdkVersion) == 9">
    <PackageReference Include="Microsoft.NET.Test.Sdk" />
    <FrameworkReference Include="Microsoft.AspNetCore.App" /></ItemGroup>"""
    found = facts(tmp_path, project(rest=items))
    assert (found.test, found.framework_references, found.web) == (None, None, None)
    (doubt,) = found.unknown
    assert set(doubt.facts) == {"test", "framework_references", "web", "package_references"}


@pytest.mark.parametrize("property_", ["UseWPF", "UseWindowsForms"])
def test_desktop_apps_need_the_desktop_framework(tmp_path: Path, property_: str) -> None:
    found = facts(tmp_path, project(f"<{property_}>true</{property_}>"))
    assert found.framework_references == ("Microsoft.WindowsDesktop.App",)


def test_the_web_sdk_adds_no_framework_when_told_so_or_before_3_0(tmp_path: Path) -> None:
    off = "<DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences>"
    assert facts(tmp_path, project(off, sdk="Microsoft.NET.Sdk.Web")).framework_references == ()
    for old in ("netcoreapp2.1", "net48"):
        text = project(f"<TargetFramework>{old}</TargetFramework>", sdk="Microsoft.NET.Sdk.Web")
        assert facts(tmp_path, text).framework_references == ()


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ('<M Include="A;B" /><ProjectReference Include="@(M)" />', ("A", "B")),
        (MADE.format("A;B", "@(M->'%(Identity)/x')"), ("A/x", "B/x")),
        (MADE.format("l/A.b", "@(M -> '%(Filename)-%(Extension)')"), ("A-.b",)),
        ('<M Include="A" K="v" /><ProjectReference Include="@(M->\'%(K)\');C" />', ("v", "C")),
        ('<M Include="A" /><N Include="@(M)" /><ProjectReference Include="@(N)" />', ("A",)),
        ('<ProjectReference Include="@(None)" />', ()),
        ('<ProjectReference Include="Lib/*.csproj" />', ("Lib/A.csproj", "Lib/B.csproj")),
        ('<ProjectReference Include="Lib/*.csproj" Exclude="Lib\\A.csproj" />', ("Lib/B.csproj",)),
        ('<M Include="**/B.csproj" /><ProjectReference Include="@(M)" />', ("Lib/B.csproj",)),
    ],
)
def test_references_are_made_of_other_items_and_of_patterns(
    tmp_path: Path, items: str, expected: tuple[str, ...]
) -> None:
    make(tmp_path, {"App/Lib/A.csproj": "", "App/Lib/B.csproj": ""})
    found = facts(tmp_path, project(rest=f"<ItemGroup>{items}</ItemGroup>"))
    assert found.references == tuple(str(tmp_path / "App" / one) for one in expected)
    assert found.unknown == ()


@pytest.mark.parametrize(
    "written", ["@(M->Distinct())", "@(M->'%(RecursiveDir)x')", "%(M.Identity)", "a@(M)"]
)
def test_references_that_only_a_build_can_tell_are_open(tmp_path: Path, written: str) -> None:
    items = f'<M Include="A" /><ProjectReference Include="{written}" />'
    found = facts(tmp_path, project(rest=f"<ItemGroup>{items}</ItemGroup>"))
    assert (found.references, found.doubt("references") is not None) == ((), True)


def test_items_made_of_themselves_do_not_grow_without_end(tmp_path: Path) -> None:
    items = '<M Include="A" />' + "<M Include=\"@(M->'%(Identity)x');@(M->'%(Identity)y')\" />" * 40
    items += '<ProjectReference Include="@(M)" />'
    found = facts(tmp_path, project(rest=f"<ItemGroup>{items}</ItemGroup>"))
    assert (found.references, found.doubt("references") is not None) == ((), True)
