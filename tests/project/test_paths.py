"""What can be named: projects, folders, solutions and programs of one file."""

from pathlib import Path

import pytest

from dotimg.errors import InputError
from dotimg.project.model import Location
from dotimg.project.reader import read, read_all
from tests.project.trees import make, project

SLN = """\ufeff
Microsoft Visual Studio Solution File, Format Version 12.00
Project("{2150E333-8FDC-42A3-9474-1A3956D46DE8}") = "src", "src", "{1}"
EndProject
Project("{FAE04EC0-301F-11D3-BF4B-00C04F79EFBC}") = "App", "src\\App\\App.csproj", "{2}"
EndProject
Project("{F2A71F9B-5D33-465A-A702-920D77279786}") = "Lib", "src\\Lib\\Lib.fsproj", "{3}"
EndProject
Project("{8BC9CEB8-8B4A-11D0-8D11-00A0C91BC942}") = "Native", "src\\Native.vcxproj", "{4}"
EndProject
"""
SLNX = """<Solution>
  <Folder Name="/src/">
    <Project Path="src/App/App.csproj" />
    <File Path="README.md" />
  </Folder>
  <Project Path="src\\Lib\\Lib.fsproj" Type="F#" />
  <Project Path="web/web.esproj" />
</Solution>
"""
SLNF = (
    '{"solution": {"path": "..\\\\All.slnx", "projects": ["src\\\\App\\\\App.csproj",'
    '"web\\\\web.esproj"]}}'
)
FILES = {"src/App/App.csproj": project(), "src/Lib/Lib.fsproj": project()}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("All.sln", SLN),
        ("All.slnx", SLNX),
        ("All.SLN", SLN.replace("\n", "\r\n")),
        ("All.sln", SLN.encode("utf-16")),
    ],
)
def test_a_solution_stands_for_its_projects(
    tmp_path: Path, name: str, content: str | bytes
) -> None:
    make(tmp_path, {**FILES, name: content})
    found = read_all(str(tmp_path / name))
    assert [one.assembly_name for one in found] == ["App", "Lib"]
    with pytest.raises(InputError, match=r"names several projects, name one: .*App\.csproj, .*Lib"):
        read(str(tmp_path / name))


@pytest.mark.parametrize(("name", "content", "line"), [("a.sln", SLN, 7), ("a.slnx", SLNX, 6)])
def test_a_solution_that_names_a_missing_project_is_refused(
    tmp_path: Path, name: str, content: str, line: int
) -> None:
    make(tmp_path, {"src/App/App.csproj": project(), name: content})
    with pytest.raises(InputError) as caught:
        read_all(str(tmp_path / name))
    said = f"{tmp_path / name}: line {line}: names src\\Lib\\Lib.fsproj, which is not there"
    assert str(caught.value) == said


def test_a_filter_stands_for_its_part_of_a_solution(tmp_path: Path) -> None:
    make(tmp_path, {**FILES, "All.slnx": SLNX, "filters/App.slnf": SLNF})
    assert read(str(tmp_path / "filters/App.slnf")) == read(str(tmp_path / "src/App/App.csproj"))


def test_a_folder_stands_for_the_one_project_in_it(tmp_path: Path) -> None:
    make(tmp_path, FILES)
    assert read(str(tmp_path / "src/App")) == read(str(tmp_path / "src/App/App.csproj"))
    assert read_all(str(tmp_path / "src/App")) == (read(str(tmp_path / "src/App")),)


@pytest.mark.parametrize(
    ("files", "name", "message"),
    [
        ({}, "", ": holds no project"),
        ({"a.txt": "", "All.sln": ""}, "", ": holds no project; name All.sln"),
        (
            {"b.vbproj": "", "a.csproj": ""},
            "",
            ": contains several projects; choose one: a.csproj, b.v",
        ),
        (
            {"a.txt": ""},
            "/a.txt",
            "/a.txt: is not a project file; their names end in .csproj, .fsproj",
        ),
        ({}, "/a.csproj", "/a.csproj: cannot be read: No such file or directory"),
        ({"All.sln": ""}, "/All.sln", "/All.sln: names no project"),
        ({"a.slnf": "[]"}, "/a.slnf", "/a.slnf: names no solution"),
        ({"a.slnf": "{"}, "/a.slnf", "/a.slnf: line 1: "),
        ({"a.slnf": '{"solution": {"path": "a.sln"}}'}, "/a.slnf", "/a.slnf: names no project"),
        ({}, "/a\0.csproj", ": cannot be read: "),
        ({}, "/" + "a" * 5000 + ".csproj", ": cannot be read: File name too long"),
        ({"a.csproj/x": ""}, "/a.csproj/y.csproj", "/y.csproj: cannot be read: No such file"),
    ],
)
def test_what_names_no_project_is_refused(
    tmp_path: Path, files: dict[str, str | bytes], name: str, message: str
) -> None:
    make(tmp_path, files)
    with pytest.raises(InputError) as caught:
        read(f"{tmp_path}{name}")
    assert message in str(caught.value)


