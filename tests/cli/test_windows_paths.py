"""Whole commands on a drive C:, see tests/windows.py."""

import json
import ntpath
import os
import sys

import pytest

from dotimg.catalog.tables import bundled_folder
from dotimg.check.teams import Teams
from dotimg.check.threshold import Threshold
from dotimg.errors import InputError
from dotimg.files import dockerfile, search
from dotimg.project import of_dockerfile
from dotimg.project.reader import read
from dotimg.scaffold.layout import layout_of
from dotimg.scaffold.needs import needs_of
from tests.cli.conftest import Result, Run
from tests.windows import Drive

DATA = bundled_folder()
MCR = "mcr.microsoft.com/dotnet/"
OLD = f"FROM {MCR}sdk:8.0-jammy AS build\r\nRUN true\r\n"
DAY = "2026-11-22"
PROJECT = """<Project Sdk="Microsoft.NET.Sdk.Web">\r
  <Import Project="..\\Shared\\Shared.props" />\r
  <ItemGroup><ProjectReference Include="..\\Shared\\Shared.csproj" /></ItemGroup>\r
</Project>\r
"""
SHARED = """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup>
  <TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>"""
PROPS = SHARED.replace(' Sdk="Microsoft.NET.Sdk"', "")


@pytest.fixture
def command(drive: Drive, dotimg: Run) -> Run:
    """Runs dotimg on the drive."""

    def run(*arguments: str) -> Result:
        with drive.used():
            return dotimg("-q", "--catalog", DATA, *arguments, day=DAY)

    return run


def plant_app(drive: Drive) -> None:
    drive.plant(".git/HEAD", "")
    drive.plant("src/Api/Api.csproj", PROJECT)
    drive.plant("src/Shared/Shared.csproj", SHARED)
    drive.plant("src/Shared/Shared.props", PROPS)


def test_a_tree_is_shown_with_the_slashes_of_the_system(drive: Drive, command: Run) -> None:
    drive.plant("src/Api/Dockerfile", OLD)
    for named in (".", "src", "./src", ".\\src", "src/Api/Dockerfile"):
        result = command("check", named)
        assert result.code == 1
        assert result.out.startswith("src\\Api\\Dockerfile:1:6: error DI201")


@pytest.mark.parametrize("path", [".", r"C:\repo", r"C:\repo\src\Api\Dockerfile"])
def test_sarif_names_files_by_uris(drive: Drive, command: Run, path: str) -> None:
    drive.plant("src/Api/Dockerfile", OLD)
    result = command("check", path, "--format", "sarif")
    places = [
        one["locations"][0]["physicalLocation"]["artifactLocation"]
        for one in json.loads(result.out)["runs"][0]["results"]
    ]
    own = {"uri": "src/Api/Dockerfile", "uriBaseId": "%SRCROOT%"}
    expected = own if path == "." else {"uri": "file:///C:/repo/src/Api/Dockerfile"}
    assert places
    assert all(place == expected for place in places)


