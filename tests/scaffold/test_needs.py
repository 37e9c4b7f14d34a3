"""What a build takes: all that the reader of projects opened, looked for and found."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dotimg.catalog.tables import Catalog
from dotimg.project.reader import read
from dotimg.scaffold.needs import Needs, needs_of
from tests.needs import need
from tests.scaffold.trees import CONSOLE, inside, judged, library, plant, project, reference
from tests.scaffold.trees import scaffolded as made

APP = "src/App/App.csproj"
IMPORT = '<Import Project="{}" />'
PARENT = "$([MSBuild]::GetPathOfFileAbove(Directory.Build.props, $(MSBuildThisFileDirectory)..))"
MODULES = (
    '<ItemGroup><Module Include="../Modules/**/*.csproj" /><ProjectReference Include="{}" />'
    "</ItemGroup>"
)


def properties(name: str, value: str) -> str:
    """A file that sets a property."""
    return f"<Project><PropertyGroup><{name}>{value}</{name}></PropertyGroup></Project>"


def needs(root: Path, path: str = APP) -> Needs:
    return needs_of(read(str(root / path)))


def restored(root: Path, path: str = APP) -> set[str]:
    return {Path(one).relative_to(root).as_posix() for one in needs(root, path).restored}


def published(root: Path, path: str = APP) -> set[str]:
    return {Path(one).relative_to(root).as_posix() for one in needs(root, path).published}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {APP: project(items=IMPORT.format("../../a/b.props")), "a/b.props": "<Project />"},
            "a/b.props",
        ),
        (
            {
                APP: project(items=IMPORT.format("../*.x.props")),
                "src/one.x.props": "<Project />",
            },
            "src/one.x.props",
        ),
        (
            {
                APP: project(
                    items='<Import Project="../a.props" Condition="Exists(\'../a.props\')" />'
                ),
                "src/a.props": "<Project />",
            },
            "src/a.props",
        ),
        (
            {
                APP: project("<Marked Condition=\"Exists('../../.marker')\">1</Marked>"),
                ".marker": "",
            },
            ".marker",
        ),
        (
            {
                APP: project(
                    "<R>$([MSBuild]::GetPathOfFileAbove(root.txt, $(MSBuildProjectDirectory)))</R>"
                ),
                "root.txt": "",
            },
            "root.txt",
        ),
        (
            {
                APP: project(
                    "<V>$([System.IO.File]::ReadAllText('$(MSBuildThisFileDirectory)../../V'))</V>"
                ),
                "V": "1",
            },
            "V",
        ),
        (
            {APP: project(), "src/Directory.Build.rsp": "-nodeReuse:false"},
            "src/Directory.Build.rsp",
        ),
        ({APP: project(), "Directory.Build.targets": "<Project />"}, "Directory.Build.targets"),
        ({APP: project(), "NuGet.Config": "<configuration />"}, "NuGet.Config"),
        ({APP: project(), ".config/dotnet-tools.json": "{}"}, ".config/dotnet-tools.json"),
        ({APP: project(), "src/.globalconfig": ""}, "src/.globalconfig"),
        ({APP: project(), ".editorconfig": ""}, ".editorconfig"),
        (
            {APP: project(), "src/App/packages.App.lock.json": "{}"},
            "src/App/packages.App.lock.json",
        ),
        (
            {
                APP: project("<NuGetLockFilePath>../../locks/App.json</NuGetLockFilePath>"),
                "locks/App.json": "{}",
            },
            "locks/App.json",
        ),
        (
            {
                APP: project("<RestoreSources>../../feed</RestoreSources>"),
                "feed/a.1.0.0.nupkg": "",
            },
            "feed",
        ),
        (
            {APP: project(items=reference("../**/L*.csproj")), "src/a/b/Lib.csproj": library()},
            "src/a/b/Lib.csproj",
        ),
        (
            {
                APP: project(items=reference("../*/*.csproj", 'Exclude="../Old/Old.csproj" ')),
                "src/New/New.csproj": library(),
                "src/Old/Old.csproj": library(),
            },
            "src/New/New.csproj",
        ),
        (
            {
                APP: project(
                    items=reference("../Db/Db.sqlproj", 'ReferenceOutputAssembly="false" ')
                ),
                "src/Db/Db.sqlproj": '<Project Sdk="Microsoft.Build.Sql/1.0.0" />',
            },
            "src/Db/Db.sqlproj",
        ),
        (
            {
                APP: project(),
                "src/Directory.Build.props": f"<Project>{IMPORT.format(PARENT)}</Project>",
                "Directory.Build.props": "<Project />",
            },
            "Directory.Build.props",
        ),
        (
            {
                APP: project(),
                "Directory.Build.props": properties(
                    "CustomAfterMicrosoftCommonTargets", "$(MSBuildThisFileDirectory)eng/A.targets"
                ),
                "eng/A.targets": "<Project />",
            },
            "eng/A.targets",
        ),
        (
            {
                APP: project(),
                "src/Directory.Build.props": properties(
                    "DirectoryPackagesPropsPath", "$(MSBuildThisFileDirectory)../eng/V.props"
                ),
                "eng/V.props": "<Project />",
            },
            "eng/V.props",
        ),
        (
            {
                APP: project("<Own>../A/A.csproj;../B/B.csproj</Own>", reference("$(Own)")),
                "src/A/A.csproj": library(),
                "src/B/B.csproj": library(),
            },
            "src/B/B.csproj",
        ),
        (
            {
                APP: project(items=MODULES.format("@(Module)")),
                "src/Modules/A/A.csproj": library(),
            },
            "src/Modules/A/A.csproj",
        ),
        (
            {
                APP: project(items=MODULES.format("@(Module->'%(FullPath)')")),
                "src/Modules/A/A.csproj": library(),
            },
            "src/Modules/A/A.csproj",
        ),
        (
            {
                APP: project(items=IMPORT.format("..\\Shared\\Shared.projitems")),
                "src/Shared/Shared.projitems": "<Project />",
            },
            "src/Shared/Shared.projitems",
        ),
        (
            {
                APP: project(
                    items='<Sdk Name="Microsoft.Build.CentralPackageVersions" Version="2.1.3" />'
                ),
                "Packages.props": "<Project />",
            },
            "Packages.props",
        ),
    ],
)
def test_restore_needs_what_was_looked_for_and_found(
    tmp_path: Path, files: dict[str, str], expected: str
) -> None:
    plant(tmp_path, {**files, "README.md": "", "src/App/Program.cs": ""})
    found = needs(tmp_path)
    assert expected in restored(tmp_path)
    assert not {"README.md", "src/App/Program.cs", "src/Old/Old.csproj"} & restored(tmp_path)
    assert found.doubts == ()


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ('<Compile Include="../Shared/A.cs" Link="A.cs" />', "src/Shared/A.cs"),
        ('<Compile Include="../Shared/**/*.cs" />', "src/Shared"),
        ('<Content Include="..\\Shared\\A.cs" />', "src/Shared/A.cs"),
        ('<EmbeddedResource Include="x.txt;../Shared/A.cs" />', "src/Shared/A.cs"),
        (
            '<AdditionalFiles Include="$(MSBuildThisFileDirectory)../Shared/A.cs" />',
            "src/Shared/A.cs",
        ),
        ('<Protobuf Include="a.proto" ProtoRoot="../Shared" />', "src/Shared"),
        (
            '<Reference Include="R"><HintPath>../Shared/A.cs</HintPath></Reference>',
            "src/Shared/A.cs",
        ),
    ],
)
def test_publish_needs_what_items_name_outside_of_the_folder(
    tmp_path: Path, items: str, expected: str
) -> None:
    text = project(items=f"<ItemGroup>{items}</ItemGroup>")
    plant(tmp_path, {APP: text, "src/Shared/A.cs": "", "src/App/x.txt": ""})
    assert published(tmp_path) == {expected}
    assert restored(tmp_path) == {APP}


def test_a_key_above_the_project_is_published(tmp_path: Path) -> None:
    key = "<AssemblyOriginatorKeyFile>../../key.snk</AssemblyOriginatorKeyFile>"
    plant(tmp_path, {APP: project(key), "key.snk": ""})
    assert published(tmp_path) == {"key.snk"}


def test_a_reference_of_any_framework_of_a_library_counts(tmp_path: Path) -> None:
    new = "<ItemGroup Condition=\"'$(TargetFramework)' == 'net10.0'\">"
    text = library(new + '<ProjectReference Include="../New/New.csproj" /></ItemGroup>')
    text = text.replace("<TargetFramework>net10.0<", "<TargetFrameworks>netstandard2.0;net10.0<")
    text = text.replace("</TargetFramework>", "</TargetFrameworks>")
    plant(
        tmp_path,
        {
            APP: project(items=reference("../Lib/Lib.csproj")),
            "src/Lib/Lib.csproj": text,
            "src/New/New.csproj": library(),
        },
    )
    found = needs(tmp_path)
    assert "src/New/New.csproj" in restored(tmp_path)
    assert (set(found.frameworks), found.plural) == ({"net10.0", "netstandard2.0"}, False)


def test_references_in_a_ring_end(tmp_path: Path) -> None:
    plant(
        tmp_path,
        {
            APP: project(items=reference("../Lib/Lib.csproj")),
            "src/Lib/Lib.csproj": library(reference("../App/App.csproj")),
        },
    )
    assert restored(tmp_path) == {APP, "src/Lib/Lib.csproj"}


@pytest.mark.parametrize(
    ("files", "doubt"),
    [
        (
            {APP: project(sdk="Contoso.Sdk")},
            "line 1: Contoso.Sdk is an SDK whose files are not read",
        ),
        ({APP: project(items=IMPORT.format("$(Temp)/a.props"))}, "line 1: $(Temp) is set by"),
        ({APP: project(items=reference("@(X->Distinct())"))}, "names items or files by a pattern"),
        (
            {APP: project(items=reference("../Lib/Lib.csproj"))},
            "refers to src/Lib/Lib.csproj, which is",
        ),
        ({APP: project(), "Directory.Build.rsp": "-p:A=1"}, "sets properties, which are not read"),
        (
            {
                APP: project(),
                "nuget.config": '<configuration><packageSources><add key="a" value="C:\\feed" />'
                '<add key="b" value="%HOME%/feed" /></packageSources></configuration>',
            },
            "line 1: the feed C:\\feed is a folder of one machine",
        ),
        (
            {APP: project(items=reference("../Lib/Lib.csproj")), "src/Lib/Lib.csproj": "<Project"},
            "src/Lib/Lib.csproj: line 1",
        ),
    ],
)
def test_what_cannot_be_known_gives_the_simple_form_and_says_why(
    tmp_path: Path, catalog: Catalog, files: dict[str, str], doubt: str
) -> None:
    plant(tmp_path, {**files, "other/file.txt": ""})
    service = made(catalog, tmp_path / APP)
    (publish,) = judged(service)
    assert "dotnet publish" in publish.text
    assert publish.files >= inside(service, tmp_path, frozenset((*files, "other/file.txt")))
    assert doubt in service.text
    assert str(tmp_path) not in service.text


@pytest.mark.parametrize("name", ["nuget.config", "Directory.Build.props", "global.json"])
def test_settings_above_the_repository_are_not_copied_but_said(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("<Project />" if name.endswith("props") else "{}")
    root = tmp_path / "repository"
    plant(root, {APP: project()})
    found = needs(root)
    assert str(tmp_path / name) not in found.restored
    holds = f"../{name}: holds for it, and is outside of the repository"
    assert found.doubts == ((holds,) if name == "Directory.Build.props" else ())


def test_feeds_beside_their_configuration_are_copied_and_others_are_not(tmp_path: Path) -> None:
    sources = (
        '<add key="gone" value="gone" /><clear /><add key="local" value="./feed" />'
        '<add key="far" value="https://example.com/index.json" />'
    )
    text = f"<configuration><packageSources>{sources}</packageSources></configuration>"
    plant(tmp_path, {APP: project(sdk=CONSOLE), "nuget.config": text, "feed/a.nupkg": ""})
    assert restored(tmp_path) == {APP, "nuget.config", "feed"}


@pytest.mark.parametrize(
    "more",
    [
        '<disabledPackageSources><add key="mine" value="true" /></disabledPackageSources>',
        '<packageSourceMapping><packageSource key="nuget.org" /></packageSourceMapping>',
    ],
)
def test_a_feed_that_is_not_asked_is_no_doubt(tmp_path: Path, more: str) -> None:
    text = f'<packageSources><add key="Mine" value="C:\\feed" /></packageSources>{more}'
    plant(tmp_path, {APP: project(), "nuget.config": f"<configuration>{text}</configuration>"})
    assert needs(tmp_path).doubts == ()


def test_a_feed_that_holds_the_sources_is_not_copied_alone(tmp_path: Path) -> None:
    text = (
        '<configuration><packageSources><add key="a" value="." /></packageSources></configuration>'
    )
    plant(tmp_path, {APP: project(), "nuget.config": text})
    assert restored(tmp_path) == {APP, "nuget.config"}
    assert needs(tmp_path).doubts == ("nuget.config: the feed . holds projects as well",)


@pytest.mark.parametrize("tracked", [False, True])
def test_a_file_that_git_ignores_is_in_no_clone(tmp_path: Path, *, tracked: bool) -> None:
    files = {
        APP: project(items=IMPORT.format("../../eng/local.props")),
        "eng/local.props": "<Project />",
        ".gitignore": "*.local\neng/local.*\n",
    }
    plant(tmp_path, files)
    if tracked:
        (tmp_path / ".git").rmdir()
        for command in (["init", "-q"], ["add", "-f", "."]):
            subprocess.run([need("git"), *command], cwd=tmp_path, check=True)
    ignored = "eng/local.props: is ignored by git, so a clone does not have it"
    assert needs(tmp_path).doubts == (() if tracked else (ignored,))
    assert ("eng/local.props" in restored(tmp_path)) == tracked


def test_a_file_of_the_machine_does_not_make_its_disk_the_context(
    tmp_path: Path, catalog: Catalog
) -> None:
    own = os.path.realpath(sys.executable)
    plant(tmp_path, {APP: project(f"<Tool>{own}</Tool>")})
    service = made(catalog, tmp_path / APP)
    assert service.layout.context == str(tmp_path)
    assert "is named, and too far away for a build context" in service.text