def test_only_normal_files_are_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^/dev/zero/a.csproj: cannot be read"):
        read("/dev/zero/a.csproj")
    (tmp_path / "a.csproj").symlink_to("/dev/zero")
    with pytest.raises(InputError, match=r"a\.csproj: is not a file"):
        read(str(tmp_path / "a.csproj"))


def test_a_current_folder_that_is_gone_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    with pytest.raises(InputError, match=r"^App: cannot be found: No such file"):
        read("App")


PROGRAM = """#!/usr/bin/env dotnet
// a greeter
#:sdk Microsoft.NET.Sdk.Web@10.0.0
#:property TargetFramework=net10.0
/* and
 so on */ #:property Ignored

#:package Dapper@2.1.0
#:project ../Lib
#:property PublishTrimmed = $(PublishAot)
using System;
#:property PublishAot=false
"""


def test_a_program_of_one_file_says_what_a_project_would(tmp_path: Path) -> None:
    make(tmp_path, {"app/hello.cs": PROGRAM.replace(" #:property Ignored", "")})
    found = read(str(tmp_path / "app/hello.cs"))
    assert (found.sdks, found.target_frameworks) == (("Microsoft.NET.Sdk.Web",), ("net10.0",))
    assert (found.output_type, found.assembly_name, found.web) == ("Exe", "hello", True)
    assert (found.aot, found.trimmed) == (True, True)
    assert found.package_references == ("Dapper",)
    assert found.references == (str(tmp_path / "Lib"),)
    assert found.where["target_frameworks"] == Location(found.path, 4)
    assert found.where["trimmed"].line == 10
    assert found.where["sdks"].line == 3
    assert "aot" not in found.where
    assert found.unknown == ()


def test_a_program_without_directives_has_the_framework_of_its_sdk(tmp_path: Path) -> None:
    make(
        tmp_path,
        {
            "hello.cs": "#:property PublishAot=false\nConsole.WriteLine();",
            "Directory.Build.props": "<Project><PropertyGroup><ContainerFamily>noble"
            "</ContainerFamily></PropertyGroup></Project>",
        },
    )
    found = read(str(tmp_path / "hello.cs"))
    assert (found.sdks, found.aot, found.container_family) == (
        ("Microsoft.NET.Sdk",),
        False,
        "noble",
    )
    assert found.target_frameworks is None
    doubt = found.doubt("target_frameworks")
    assert doubt is not None
    assert doubt.reason.startswith("is that of the SDK that builds the program")


def test_a_web_program_without_a_framework_still_serves_the_web(tmp_path: Path) -> None:
    make(tmp_path, {"hello.cs": "#:sdk Microsoft.NET.Sdk.Web\n"})
    assert read(str(tmp_path / "hello.cs")).framework_references == ("Microsoft.AspNetCore.App",)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("#:property", "line 2: #:property lacks a name"),
        ("#:property Name", "line 2: write #:property NAME=VALUE, not 'Name'"),
        ("#:property 1=2", "line 2: write #:property NAME=VALUE, not '1=2'"),
        ("#:sdk", "line 2: #:sdk lacks a name"),
        ("#:package  ", "line 2: #:package lacks a name"),
    ],
)
def test_a_directive_without_its_parts_is_refused(tmp_path: Path, line: str, message: str) -> None:
    make(tmp_path, {"a.cs": f"\n{line}\n"})
    with pytest.raises(InputError) as caught:
        read(str(tmp_path / "a.cs"))
    assert str(caught.value) == f"{tmp_path / 'a.cs'}: {message}"
