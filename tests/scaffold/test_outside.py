"""What a project names outside of its folder, and what of that is no need of its build."""

import os
from pathlib import Path

import pytest

from dotimg.project.reader import read
from dotimg.scaffold.needs import needs_of
from tests.project.trees import make


@pytest.mark.parametrize(
    ("properties", "items", "named"),
    [
        ("", '<Content Include="$(TargetDir)/*.dll" />', []),
        ("", '<None Include="/*.none" />', []),
        ("", '<None Include="../README.md" />', ["README.md"]),
        ("<DockerComposeProjectPath>../all.dcproj</DockerComposeProjectPath>", "", []),
        ("<ApplicationIcon>../all.ico</ApplicationIcon>", "", ["all.ico"]),
    ],
)
def test_what_is_taken_from_outside(
    tmp_path: Path, properties: str, items: str, named: list[str]
) -> None:
    text = (
        '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0'
        f"</TargetFramework>{properties}</PropertyGroup><ItemGroup>{items}</ItemGroup></Project>"
    )
    make(tmp_path, {"App/App.csproj": text, "README.md": "", "all.dcproj": "", "all.ico": ""})
    needs = needs_of(read(str(tmp_path / "App")))
    assert [os.path.relpath(one, tmp_path) for one in needs.published] == named