def test_a_finding_has_one_fingerprint_on_every_system(
    drive: Drive,
    command: Run,
    dotimg: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drive.plant("src/Api/Dockerfile", OLD)
    there = command("check", ".", "--format", "sarif").out
    monkeypatch.chdir(drive.repository)
    assert dotimg("-q", "check", ".", "--format", "sarif", day=DAY).out == there


def test_annotations_name_files_as_github_does(drive: Drive, command: Run) -> None:
    drive.plant("src/Api/Dockerfile", OLD)
    result = command("check", ".", "--format", "github")
    assert result.out.startswith("::error file=src/Api/Dockerfile,line=1,")


def test_gitignore_holds_with_its_byte_order_mark(drive: Drive, command: Run) -> None:
    drive.plant("out/Dockerfile", OLD)
    drive.plant("src/gen/Dockerfile", OLD)
    drive.plant("src/Dockerfile", OLD)
    drive.plant(".gitignore", "\ufeffout/\r\nsrc/gen\r\n")
    assert {line for line in command("check", ".").out.split() if "Docker" in line} == {
        "src\\Dockerfile:1:6:"
    }


@pytest.mark.skipif(sys.version_info < (3, 12), reason="Python tells junctions since 3.12")
def test_a_junction_is_not_followed(drive: Drive) -> None:
    drive.plant("src/Dockerfile", OLD)
    os.symlink(drive.repository, drive.repository / "src/again")
    with drive.used():
        found = [one.path for one in search.search(("src",))]
    assert found == ["src\\Dockerfile"]


def test_the_diff_is_one_for_git(drive: Drive, command: Run) -> None:
    drive.plant("src/my api/Dockerfile", OLD)
    result = command("upgrade", ".")
    assert result.out.split("\n")[:2] == [
        "--- a/src/my api/Dockerfile\t",
        "+++ b/src/my api/Dockerfile\t",
    ]
    absolute = command("upgrade", r"C:\repo\src").out
    assert absolute.startswith("--- C:/repo/src/my api/Dockerfile\t\n")


def test_write_keeps_windows_line_ends(drive: Drive, command: Run) -> None:
    file = drive.plant("src/Dockerfile", OLD)
    assert command("upgrade", "src", "--write") == (0, "", "")
    assert file.read_bytes() == OLD.replace("8.0-jammy", "10.0-noble").encode()
    assert os.listdir(file.parent) == ["Dockerfile"]


def test_settings_are_found_above(drive: Drive) -> None:
    drive.plant("dotimg.toml", '\ufefffail-on = "note"\r\n')
    drive.plant("src/Api/Dockerfile", OLD)
    with drive.used():
        found = Teams(()).of(r"src\Api")
    assert (found.path, found.threshold) == (r"C:\repo\dotimg.toml", Threshold("note"))


@pytest.mark.parametrize("path", [r"src\Api\Api.csproj", r"C:\repo\src\Api", "src/Api"])
def test_a_project_is_picked_for(drive: Drive, command: Run, path: str) -> None:
    plant_app(drive)
    drive.plant("global.json", '\ufeff{\r\n  "sdk": {"version": "10.0.102"}\r\n}\r\n')
    assert command("pick", "--project", path) == (0, f"{MCR}aspnet:10.0\n", "")
    assert command("pick", "--project", path, "--purpose", "build").out == f"{MCR}sdk:10.0.103\n"


def test_a_project_says_where_its_facts_stand(drive: Drive) -> None:
    plant_app(drive)
    with drive.used():
        found = read("src/Api")
    assert found.path == r"src\Api\Api.csproj"
    assert found.where["target_frameworks"].path == r"src\Shared\Shared.props"
    assert found.references == (r"src\Shared\Shared.csproj",)


@pytest.mark.parametrize(
    "lines",
    [
        "RUN dotnet publish src\\Api\\Api.csproj -o C:\\app",
        'COPY ["src\\\\Api\\\\Api.csproj", "src/Api/"]\r\nRUN dotnet publish',
        "# escape=`\r\nFROM x\r\nCOPY src\\Api\\Api.csproj src\\Api\\\r\nRUN dotnet publish",
        'FROM aspnet\r\nENTRYPOINT ["C:\\\\app\\\\Api.exe"]',
        "FROM aspnet\r\nENTRYPOINT Api.exe",
    ],
)
def test_a_dockerfile_with_backslashes_builds_its_project(drive: Drive, lines: str) -> None:
    plant_app(drive)
    text = lines if lines.startswith("#") else f"FROM sdk AS build\r\n{lines}"
    file = dockerfile.parse(f"{text}\r\n".encode())
    with drive.used():
        app = of_dockerfile.Finder().app_of(r"src\Dockerfile", file)
    assert app
    assert app.project
    assert ntpath.normpath(app.project.path) == r"src\Api\Api.csproj"


def test_scaffold_writes_slashes(drive: Drive, command: Run) -> None:
    plant_app(drive)
    result = command("scaffold", r"src\Api")
    written = "src\\Api\\Dockerfile\nsrc\\Api\\Dockerfile.dockerignore\n"
    assert result == (0, written, "")
    text = (drive.repository / "src/Api/Dockerfile").read_bytes()
    assert b"# docker build -f src/Api/Dockerfile -t api src\n" in text
    assert b"COPY Api/Api.csproj Api/\n" in text
    assert b"\\" not in text
    assert b"\r" not in text


def test_scaffold_of_a_project_on_another_drive(drive: Drive, command: Run) -> None:
    plant_app(drive)
    result = command("scaffold", r"D:\repo\src\Api")
    folder = "D:\\repo\\src\\Api"
    written = f"{folder}\\Dockerfile\n{folder}\\Dockerfile.dockerignore\n"
    assert result == (0, written, "")


def test_a_reference_to_another_drive_is_said(drive: Drive) -> None:
    plant_app(drive)
    drive.plant(
        "src/Api/Api.csproj",
        PROJECT.replace("..\\Shared\\Shared.c", r"D:\repo\src\Shared\Shared.c"),
    )
    with drive.used(), pytest.raises(InputError) as caught:
        layout_of(project := read("src/Api"), needs_of(project))
    needs = r"src\Api\Api.csproj: needs D:\repo\src\Shared\Shared.csproj"
    assert str(caught.value) == rf"{needs}, which is in another repository: D:\repo"


SHARE = r"\\wsl.localhost\Debian\repo\src"


def test_a_project_on_a_share_may_refer_to_its_share(drive: Drive) -> None:
    plant_app(drive)
    with drive.used():
        found = read(SHARE + r"\Api\Api.csproj")
    assert found.target_frameworks == ("net10.0",)
    assert found.references == (SHARE + r"\Shared\Shared.csproj",)


def test_a_project_leads_to_no_other_computer(drive: Drive) -> None:
    plant_app(drive)
    drive.plant("src/Api/Api.csproj", PROJECT.replace("..\\Shared", SHARE + r"\Shared"))
    with drive.used():
        for path in (r"src\Api", r"\\contoso\Debian\repo\src\Api"):
            found = read(path)
            assert found.target_frameworks == ()
            assert "is on a network share" in str(found.unknown)
            assert found.references == ()
